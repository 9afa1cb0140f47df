"""Days of the week in short ("Mo, Mi und Fr"), and all from one to another ("Monday to Friday")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language.plain import Plain

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT: Final = (
    ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), ("ma", "di", "wo", "do", "vr", "za", "zo"), ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"), ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
)  # fmt: skip
"""German ones are words of everyday where they are written small."""
_TO: Final = r"\s*[-–]\s*|\s+(?:bis|to|till|until|through|thru|au|à|a|al|tot|tot en met|t/m|tm)\s+"
_AND: Final = r"\s*[,/+&]\s*|\s+(?:und|and|et|y|en|e|sowie)\s+"
_RANGE: Final = re.compile(_TO)


def _runs(names: Sequence[str]) -> re.Pattern[str]:
    one = f"(?:{'|'.join(names)})\\.?"
    return re.compile(rf"(?<![\w-]){one}(?:(?:{_TO}|{_AND}){one})+(?![\w-])", re.IGNORECASE)


_RUNS: Final = tuple((names, _runs(names), re.compile(rf"\b(?:{'|'.join(names)})\b", re.IGNORECASE)) for names in _SHORT)


def short(plain: Plain, text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of each day in short that stands beside another one; places are those of ``plain``, the strict form of ``text``."""
    for names, run, one in _RUNS:
        for found in run.finditer(plain.text):
            days = [(found.start() + day.start(), found.start() + day.end(), day[0]) for day in one.finditer(found[0])]
            large = not names[0][0].isupper() or all(text[plain.at[start]].isupper() for start, _, _ in days)
            if large and len({told for _, _, told in days}) > 1:
                yield from ((start, end, [name.casefold() for name in names].index(told)) for start, end, told in days)


def between(plain: str, named: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """As ``short``, for every day of each range whose two ends are in ``named``, in their order."""
    for (start, end, first), (after, stop, last) in pairwise(named):
        if _RANGE.fullmatch(plain[end:after]):
            yield from ((start, stop, (first + more) % len(DAYS)) for more in range((last - first) % len(DAYS) + 1))
