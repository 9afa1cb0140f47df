"""Blanks, hyphens and digits of typesetters and of other scripts as those of a keyboard, one for one, so that places in the text hold: numbers are copied out of web pages and letters."""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

_BLANKS: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS: Final = "\u2010\u2011\u2012\u2212\ufe63\uff0d"
_WIDE: Final = {number: chr(number - 0xFEE0) for number in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "＋．／＠＿"))}
"""Letters and signs of full width; commas, colons and brackets stay, which stand between words there."""
_TENS: Final = [number for number in range(128, sys.maxunicode + 1, 10) if chr(number).isdecimal()]
"""One digit of each script: ten stand in a row wherever there are any, as Unicode promises, so that each tenth character need be looked at only."""
_DIGITS: Final = {ten - unicodedata.decimal(chr(ten)) + value: str(value) for ten in _TENS for value in range(10)}
_ALIKE: Final = {"\u212a": "K", "ſ": "s"}
"""Letters that are one of ASCII where case is ignored."""
_TABLE: Final = str.maketrans(_ALIKE | dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_HYPHENS, "-") | _WIDE | _DIGITS)


def plain(text: str) -> str:
    return text if text.isascii() else text.translate(_TABLE)
