"""A random text of the shape that a regular expression describes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from re import _constants as codes  # type: ignore[attr-defined]  # the standard parser has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any


def shaped(shape: str, dice: random.Random) -> str:
    """Only what shapes of numbers use: characters, classes, groups, choices, counted repeats, and what must not follow, which is left to chance."""
    return _sequence(parser.parse(shape), dice)


def _sequence(items: Sequence[tuple[Any, Any]], dice: random.Random) -> str:
    return "".join(_item(code, value, dice) for code, value in items)


def _item(code: Any, value: Any, dice: random.Random) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.IN:
        return dice.choice("".join(_members(value)))
    if code is codes.MAX_REPEAT:
        return "".join(_sequence(value[2], dice) for _ in range(dice.randint(value[0], value[1])))
    if code is codes.BRANCH:
        return _sequence(dice.choice(value[1]), dice)
    if code is codes.ASSERT_NOT:
        return ""
    return _sequence(value[3], dice)


def _members(members: list[tuple[Any, Any]]) -> list[str]:
    return [_member(code, value) for code, value in members]


def _member(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.RANGE:
        return "".join(map(chr, range(value[0], value[1] + 1)))
    return "0123456789" if value is codes.CATEGORY_DIGIT else " "
