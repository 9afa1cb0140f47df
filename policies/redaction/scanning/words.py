"""Words of a text, for context: runs of letters and digits in lower case; everything else stands by itself and is no word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"\w+|[^\w\s]")


def words(text: str) -> Iterator[tuple[str, int]]:
    """(token in lower case, start) in order. A letter whose lower case is longer stays as it is, so that places hold."""
    for match in _WORD.finditer(text):
        token = match[0]
        lower = token.lower()
        yield lower if len(lower) == len(token) else token, match.start()


def is_word(token: str) -> bool:
    """Counts as context: holds a letter or digit. The library leaves "be" out."""
    return token != "be" and any(char.isalnum() for char in token)  # noqa: S105 - a word, no secret
