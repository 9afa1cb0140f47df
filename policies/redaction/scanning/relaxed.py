"""From a pattern, a looser one that finds at least every text the pattern can match in, for one scan over all patterns.

It is written for ``shadow`` texts: look-arounds are dropped, and boundaries too unless an ASCII letter or digit surely stands beside
them (then no boundary of Unicode is missed by one of ASCII); every class that may hold characters beyond ASCII takes
their byte, upper and lower case must be scanned as one. So a text it does not match cannot match the pattern either, whatever the
differences between regular expression libraries in Unicode. Patterns it cannot read are None: they are always tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]  # the standard parser has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any, Final

from policies.redaction.scanning.shadow import shade
from policies.redaction.scanning.word_edges import has_word_edge

_HIGH: Final = r"\x80-\xff"
_SHARED: Final = "0123456789 iks"
_REPEAT_LIMIT: Final = 60
_LONG_BRANCH: Final = 3_000
_MAX_LENGTH: Final = 14_000
_LEADING_FLAGS: Final = re.compile(r"\(\?[aiLmsux]+\)")
_CATEGORIES: Final = {
    codes.CATEGORY_DIGIT: "0-9",
    codes.CATEGORY_SPACE: r"\t\n\x0b\x0c\r\x1c-\x1f ",
    codes.CATEGORY_WORD: f"0-9a-z_{_HIGH}",
}


class Unreadable(ValueError):
    """This pattern uses something whose looser form is unknown."""


@cache
def relaxed(pattern: str) -> str | None:
    """The looser pattern, or None when none can be made that is worth scanning for (it would match the empty text).

    Kept: most patterns belong to every language.
    """
    try:
        tree = parser.parse(_LEADING_FLAGS.sub("", pattern), re.IGNORECASE | re.MULTILINE | re.DOTALL)
        loose = _lead(tree) + _sequence(tree)
    except (Unreadable, re.error, RecursionError):
        return None
    return loose if 0 < len(loose) <= _MAX_LENGTH and not re.compile(loose.encode("latin-1")).search(b"") else None


def _lead(items: Sequence[tuple[Any, Any]]) -> str:
    """What a look-behind at the start asks for stands right before the match, so it is looked for too."""
    if not len(items) or items[0][0] is not codes.ASSERT:
        return ""
    direction, inner = items[0][1]
    return _sequence(inner) if direction < 0 else ""


def _sequence(items: Sequence[tuple[Any, Any]]) -> str:
    loose = []
    for place, (code, value) in enumerate(items):
        if code is codes.AT and value is codes.AT_BOUNDARY:
            loose.append(r"\b" if has_word_edge(items[place + 1 :]) or has_word_edge(items[:place], last=True) else "")
        else:
            loose.append(_item(code, value))
    return "".join(loose)


def _item(code: Any, value: Any) -> str:
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return ""
    read: Any = _READERS.get(code)
    if read is None:
        raise Unreadable(str(code))
    return str(read(value))


def _literal(value: int) -> str:
    return _escaped(shade(value))


def _class(members: list[tuple[Any, Any]]) -> str:
    if members and members[0][0] is codes.NEGATE:
        return _negated(members[1:])
    return f"[{''.join(_member(code, value) for code, value in members)}]"


def _negated(members: list[tuple[Any, Any]]) -> str:
    """Leave out only what is surely left out: a shared byte (blank, digit, some letters, the high one) stands for other characters too."""
    inside = "".join(_left_out(code, value) for code, value in members)
    return f"[^{inside}]" if inside else r"[\x00-\xff]"


def _left_out(code: Any, value: Any) -> str:
    if code is codes.CATEGORY:
        return _CATEGORIES.get(value, "").replace(_HIGH, "")
    low, high = (value, value) if code is codes.LITERAL else value
    return "".join(_escaped(number) for number in range(low, min(high, 127) + 1) if chr(number).lower() not in _SHARED)


def _member(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return _literal(value)
    if code is codes.RANGE:
        return _range(*value)
    if code is codes.CATEGORY and value in _CATEGORIES:
        return _CATEGORIES[value]
    raise Unreadable(str(value))


def _range(low: int, high: int) -> str:
    ascii_part = "".join(_escaped(number) for number in range(low, min(high, 127) + 1))
    return ascii_part + (_HIGH + _SHARED if high > 127 else "")


def _repeat(value: tuple[Any, Any, list[tuple[Any, Any]]]) -> str:
    low, high, items = value
    inner = _sequence(items)
    if not inner:
        return ""
    least = min(int(low), _REPEAT_LIMIT)
    most = "" if high is codes.MAXREPEAT or int(high) > _REPEAT_LIMIT else str(int(high))
    return f"(?:{inner}){{{least},{most}}}"


def _branch(value: tuple[Any, list[Any]]) -> str:
    loose = f"(?:{'|'.join(_sequence(option) for option in value[1])})"
    return loose if len(loose) <= _LONG_BRANCH else _summary(value[1])


def _summary(options: list[Any]) -> str:
    """A long list of words (all endings of host names) as the letters they are made of and their least length."""
    words = [[value for code, value in option if code is codes.LITERAL] for option in options]
    if any(len(word) != len(option) for word, option in zip(words, options, strict=True)):
        raise Unreadable("long choice of other things than words")
    letters = _class([(codes.LITERAL, letter) for letter in sorted({letter for word in words for letter in word})])
    return f"{letters}{{{min(len(word) for word in words)},}}"


def _escaped(number: int) -> str:
    return chr(number).lower() if number < 128 and chr(number).isalnum() else f"\\x{number:02x}"


_READERS: Final = {
    codes.LITERAL: _literal,
    codes.NOT_LITERAL: lambda value: _negated([(codes.LITERAL, value)]),
    codes.ANY: lambda _: r"[\x00-\xff]",
    codes.IN: _class,
    codes.BRANCH: _branch,
    codes.SUBPATTERN: lambda value: f"(?:{_sequence(value[3])})",
    codes.MAX_REPEAT: _repeat,
    codes.MIN_REPEAT: _repeat,
    codes.GROUPREF: lambda _: r"[\x00-\xff]{0,40}",
}
