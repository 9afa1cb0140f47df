"""Towns and countries of the world, as the library of phone numbers names them: read when the tagger is trained, kept as checksums only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final
from zlib import crc32

from policies.redaction.people.tokens import lines

_LANGUAGES: Final = ("de", "en", "es", "fr", "nl")
_APART: Final = re.compile(r"[,/;()]| - ")
_LONGEST: Final = 4
_FEWEST: Final = 4
"""Letters: shorter names are words of some language more often than towns in a letter."""


@cache
def names() -> tuple[str, ...]:
    """In one order; half a minute and much memory."""
    from phonenumbers.geodata import GEOCODE_DATA
    from phonenumbers.geodata.locale import LOCALE_DATA

    told = {name for one in GEOCODE_DATA.values() for language, name in one.items() if language in _LANGUAGES}
    told |= {one[language] for one in LOCALE_DATA.values() for language in _LANGUAGES if not one.get(language, "*").startswith("*")}
    parts = {part.strip() for name in told for part in _APART.split(name)}
    return tuple(sorted(one for one in parts if len(one) >= _FEWEST and one[0].isupper() and not any(char.isdigit() for char in one)))


def checksums(found: Iterable[str]) -> frozenset[int]:
    return frozenset(_checksum([token.text for line in lines(one) for token in line]) for one in found)


def covered(words: Sequence[str], known: frozenset[int]) -> frozenset[int]:
    """Places of the words that are one of the names or part of one, the longest first; a name begins with a capital."""
    found: set[int] = set()
    for start, word in enumerate(words):
        if start in found or not word[0].isupper():
            continue
        for end in range(min(len(words), start + _LONGEST), start, -1):
            if _checksum(words[start:end]) in known:
                found.update(range(start, end))
                break
    return frozenset(found)


def _checksum(words: Sequence[str]) -> int:
    return crc32(" ".join(words).lower().encode())
