"""Texts with planted values: the value in a sentence, among sentences and numbers that are nobody's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.redaction.figures.planted import Kind, kinds

_BEFORE: Final = (
    "Hello, I am writing about my last order.", "Guten Tag, meine Bestellung ist noch nicht da.", "Bonjour, je n'ai rien reçu.", "Buenos días.",
    "Hoi, ik heb een vraag over de levering.", "", "Please help me with the form.", "As you asked, here is what was missing.", "Ciao,",
)  # fmt: skip
_WITH: Final = ("{label}: {value}", "my {label} is {value}", "{label} {value}", "The {label} I gave you was {value}, I believe", "{label} = {value}",
                "({label} {value})", "I have {label} {value} on the letter", "{label}\n{value}\n", "{value} is my {label}")  # fmt: skip
_AFTER: Final = (
    "Order 4711-{n}, 3 pieces, 49.90 EUR.", "The parcel of 12 kg has tracking id {n}.", "It was {n} points.", "Thanks and regards", "",
    "See section 4.2.1 of the manual, page {n}.", "Model X{n} in size 42.", "Ticket {n}, please.", "We met at 10:30 and waited 45 minutes.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what stands in it: (type, start, end)."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


def structured(count: int, seed: int) -> Iterator[Labelled]:
    """``count`` texts, every kind in turn, one value each."""
    dice = random.Random(seed)  # noqa: S311 - test texts, no secrets
    for number in range(count):
        yield _text(kinds()[number % len(kinds())], dice)


def _text(kind: Kind, dice: random.Random) -> Labelled:
    value = kind.make(dice)
    before, after = dice.choice(_BEFORE), dice.choice(_AFTER).replace("{n}", str(dice.randrange(1000, 99999)))
    sentence = dice.choice(_WITH).replace("{label}", kind.label)
    start = len(before) + 1 + sentence.index("{value}")
    text = f"{before} {sentence.replace('{value}', value)}. {after}"
    return Labelled(text, ((kind.entity, start, start + len(value)),))
