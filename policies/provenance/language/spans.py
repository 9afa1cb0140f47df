"""Lengths that two hours tell: "from three to five" lasts two hours, where nothing is moved from the one to the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import timedelta
from functools import lru_cache
from typing import Final

from policies.provenance.language import hours
from policies.provenance.language.clocks import Clock, clocks

_TILL: Final = re.compile(
    r"(?: ?(?:uhr|uur|h|heures?|horas?|o'clock))? ?(?:-|–|to|till|until|bis|à|a(?: las?)?|hasta(?: las?)?|tot|(?P<both>and|und|et|y(?: las?)?|en)) ?"
)
_EITHER: Final = re.compile(r"\b(?:between|zwischen|entre|tussen)(?: las?)? \Z")
_ENDED: Final = re.compile(
    rf" ?(?:uhr|uur|h|heures?|horas?)\b|{hours.ALONE}|(?= ?(?:for|für|pour|para|por|voor|with|mit|avec|con|met|im|en|dans|at|and|und|et|y|please|bitte)\b)"
)
_MOVED: Final = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|shift\w*|push\w*|chang(?:e|es|ed|ing)|reschedul\w+|postpon\w+|bring|swap\w*|verschieb\w*|verleg\w*|änder\w*|déplac\w+|décal\w+|report(?:e|er|ez)|muev\w+|mover|aplaz\w+|cambi\w+|verzet\w*|verplaats\w*|verschuif\w*|wijzig\w*)\b"
)
"""From one hour to another it is not held then, but moved."""
_HALF_DAY: Final = 720
_GAP: Final = 20
_SENTENCE: Final = 80


@lru_cache(maxsize=512)
def spans(plain: str) -> tuple[tuple[int, int, timedelta], ...]:
    """Start, end and length of what a text says to last from one hour to another."""
    told = sorted(dict.fromkeys(clocks(plain)), key=lambda one: one.start)
    starts = [one.start for one in told]
    found = []
    for one in told:
        near = told[bisect_left(starts, one.end) : bisect_left(starts, one.end + _GAP)]
        around = told[bisect_left(starts, one.start - _GAP) : bisect_left(starts, one.start + 1)]
        reach = max((wide.end for wide in around if wide is not one), default=0)
        found += [(one.start, other.end, length) for other in near if other.end > reach and (length := _between(plain, one, other))]
    return tuple(dict.fromkeys(found))


def _between(plain: str, one: Clock, other: Clock) -> timedelta | None:
    gap = _TILL.fullmatch(plain, one.end - (plain[one.end - 1] == " "), other.start)
    before = re.split(r"[.!?;]", plain[max(0, one.start - _SENTENCE) : one.start])[-1]
    if not gap or _MOVED.search(before) or (gap["both"] and not _EITHER.search(before)) or _counts(plain, other):
        return None
    minutes = (other.hour * 60 + other.minute - one.hour * 60 - one.minute) % (_HALF_DAY if one.open or other.open else 2 * _HALF_DAY)
    return timedelta(minutes=minutes) if minutes else None


def _counts(plain: str, last: Clock) -> bool:
    """ "From 3 to 5 boxes": whether something follows that the second figure counts."""
    end = last.end - (plain[last.end - 1] == " ")
    return last.open and not last.minute and not _ENDED.match(plain, end)
