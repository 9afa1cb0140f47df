"""Whether what a part of a pattern matches surely begins or ends with a letter, digit or underscore of ASCII (as seen in ``shadow``)."""

from __future__ import annotations

from collections.abc import Sequence
from re import _constants as codes  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any, Final

_NO_WIDTH: Final = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
Items = Sequence[tuple[Any, Any]]


def has_word_edge(items: Items, *, last: bool = False) -> bool:
    """An item that may be empty must have such an edge itself, and so must its neighbour."""
    for code, value in reversed(list(items)) if last else items:
        if code in _NO_WIDTH:
            continue
        parts, may_be_empty = _parts(code, value)
        if not parts or not all(_surely(part, last) for part in parts):
            return False
        if not may_be_empty:
            return True
    return False


def _surely(part: Any, last: bool) -> bool:
    return part if isinstance(part, bool) else has_word_edge(part, last=last)


def _parts(code: Any, value: Any) -> tuple[list[Any], bool]:
    """(what may stand there: sequences, or an answer, whether nothing may)."""
    if code is codes.LITERAL:
        return [_is_word(value)], False
    if code is codes.IN:
        return [all(_is_word_member(*member) for member in value)], False
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return [value[2]], value[0] == 0 or _may_be_empty(value[2])
    if code is codes.SUBPATTERN:
        return [value[3]], _may_be_empty(value[3])
    if code is codes.BRANCH:
        return list(value[1]), any(map(_may_be_empty, value[1]))
    return [], True


def _may_be_empty(part: Any) -> bool:
    return bool(part.getwidth()[0] == 0)


def _is_word(number: int) -> bool:
    return number < 128 and (chr(number).isalnum() or number == ord("_"))


def _is_word_member(code: Any, value: Any) -> bool:
    if code is codes.LITERAL:
        return _is_word(value)
    if code is codes.RANGE:
        return all(map(_is_word, range(value[0], value[1] + 1))) if value[1] < 128 else False
    return code is codes.CATEGORY and value is codes.CATEGORY_DIGIT
