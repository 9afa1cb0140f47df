"""What the text says around a finding: names of numbers before it or behind it, short ones as whole words, longer ones as parts of words."""

from __future__ import annotations

from typing import Final

from policies.redaction.types import Finding
from policies.redaction.words import words

_BEFORE: Final = 60
_BEHIND: Final = 50
_LEAD_IN: Final = 20
_SHORT: Final = 4


class Surroundings:
    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[int, int], tuple[str, frozenset[str]]] = {}

    def say(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) stands before or behind it."""
        near, single = self._around(finding.start, finding.end)
        return any(word in single if len(word) <= _SHORT else word in near for word in wanted)

    def lead_in(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` is part of what stands right before it."""
        before = self._text[max(0, finding.start - _LEAD_IN) : finding.start].lower()
        return any(word in before for word in wanted)

    def _around(self, start: int, end: int) -> tuple[str, frozenset[str]]:
        if (start, end) not in self._known:
            near = f"{self._text[max(0, start - _BEFORE) : start]} {self._text[end : end + _BEHIND]}".lower()
            self._known[start, end] = near, frozenset(word for word, _ in words(near))
        return self._known[start, end]
