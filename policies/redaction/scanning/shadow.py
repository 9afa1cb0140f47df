"""A text as one byte per character, so that one scan of bytes can say which patterns are worth trying.

Digits and blanks of every script become those of ASCII, the few letters that equal an ASCII letter when case is ignored become that
letter, everything else beyond ASCII becomes one byte. ``relaxed`` writes patterns in the same alphabet.
"""

from __future__ import annotations

import unicodedata
from typing import Final

OTHER: Final = 0x80
UNKNOWN: Final = 0x81
"""A character this Python's Unicode tables do not know yet: another library's may, so nothing can be ruled out."""
_ALIKE: Final = {"ſ": "s", "\u212a": "k", "İ": "i", "ı": "i"}


class _Table(dict[int, int]):
    def __missing__(self, number: int) -> int:
        self[number] = value = shade(number)
        return value


def shade(number: int) -> int:
    """The byte of one character."""
    char = chr(number)
    if number < 0x80:
        return number
    if char in _ALIKE:
        return ord(_ALIKE[char])
    if char.isspace():
        return 0x20
    if char.isdecimal():
        return 0x30 + unicodedata.decimal(char)
    return UNKNOWN if unicodedata.category(char) == "Cn" else OTHER


_table: Final = _Table()


def shadow(text: str) -> bytes:
    """One byte per character of ``text``."""
    return text.encode("ascii") if text.isascii() else text.translate(_table).encode("latin-1")
