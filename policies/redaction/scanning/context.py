"""Words before a finding, read only where somebody asks, and never the whole text: a long mail with one number costs one short look."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.scanning.words import is_word, words

_WORDS_BEFORE: Final = 6  # five and the one the finding starts in
_FIRST_LOOK: Final = 60
_REST: Final = re.compile(r"\s*(?:\w+|[^\w\s])?")


class Context:
    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, list[str]] = {}

    def supports(self, start: int, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) is part of a word at ``start`` or of the five before it."""
        if start not in self._known:
            self._known[start] = self._before(start)
        near = self._known[start]
        return any(word in one for word in wanted for one in near)

    def _before(self, start: int) -> list[str]:
        """The last words up to the one that holds ``start``, or the next one if it stands between two."""
        rest = _REST.match(self._text, start)
        stop, width = rest.end() if rest else start, _FIRST_LOOK
        while True:
            begin = self._boundary(start - width)
            near = [word.lower() for word, _ in words(self._text[begin:stop]) if is_word(word)]
            if begin == 0 or len(near) >= _WORDS_BEFORE:
                return near[-_WORDS_BEFORE:]
            width *= 2

    def _boundary(self, at: int) -> int:
        """The nearest place up to ``at`` where no word goes on."""
        while at > 0 and (self._text[at].isalnum() or self._text[at] == "_"):
            at -= 1
        return max(at, 0)
