"""Hostile texts of one kind of number each: every word that leads to it, again and again, with something short or a right value behind it.

They come from the lists of the recognisers, so that a new one brings its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from re import _constants as codes  # type: ignore[attr-defined]  # the standard parser has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any, Final

_SHORT: Final = ("1.", "12", "A1B2C3", "123456", "12345678", "1.1.1980", "AB-1234", "1/", "a.b", "+1", "(0)", "A1", "@1", "1:")
"""What begins as a value, an address or a date, and is none."""
_VALUES: Final = 3
"""Made for each kind; making one throws dice until its check digits are right."""
_FLAGS: Final = re.compile(r"\(\?[aiLmsux]+\)")
_LONGEST: Final = 40
"""Characters of a word from within a pattern."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """``values`` may be none: not every recogniser's pattern can be written backwards."""

    entity: str
    words: tuple[str, ...]
    values: tuple[str, ...]

    def text(self, size: int) -> str:
        """No two places have the same words before them, as what was read once is known."""
        parts: list[str] = []
        length = 0
        for number in count():
            parts.append(self._piece(number))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)[:size]
        raise AssertionError("a count has no end")

    def _piece(self, number: int) -> str:
        word, short = self.words[number % len(self.words)], _SHORT[number % len(_SHORT)]
        value = self.values[number % len(self.values)] if self.values else short
        return (f"{word} {short}", f"{word} {value} ", f"{_counted(number)} {word}: {value}\n", f"{word}{short} ")[number // 3 % 4]


def _counted(number: int) -> str:
    """A word for each number, without digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@cache
def crowds() -> tuple[Crowd, ...]:
    """One for each type that anything looks for."""
    from policies.redaction.figures.planted import kinds

    dice = random.Random(3)
    makers = {kind.entity: kind.make for kind in kinds()}
    return tuple(
        Crowd(entity, words, tuple(makers[entity](dice) for _ in range(_VALUES)) if entity in makers else ())
        for entity, words in sorted(_words().items())
    )


def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entity, word in _every_word():
        found.setdefault(entity, {})[word] = None
    return {entity: tuple(words) for entity, words in found.items()}


def _every_word() -> Iterator[tuple[str, str]]:
    """What numbers are called, the words beside them, and those within the patterns themselves."""
    from policies.redaction.figures.planted import kinds
    from policies.redaction.numbers.titles import near, titles
    from policies.redaction.scanning.recognisers import all_recognisers

    for recogniser in all_recognisers():
        for entity in recogniser.supported_entities:
            within = (word for pattern in getattr(recogniser, "patterns", None) or () for word in _within(pattern.regex))
            yield from ((entity, word.lower()) for word in (*(recogniser.context or ()), *titles(entity), *near(entity)[0], *within))
    yield from ((kind.entity, kind.label) for kind in kinds())


def _within(pattern: str) -> Iterator[str]:
    """The shortest text of each choice that a pattern leaves, if it has letters, and of the whole."""
    tree = parser.parse(_FLAGS.sub("", pattern))
    yield from (word for items in (tree, *_choices(tree)) if any(map(str.isalpha, word := _least(items))) and len(word) <= _LONGEST)


def _choices(items: Sequence[tuple[Any, Any]]) -> Iterator[Sequence[tuple[Any, Any]]]:
    for code, value in items:
        if code is codes.BRANCH:
            yield from value[1]
        for part in _parts(code, value):
            yield from _choices(part)


def _parts(code: Any, value: Any) -> Sequence[Any]:
    if code is codes.BRANCH:
        return list(value[1])
    if code is codes.SUBPATTERN:
        return [value[3]]
    return [value[2]] if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) else []


def _least(items: Sequence[tuple[Any, Any]]) -> str:
    return "".join(_shortest(code, value) for code, value in items)


def _shortest(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.IN:
        return _of_class(*value[-1])
    parts = _parts(code, value)
    return _least(parts[0]) * (value[0] if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) else 1) if parts else ""


def _of_class(code: Any, value: Any) -> str:
    if code is codes.CATEGORY:
        return "1"
    return chr(value if code is codes.LITERAL else value[0])
