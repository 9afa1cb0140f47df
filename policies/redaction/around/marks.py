"""Marks that stand for something else: entities of HTML, quoted-printable, escapes of JSON and Markdown, tags within a number, characters without width, "(at)" and "(dot)".

The text is searched as it would be read; what is found is told in places of the text as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from policies.redaction.around.encoded import encoded
from policies.redaction.around.spelling import spelling
from policies.redaction.types import Finding

Mark = tuple[int, int, str]
"""Where it begins and ends, and what it stands for."""


class Unmarked:
    """``text`` as it is searched, and the way back. ``marks``: where they begin in the text as it is, in order."""

    def __init__(self, text: str) -> None:
        first = _Layer(text, encoded(text))
        second = _Layer(first.text, spelling(first.text))
        self._layers = [layer for layer in (second, first) if layer.is_changed]
        self.marks = sorted((*first.marks, *(first.place(place)[0] if first.is_changed else place for place in second.marks)))
        self.is_changed = bool(self._layers)
        self.text = second.text

    def back(self, finding: Finding) -> Finding:
        start, last = finding.start, finding.end - 1
        for layer in self._layers:
            start, last = layer.place(start)[0], layer.place(last)[1] - 1
        return replace(finding, start=start, end=last + 1)


class _Layer:
    """Marks of one kind taken out of a text; ``_pieces`` by where they begin in the new text: (place in the old one, its end there, None if no mark)."""

    def __init__(self, text: str, marks: Iterator[Mark]) -> None:
        parts: list[str] = []
        self._begins: list[int] = []
        self._pieces: list[tuple[int, int | None]] = []
        self.marks: list[int] = []
        at, length = 0, 0
        for start, end, shown in marks:
            for part, place, stop in ((text[at:start], at, None), (shown, start, end)):
                if part:
                    self._begins.append(length)
                    self._pieces.append((place, stop))
                    parts.append(part)
                    length += len(part)
            self.marks.append(start)
            at = end
        self.is_changed = at > 0
        if self.is_changed:
            self._begins.append(length)
            self._pieces.append((at, None))
        self.text = "".join((*parts, text[at:])) if self.is_changed else text

    def place(self, at: int) -> tuple[int, int]:
        """(start, end) in the old text of a character of the new one."""
        piece = bisect_right(self._begins, at) - 1
        place, stop = self._pieces[piece]
        if stop is not None:
            return place, stop
        place += at - self._begins[piece]
        return place, place + 1
