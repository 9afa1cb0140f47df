"""Made-up letters for urgency and intent, from sentences that we wrote (``letters/*.txt``: a line an intent or an urgency, in twelve languages)."""

from __future__ import annotations

import random
from pathlib import Path

from agents.triage.classifier import INTENTS, URGENCIES
from agents.triage.training import languages
from conversations.memory import glossary

LETTERS = Path(__file__).parent / "letters"
LANGUAGES = tuple(sorted(path.stem for path in LETTERS.glob("*.txt")))
ABOUT = {
    "order_status": "parcel delivery tracking status late courier neighbour",
    "change_cancel": "cancel change terminate address subscription contract appointment",
    "return_refund": "return refund exchange withdrawal label original money",
    "problem": "damage defect error missing wrong repair noise fire water complaint spare screw goodwill",
    "billing": "invoice pay card transfer instalment tax twice voucher bank",
    "account": "account password forgot register newsletter user email delete verification identity",
    "product_question": "size colour weight material wood dim bulb stock battery product clean glass temperature",
    "service_question": "opening shop shipping pickup country warranty parking phone appointment installation insurance",
    "legal_privacy": "data lawyer delete fraud document",
    "other": "job partner review team",
    "danger": "fire",
}
Example = tuple[str, str, str]
Sentences = dict[str, list[str]]


def read(language: str) -> Sentences:
    """Sentences by intent, by "low", by "high", and by "high INTENT" where what presses also says what it is."""
    lines = (line.partition(": ") for line in (LETTERS / f"{language}.txt").read_text(encoding="utf-8").splitlines() if line.strip())
    return {head: [one.strip() for one in rest.split(" | ")] for head, _, rest in lines}


def meant(language: str) -> dict[str, list[str]]:
    """Words of the glossary by intent: what a letter is about, however it is put."""
    known = glossary.load().words
    by_key = {(concept.get("en") or ("",))[0]: concept.get(language, ()) for concept in known}
    return {intent: [word for key in keys.split() for word in by_key.get(key, ())] for intent, keys in ABOUT.items()}


def every_sentence() -> dict[str, list[str]]:
    """All sentences of a language, for the language model to learn from, too."""
    return {language: [one for group in read(language).values() for one in group] for language in LANGUAGES}


def examples(seed: int, each: int = 3500) -> list[Example]:
    """(urgency, intent, text): "" where the text leaves one of them open."""
    generator = random.Random(seed)  # noqa: S311 - the same every time
    found = []
    for language in LANGUAGES:
        sentences, written, words = read(language), languages.read(language), meant(language)
        for _ in range(each):
            if generator.random() < 0.3:
                urgency, intent, text = _row(generator, written, words)
            else:
                urgency, intent, text = _text(generator, sentences, written)
            found.append((urgency, intent, languages.worn(generator, language, text)))
    generator.shuffle(found)
    return found


def _row(generator: random.Random, written: languages.Written, words: dict[str, list[str]]) -> Example:
    """Two or three telling words of one intent among small ones; how urgent it is only danger says."""
    if generator.random() < 0.12 and words["danger"]:
        return "high", "problem", _among(generator, written, words["danger"], 2)
    intent = generator.choice([intent for intent in INTENTS if len(words[intent]) > 2])
    return "", intent, _among(generator, written, words[intent], 3)


def _among(generator: random.Random, written: languages.Written, telling: list[str], most: int) -> str:
    picked = [*generator.sample(telling, min(generator.randint(1, most), len(telling))), *generator.sample(written.small, 5)]
    generator.shuffle(picked)
    return " ".join(picked)


def _text(generator: random.Random, sentences: Sentences, written: languages.Written) -> Example:
    urgency = generator.choices(URGENCIES, [3, 7, 3])[0]
    intent = generator.choice(INTENTS)
    parts = [generator.choice(sentences[intent])]
    if urgency != "normal":
        pressing, own = _pressing(generator, sentences, urgency)
        alone = bool(own) or generator.random() < 0.4
        parts = [pressing] if alone else generator.sample([pressing, *parts], 2)
        intent = own if alone else intent
    elif generator.random() < 0.4:
        parts.append(generator.choice(sentences[intent]))
    if generator.random() < 0.4:
        parts.insert(generator.randrange(len(parts) + 1), generator.choice(_plain(written)))
    return urgency, intent, _joined(generator, parts)


def _pressing(generator: random.Random, sentences: Sentences, urgency: str) -> tuple[str, str]:
    """A sentence that presses (or says that nothing does), and the intent it shows by itself, "" for none."""
    if urgency == "low":
        return generator.choice(sentences["low"]), "other" if generator.random() < 0.4 else ""
    heads = [head for head in sentences if head.startswith("high")]
    head = generator.choices(heads, [len(sentences[one]) for one in heads])[0]
    return generator.choice(sentences[head]), head.partition(" ")[2]


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
