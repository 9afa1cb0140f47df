"""Names to fill gaps with: of the lists, coined after one of them, or of syllables."""

from __future__ import annotations

import random
from functools import cache
from typing import Final

from policies.redaction.people.words import rows

_LONGEST_COINED: Final = 14
_SYLLABLES: Final = (
    "ba ri mo ka len sha tor vi no el an da jo mi ra tes lo u ge zan pe fi ha su ku mar sten wyn ix qua bri ze flo nu lia dra"
)


@cache
def lists(kind: str) -> dict[str, list[str]]:
    """The lists of a kind by the language or the part of the world that their names are from."""
    found: dict[str, list[str]] = {}
    for name, words in (row for file in ("names.txt", "things.txt", "heads.txt") for row in rows(file)):
        one, _, origin = name.partition(" ")
        if one == kind:
            found.setdefault(origin or "xx", []).extend(words)
    return found


def from_list(dice: random.Random, kind: str, origin: str) -> str:
    """A name of a list, one that is coined after it, or one that nobody has."""
    roll = dice.random()
    if roll < 0.03:
        return syllables(dice).capitalize()
    return coined(dice, kind, origin) if roll < 0.3 else dice.choice(lists(kind).get(origin) or anywhere(dice, kind))


def anywhere(dice: random.Random, kind: str) -> list[str]:
    return dice.choice(list(lists(kind).values()))


def syllables(dice: random.Random) -> str:
    return "".join(dice.choice(_SYLLABLES.split()) for _ in range(dice.randint(2, 3)))


def coined(dice: random.Random, kind: str, origin: str = "") -> str:
    """A name that sounds like those of a list and stands in none: each letter follows three as it does somewhere in the list."""
    follows, name = _follows(kind, origin if origin in lists(kind) else dice.choice(list(lists(kind)))), "^^^"
    while len(name) < _LONGEST_COINED and (letter := dice.choice(follows[name[-3:]])) != "$":
        name += letter
    return name[3:] if len(name) > 5 else coined(dice, kind, origin)


@cache
def _follows(kind: str, origin: str) -> dict[str, list[str]]:
    follows: dict[str, list[str]] = {}
    for name in lists(kind)[origin]:
        padded = f"^^^{name}$"
        for place in range(3, len(padded)):
            follows.setdefault(padded[place - 3 : place], []).append(padded[place])
    return follows
