"""Marks that stand for a blank, for nothing or for another sign: entities of HTML, characters without width, line breaks as JSON writes them
inside of its texts, "(at)" and "(dot)" of addresses.

The text is searched without them; what is found is told in places of the text as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from policies.redaction.types import Finding

_MARKS: Final = re.compile(
    r"(?P<blank>&(?:nbsp|ensp|emsp|thinsp|#160|#xa0|#8239|#x202f|#32);)|(?P<nothing>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+|&(?:shy|zwnj|zwj|#8203|#xad|#173);)"
    r"|(?-i:(?P<line>\\[nr]|\\u000[aAdD])|(?P<tab>\\t|\\u0009)|(?P<gap>\\[bf]|\\u(?:00[01][0-9a-fA-F]|0020|00[aA]0|202[89])))"
    r"|(?<=\w)(?P<at>[ ]?[\[({](?:at|ät|arroba|chez)[\])}][ ]?|[ ]{1,2}@[ ]{0,2}(?=[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){1,4}(?!\w))|@[ ](?=[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){1,4}(?!\w)))"
    r"|(?<=\w)(?P<dot>[ ]?[\[({](?:dot|punkt|point|punto|punt)[\])}][ ]?)(?=[a-z])",
    re.IGNORECASE,
)
_SHOWN: Final = {"blank": " ", "nothing": "", "line": "\n", "tab": "\t", "gap": " ", "at": "@", "dot": "."}


class Unmarked:
    """``text`` as it is searched, and the way back."""

    def __init__(self, text: str) -> None:
        parts: list[str] = []
        self._begins, self._places = [0], [0]
        at, length = 0, 0
        for mark in _MARKS.finditer(text):
            shown = _SHOWN[str(mark.lastgroup)]
            parts += text[at : mark.start()], shown
            length += mark.start() - at + len(shown)
            at = mark.end()
            self._begins.append(length)
            self._places.append(at)
        self.is_changed = bool(parts)
        self.text = "".join((*parts, text[at:])) if parts else text

    def back(self, finding: Finding) -> Finding:
        return replace(finding, start=self._place(finding.start), end=self._place(finding.end - 1) + 1)

    def _place(self, at: int) -> int:
        """Of a character that no mark stands for."""
        piece = bisect_right(self._begins, at) - 1
        return self._places[piece] + at - self._begins[piece]
