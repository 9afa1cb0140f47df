"""Made-up letters for urgency and intent, from sentences that we wrote (``letters/*.txt``: a line an intent or an urgency, in twelve languages)."""

from __future__ import annotations

import random
from pathlib import Path

from agents.triage.classifier import INTENTS, URGENCIES
from agents.triage.training import languages

LETTERS = Path(__file__).parent / "letters"
LANGUAGES = tuple(sorted(path.stem for path in LETTERS.glob("*.txt")))
Example = tuple[str, str, str]
Sentences = dict[str, list[str]]


def read(language: str) -> Sentences:
    """Sentences by intent, and by "high" and "low"."""
    lines = (line.partition(": ") for line in (LETTERS / f"{language}.txt").read_text(encoding="utf-8").splitlines() if line.strip())
    return {head: [one.strip() for one in rest.split(" | ")] for head, _, rest in lines}


def every_sentence() -> dict[str, list[str]]:
    """All sentences of a language, for the language model to learn from, too."""
    return {language: [one for group in read(language).values() for one in group] for language in LANGUAGES}


def examples(seed: int, each: int = 2500) -> list[Example]:
    """(urgency, intent or "", text): the intent of a text that only presses is left open, so is the urgency of none."""
    generator = random.Random(seed)  # noqa: S311 - the same every time
    found = []
    for language in LANGUAGES:
        sentences, written = read(language), languages.read(language)
        for _ in range(each):
            urgency, intent, text = _text(generator, sentences, written)
            found.append((urgency, intent, languages.worn(generator, language, text)))
    generator.shuffle(found)
    return found


def _text(generator: random.Random, sentences: Sentences, written: languages.Written) -> Example:
    urgency = generator.choices(URGENCIES, [3, 6, 3])[0]
    intent = generator.choice(INTENTS)
    parts = [generator.choice(sentences[intent])]
    if urgency != "normal":
        pressing = generator.choice(sentences[urgency])
        alone = generator.random() < 0.5
        parts = [pressing] if alone else generator.sample([pressing, *parts], 2)
        intent = "" if alone else intent
    elif generator.random() < 0.4:
        parts.append(generator.choice(sentences[intent]))
    if generator.random() < 0.4:
        parts.insert(generator.randrange(len(parts) + 1), generator.choice(_plain(written)))
    return urgency, intent, _joined(generator, parts)


def _plain(written: languages.Written) -> list[str]:
    """Words without an aim: what stands around the sentence that counts."""
    return [" ".join(written.small[at : at + 4]) for at in range(0, len(written.small) - 4, 5)]


def _joined(generator: random.Random, parts: list[str]) -> str:
    """Words are left out now and then, so that no sentence is learned by heart."""
    text = " ".join(part if part.endswith(("?", ".")) else f"{part}." for part in parts)
    words = text.split()
    if len(words) > 4 and generator.random() < 0.5:
        del words[generator.randrange(len(words))]
    return " ".join(words)
