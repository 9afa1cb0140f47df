"""Blanks and hyphens of typesetters as those of a keyboard, one for one, so that places in the text hold: numbers are copied out of web pages and letters."""

from __future__ import annotations

from typing import Final

_BLANKS: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS: Final = "\u2010\u2011\u2012\u2212\ufe63\uff0d"
_TABLE: Final = str.maketrans(dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_HYPHENS, "-"))


def plain(text: str) -> str:
    return text if text.isascii() else text.translate(_TABLE)
