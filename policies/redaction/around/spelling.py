"""Addresses as people spell them out against machines: "(at)", "[dot]", blanks around the @."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_HOST: Final = r"(?=[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){1,4}(?!\w))"
_MARKS: Final = re.compile(
    rf"(?<=\w)(?:(?P<at>[ ]?[\[({{](?:at|ät|arroba|chez)[\])}}][ ]?|[ ]{{1,2}}@[ ]{{0,2}}{_HOST}|@[ ]{_HOST})"
    r"|(?P<dot>[ ]?[\[({](?:dot|punkt|point|punto|punt)[\])}][ ]?)(?=[a-z]))",
    re.IGNORECASE,
)


def spelling(text: str) -> Iterator[tuple[int, int, str]]:
    for mark in _MARKS.finditer(text):
        yield mark.start(), mark.end(), "@" if mark["at"] else "."
