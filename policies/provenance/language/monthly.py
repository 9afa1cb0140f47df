"""Days that a month tells: all of August is its first and its last, and "in December, on the 15th" is one of December."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.provenance.language.named import MONTHS
from policies.provenance.language.plain import flat

_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_LONG: Final = "|".join(sorted((one for one in MONTHS if len(one) > 3), key=len, reverse=True))
_WHOLE: Final = re.compile(
    rf"(?<![\w-])(?:(?:all (?:of )?|all through |throughout |the (?:whole|entire) (?:month of |of )?|the (?:whole|entire) month of |(?:den |im |der )?ganzen? (?:monat )?|tout (?:le mois )?(?:de |d')?|todo (?:el mes )?(?:de )?"
    rf"|heel |(?:de )?hele (?:maand )?)(?:(?P<named>{_MONTH})(?!\w)(?:,? (?:de |del )?(?P<year>\d{{4}})(?!\d))?"
    rf"|(?P<next>next month|nachsten monat|(?:le )?mois prochain|(?:el )?(?:proximo mes|mes que viene)|volgende maand))|(?:le )?mois (?P<fr>prochain) en entier)(?![\w-])(?! (?!if\b|and\b|or\b|for\b|please\b|on\b|off\b)[a-z]{{1,15}}s\b)"
)
"""Nothing follows that the month only describes: "all the August figures"."""
_BEFORE: Final = re.compile(rf"(?<!\w)(?P<month>{_LONG}) ?,? ?(?:(?:[a-z]{{1,9}}),? ){{0,3}}\Z")
_LED: Final = re.compile(
    rf"(?<!\w)(?:in|im|en|during|wahrend|pendant|durante|tijdens|mid|mitte|mediados de|half|all of|begin|beginning of|anfang) (?P<month>{_LONG})(?! \d)(?!\w)"
)
_DISTANCE: Final = 120
_NEAR: Final = 48
Told = tuple[int, int, int, int, int, int, int]
"""Start, end, year and month (0 where none is told), day (0 for the last one), 1 where it is the last, and 2 for the next month."""


def whole(plain: str) -> Iterator[Told]:
    """First and last day of every month that is named as a whole."""
    for found in _WHOLE.finditer(flat(plain)):
        month, year = MONTHS[found["named"]] if found["named"] else 0, int(found["year"] or 0)
        ahead = 0 if month else 2
        yield *found.span(), year, month, 1, 0, ahead
        yield *found.span(), year, month, 0, 2 if ahead else 1, 0


def before(plain: str, start: int) -> int:
    """The one month that was named a few words, or behind "in", before a day's number in its sentence, 0 where there is none."""
    around = re.split(r"[.!?;]", flat(plain[max(0, start - _DISTANCE) : start]))[-1]
    led = {MONTHS[one["month"]] for one in _LED.finditer(around)}
    found = _BEFORE.search(around[-_NEAR:])
    return MONTHS[found["month"]] if found else next(iter(led)) if len(led) == 1 else 0
