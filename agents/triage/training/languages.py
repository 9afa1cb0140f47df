"""Made-up short texts for the language model, from word lists and sentences that we wrote (``written/*.txt``, one file a language).

A text is a sentence of ours with something put in, a row of words as they could follow each other, or both; then it is written the way
people write: without accents, in small letters, with a slip of the finger, with a brand or a place that says nothing about the language.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kit.language import LABELS

WRITTEN = Path(__file__).parent / "written"
MAIN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "tr", "ru")
BRANDS = (  # noqa: SIM905 - words, not a list of quotes
    "iPhone Samsung Galaxy PayPal Visa Mastercard DHL UPS FedEx Amazon Netflix Spotify Google Windows Outlook Bluetooth WLAN WiFi USB PDF SIM Klarna IKEA Nike"
    " Adidas Sony Canon Android MacBook Zoom WhatsApp Instagram Lindgren Moss Müller Garcia Rossi Nowak Jensen Berlin Paris London Roma Madrid Oslo Lisboa Malta"
    " Anna Peter Maria Thomas Sofia Max OK ok Hallo hello LED HDMI XL online Marketing Newsletter Smart TV Router Linux Excel Word Hotel Taxi Bus Sofa"
).split()  # fmt: skip
_DIGRAPHS = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}), "sv": str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"}),
    "da": str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"}), "nb": str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"}),
}  # fmt: skip
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ß": "ss", "ё": "е"})
_LATIN_LETTERS = "etaoinsrhldcumfpgwybvk"
Example = tuple[str, str]


@dataclass(slots=True)
class Written:
    """What we wrote in one language."""

    small: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def read(language: str) -> Written:
    found = Written()
    for line in (WRITTEN / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(": ")
        if head in ("small", "words"):
            getattr(found, head).extend(rest.split())
        elif head == "things":
            found.things = [one.strip() for one in rest.split(",")]
        elif line.strip():
            found.sentences.append(line.strip())
    return found


def examples(seed: int, main: int = 3000, other: int = 1500, extra: dict[str, list[str]] | None = None) -> list[Example]:
    """(language, text) pairs, shuffled; ``main`` texts for each language we draft in, ``other`` for the rest."""
    generator = random.Random(seed)  # noqa: S311 - the same every time
    found = []
    for language in LABELS:
        written = read(language)
        written.sentences += (extra or {}).get(language, [])
        for _ in range(main if language in MAIN else other):
            found.append((language, worn(generator, language, _text(generator, written))))
    generator.shuffle(found)
    return found


def _text(generator: random.Random, written: Written) -> str:
    way: Callable[[random.Random, Written], str] = generator.choices([_sentence, _row, _mixed], [4, 4, 2])[0]
    return way(generator, written)


def _sentence(generator: random.Random, written: Written) -> str:
    """A sentence of ours; a long one is sometimes cut to a run of its words."""
    thing = generator.choice(written.things) if written.things else " ".join(generator.sample(written.words, 1))
    words = generator.choice(written.sentences).replace("{}", thing).split()
    if len(words) > 5 and generator.random() < 0.35:
        first = generator.randrange(len(words) - 3)
        words = words[first : first + generator.randint(3, 8)]
    return " ".join(words)


def _row(generator: random.Random, written: Written) -> str:
    """Three to eight words, more small ones than others, now and then a thing."""
    picked = [generator.choice(written.small if generator.random() < 0.55 else written.words) for _ in range(generator.randint(2, 7))]
    if written.things and generator.random() < 0.3:
        picked.insert(generator.randrange(len(picked) + 1), generator.choice(written.things))
    return " ".join(picked)


def _mixed(generator: random.Random, written: Written) -> str:
    return f"{_sentence(generator, written)} {_row(generator, written)}"


def worn(generator: random.Random, language: str, text: str) -> str:
    """As people type it."""
    if generator.random() < 0.2:
        words = text.split()
        words.insert(generator.randrange(len(words) + 1), generator.choice(BRANDS))
        text = " ".join(words)
    if generator.random() < 0.22:
        text = _without_accents(generator, language, text)
    if generator.random() < 0.12:
        text = _slip(generator, text)
    return text


def _without_accents(generator: random.Random, language: str, text: str) -> str:
    text = text.lower()
    if language in _DIGRAPHS and generator.random() < 0.6:
        return text.translate(_DIGRAPHS[language])
    if language in ("ru", "uk", "bg", "sr"):
        return text.translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _slip(generator: random.Random, text: str) -> str:
    """One letter lost, doubled, swapped or hit beside the key."""
    at = generator.randrange(len(text))
    kind = generator.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    wrong = generator.choice(_LATIN_LETTERS) if text.isascii() else text[generator.randrange(len(text))]
    return text[:at] + wrong + text[at + 1 :]
