"""Words of a text, for context: runs without white space, as people separate them. The same for the whole text or a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"\S+")


def words(text: str) -> Iterator[tuple[str, int]]:
    """(word, start) in order."""
    return ((match[0], match.start()) for match in _WORD.finditer(text))
