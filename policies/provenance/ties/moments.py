"""Days, hours and lengths that follow from what the requester said without standing there: "the 22nd", "seven in the morning", "from 9 to 11"."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from itertools import combinations
from typing import Final

from policies.provenance.language import dates, numbers
from policies.provenance.language.common import words
from policies.provenance.reading import Trace
from policies.provenance.requests.vocabulary import parts
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument

_DAY: Final = re.compile(
    r"(?<!\w)(?:the|den|dem|der|am|zum|le|el|de|du|on|of|pour le)\s+(\d{1,2})(?:st|nd|rd|th|er|e|\.)?(?![\w:,/%-]|\.\d)|(?<![\w.,:/-])(\d{1,2})(?:st|nd|rd|th|er|e)(?!\w)",
    re.IGNORECASE,
)
_AHEAD: Final = 62
"""Days ahead that a day of no month may lie."""
_LENGTHS: Final = {"minutes": 60, "minute": 60, "min": 60, "mins": 60, "duration": 60, "hours": 3600, "hour": 3600}
_PARTS_OF_DAY: Final = words(
    "morning afternoon evening night noon clock am pm uhr früh morgens mittags nachmittags abends vormittags matin soir midi heures heure mañana tarde noche uur ochtend middag avond ochtends middags avonds"
)
_HALF: Final = 12
_MOST: Final = 8


def is_told(one: Argument, trace: Trace) -> bool:
    """Whether a day, an hour or a length that stands in no text follows from what the requester said."""
    if one.why != "invented" or one.spans:
        return False
    if isinstance(one.value, str) and (moment := tracing.moment(one.value)):
        day, hour = moment
        return (day is None or _is_day(day, trace)) and (hour is None or (day is not None and hour == time(0)) or _is_hour(hour, trace))
    if isinstance(one.value, int | float) and not isinstance(one.value, bool):
        units = {size for name, size in _LENGTHS.items() if any(part.startswith(name) for part in parts(one.path))}
        return any(timedelta(seconds=float(one.value) * size) in _lengths(trace) for size in units)
    return False


def _is_day(day: date, trace: Trace) -> bool:
    """Named as such, or "the 22nd" of the weeks to come."""
    if tracing.traced("", day.isoformat(), tracing.day(day, trace), trace).trusted:
        return True
    ahead = any(0 <= (day - today).days <= _AHEAD for today in trace.todays)
    said = {int(one[1] or one[2]) for text in trace.askers for one in _DAY.finditer(text.plain.text)}
    return ahead and day.day in said


def _is_hour(hour: time, trace: Trace) -> bool:
    """ "Seven in the morning"."""
    if tracing.traced("", hour.isoformat(), tracing.clock(hour), trace).trusted:
        return True
    if hour.minute or hour.second or not _PARTS_OF_DAY & trace.asked_words:
        return False
    said = {
        int(reading)
        for text in trace.askers
        for each in numbers.numbers(text.plain.text)
        if each.spelled
        for reading in each.readings
        if reading <= 24
    }
    return hour.hour in said or (hour.hour - _HALF) in said


def _lengths(trace: Trace) -> frozenset[timedelta]:
    """How far any two hours lie apart that were said."""
    hours = sorted({time(each.hour % 24, each.minute) for text in trace.askers for each in dates.clocks(text.plain.text)})[:_MOST]
    return frozenset(timedelta(hours=two.hour - one.hour, minutes=two.minute - one.minute) for one, two in combinations(hours, 2))
