"""What is known of single words: lists of names, and words that lead to one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "written"
_GAP: Final = re.compile(r"\{[A-Z]\}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_THINGS: Final = ("nou", "adj", "job", "tea", "wor")
_STREETS: Final = "street road avenue lane straße weg platz allee gasse rue boulevard calle plaza paseo straat laan gracht"
_TAIL: Final = 4

CLUES: Final = {
    "title": "mr mrs ms miss dr prof sir madam herr herrn frau fräulein hr fr m mme mlle mm monsieur madame mademoiselle maître sr sra srta señor señora "
             "don doña señorita dhr mevr mw heer mevrouw meneer sig signor signora",
    "greeting": "hi hello hey dear hallo hoi liebe lieber guten sehr geehrter geehrte moin servus bonjour bonsoir cher chère salut hola estimado estimada "
                "querido querida buenos buenas beste geachte goedemorgen goedemiddag dag lieve ciao hei hej",
    "signoff": "regards sincerely cheers thanks thank best yours faithfully grüßen grüße gruß mfg lg danke cordialement salutations merci amicalement "
               "saludo saludos atentamente gracias abrazo groet groeten groetjes mvg hoogachtend bedankt wishes",
    "naming": "name named called heiße heisse heißt namens m'appelle appelle nom llamo llama nombre naam heet noem passenger customer client klant kunde "
              "cliente titular holder contact recipient colleague kollege kollegin collègue compañero compañera collega wife husband frau mann son daughter",
    "place": "in from to near at nach aus bei von in à a en de depuis vers près desde hasta cerca naar uit te bij richting via wohne live lives vivo vive "
             "woon habite city stadt ville ciudad plaats ort address adresse dirección adres",
    "firm": "at for by with von bei für der die chez pour par société en por empresa con bij voor van bedrijf firma company bank courier über through via",
    "spoke": "said told wrote says asked called spoke hat sagte schrieb a dit écrit demandé dijo escribió dice pidió zei schreef vroeg zegt heeft",
}  # fmt: skip
_LANGUAGES: Final = {
    "en": "the and is my to of you have not for i it with was this that are your",
    "de": "der die das und ist nicht ich sie wir mein meine ein eine mit für auf zu von den dem bitte haben habe wurde",
    "fr": "le la les et est je vous nous mon ma une un des pas pour dans avec du que qui ne votre",
    "es": "el la los y es no mi una un por para con que del se su en lo me las su pedido",
    "nl": "de het een en is niet ik mijn van voor met dat op te wij jullie u aan heb zijn",
}


@cache
def gazetteer() -> dict[str, frozenset[str]]:
    """Kind (first, last, city, place, org, sign, ending, street, head, dictionary) -> its words, in lower case."""
    kinds: dict[str, set[str]] = {"street": set(_STREETS.split())}
    for kind, words in rows("names.txt"):
        kinds.setdefault(kind.split()[0], set()).update(word.lower() for name in words for word in name.split())
    kinds["dictionary"] = {
        word.lower() for kind, words in rows("things.txt") if kind[:3] in _THINGS for name in words for word in name.split()
    }
    kinds["dictionary"] |= {word for code in _LANGUAGES for word in _plain(code)}
    kinds["head"] = {word.lower() for kind, words in rows("heads.txt") if kind in _LANGUAGES for word in words}
    kinds["ending"] |= {word.lower() for kind, words in rows("heads.txt") if kind not in _LANGUAGES for word in words}
    return {kind: frozenset(found) for kind, found in kinds.items()}


def _plain(language: str) -> set[str]:
    """Words that the written sentences have in small letters: none of them is a name by itself."""
    text = _GAP.sub(" ", (FOLDER / f"{language}.txt").read_text(encoding="utf-8").replace("\\n", " "))
    return {word for word in _WORD.findall(text) if word.islower()}


@cache
def nouns() -> frozenset[str]:
    """Words that others end with: coffee machines and machines."""
    return frozenset(
        word.lower() for kind, words in rows("things.txt") if kind in ("noun de", "noun nl") for word in words if len(word) >= _TAIL
    )


def is_compound(word: str) -> bool:
    """A word (lower case) that ends as a noun does; the noun itself is none. Long ones only."""
    known = nouns()
    first = max(3, len(word) - _longest_noun() - 2)  # what is longer ends as no noun does; a word may be as long as a text
    return any(word[at:] in known or word[at:-1] in known or word[at:-2] in known for at in range(first, len(word) - _TAIL + 1))


@cache
def _longest_noun() -> int:
    return max(map(len, nouns()))


@cache
def rows(name: str) -> list[tuple[str, list[str]]]:
    """(kind, names) of each line; an underscore stands for a blank within a name."""
    read = [line.split(": ", 1) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(kind, [name.replace("_", " ") for name in names.split()]) for kind, names in read]


def known(word: str) -> str:
    """Letters for the lists a word (lower case) stands in: f, l, c, p, o, s, e, r, h, d. Nothing is kept of the words that are asked for."""
    return _known_table().get(word, "")


@cache
def _known_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for kind, words in sorted(gazetteer().items()):
        for word in words:
            table[word] = table.get(word, "") + ("r" if kind == "street" else kind[0])
    return table


@cache
def _clue_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for kind, words in CLUES.items():
        for word in words.split():
            table[word] = table.get(word, "") + kind[0] + kind[-1]
    return table


def clue(word: str) -> str:
    return _clue_table().get(word, "")


@cache
def _language_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _LANGUAGES.items()}


def language_of(lower: list[str]) -> str:
    """The language whose smallest words occur most; empty if none does."""
    counts = {code: sum(word in words for word in lower) for code, words in _language_words().items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""
