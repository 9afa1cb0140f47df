"""Lines of a text as tokens with their places; an elided article and a possessive s stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_LINE: Final = re.compile(r"[^\n\r]+")
_TOKEN: Final = re.compile(r"(?:(?:[dlnjstmc]|qu|jusqu|lorsqu)['’](?=\w))|['’]s\b|\w+(?:(?:[-.&’']|\.-)(?!s\b)\w+)*|[^\w\s]", re.IGNORECASE)
MOST_IN_A_LINE: Final = 400
"""Longer lines are read in parts, so that no text makes one step too large."""


class Token(NamedTuple):
    text: str
    start: int
    end: int


def lines(text: str) -> Iterator[list[Token]]:
    """Tokens of each line that holds any."""
    for line in _LINE.finditer(text):
        found = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, line.start(), line.end())]
        for at in range(0, len(found), MOST_IN_A_LINE):
            yield found[at : at + MOST_IN_A_LINE]
