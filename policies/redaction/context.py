"""Words before a finding, read once per text and only if somebody asks."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from policies.redaction.words import is_word, words

_WORDS_BEFORE: Final = 6  # five and the one the finding starts in


class Context:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[str] | None = None
        self._ends: list[int] = []
        self._known: dict[int, list[str]] = {}

    def supports(self, start: int, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) is part of a word at ``start`` or of the five before it."""
        before = self._before(start)
        return any(word in near for word in wanted for near in before)

    def _before(self, start: int) -> list[str]:
        if self._words is None:
            found = list(words(self._text))
            self._words, self._ends = [word for word, _ in found], [at + len(word) for word, at in found]
        position = bisect_right(self._ends, start)
        if position not in self._known:
            self._known[position] = _collected(self._words, position)
        return self._known[position]


def _collected(found: list[str], position: int) -> list[str]:
    near: list[str] = []
    while position >= 0 and len(near) < _WORDS_BEFORE:
        if is_word(found[position]):
            near.append(found[position].lower())
        position -= 1
    return near
