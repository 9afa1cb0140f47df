"""Days and figures that follow by reckoning from what the requester said: "three nights from 17 July" ends on the 20th, "two days before" is 48 hours, "the second floor" is 2.

Asked only where no untrusted text can have steered the agent (``freeing``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from policies.provenance.language import dates, numbers, periods, spans
from policies.provenance.language.common import words
from policies.provenance.language.named import MONTHS
from policies.provenance.language.plain import bare
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.ties import ranks
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument
from policies.provenance.wish.implying import PAST

_DAY: Final = re.compile(
    r"(?<!\w)(?:the|den|dem|der|am|zum|le|el|de|du|on|of|pour le)\s+(\d{1,2})(?:st|nd|rd|th|er|e|\.)?(?![\w:,/%-]|\.\d| [^\W\d_]+s\b)|(?<![\w.,:/-])(\d{1,2})(?:st|nd|rd|th|er|e)(?!\w)",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(
    r"(?<!\w)(?:(?:on|from|of|next) (?:the )?(?:first|1st)|(?:am|zum|ab dem|vom|nächsten|kommenden) ersten|(?:le|du|au) premier|(?:el|del|al) (?:primero|uno)|(?:de|per) eerste)(?!\w)"
)
_OF: Final = r"(?: of| de| del| d'|d'| van| des)?(?: the| der| het| le| la)?"
_MONTH: Final = r"[ ]?(?P<month>[^\W\d_]{3,12})"
_BEGINNING: Final = re.compile(rf"(?<!\w)(?:beginning|start|anfang|début|principios|comienzos|begin){_OF}{_MONTH}|(?P<whole>monatsanfang)")
_MIDDLE: Final = re.compile(rf"(?<!\w)(?:mid|middle|mitte|mi|mediados|half|midden){_OF}[- ]?{_MONTH}|(?P<whole>monatsmitte)")
_THIS_MONTH: Final = words("month monat monats mois mes maand")
_FIGURE: Final = re.compile(r"-?\d{1,6}(?:\.\d{1,3})?\Z")
_AHEAD: Final = 62
"""Days ahead that a day of no month may lie."""
_YEAR: Final = 366
_MIDDLE_OF: Final = (14, 15, 16)
_DAYS: Final = {"day": 1, "night": 1, "week": 7}
_HOURS_OF: Final = {
    "hours": 3600,
    "hour": 3600,
    "minutes": 60,
    "minute": 60,
    "mins": 60,
    "min": 60,
    "seconds": 1,
    "days": 86400,
    "day": 86400,
}


def days_of(found: Sequence[Argument]) -> frozenset[date]:
    """The trusted days of a call."""
    moments = (tracing.moment(one.value) for one in found if one.trusted and isinstance(one.value, str))
    return frozenset(one[0] for one in moments if one and one[0])


def is_day(one: Argument, days: frozenset[date], trace: Trace) -> bool:
    """Whether a day that stands in no text is one that the requester has told: by its number, by a length from another day (``days`` are those of the call), or as the beginning or the middle of a month."""
    moment = tracing.moment(one.value) if isinstance(one.value, str) and one.why == "invented" and not one.spans else None
    if moment is None or moment[0] is None or moment[1] is not None:
        return False
    day = moment[0]
    if any(_is_end_of_week(day, text, trace) for text in trace.askers):
        return True
    ahead = [(day - today).days for today in trace.todays]
    if any(0 <= days <= _AHEAD for days in ahead) and any(_is_numbered(day, text) for text in trace.askers):
        return True
    if any(0 <= days <= _YEAR for days in ahead) and any(_is_edge(day, text, trace) for text in trace.askers):
        return True
    if any(days_ahead < 0 for days_ahead in ahead):
        return False
    return any(start in days or start in trace.todays or _is_said(start, trace) for away in _lengths(trace) for start in _moved(day, away))


def is_month(one: Argument, trace: Trace) -> bool:
    """ "2026-05" where the requester speaks of May: the nearest of that name."""
    found = _YEAR_AND_MONTH.match(one.value) if isinstance(one.value, str) else None
    if found is None or one.why not in ("invented", "untrusted"):
        return False
    year, month = int(found[1]), int(found[2])
    near = any(abs((year - today.year) * 12 + month - today.month) <= _HALF for today in trace.todays)
    return near and any(MONTHS.get(word) == month for text in trace.askers for word in word_list(text.text) if word not in _ALSO)


_YEAR_AND_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
_HALF: Final = 6
_ALSO: Final = ("mar", "dec", "set")
"""Words of their own as well."""


def _is_end_of_week(day: date, text: Text, trace: Trace) -> bool:
    """ "By the end of next week": its Friday, Saturday or Sunday."""
    said = _WEEKS_END.search(text.plain.text)
    if said is None or is_past(text, said.start()):
        return False
    weeks = bool(_NEXT.search(said[0]))
    return any(0 <= (day - today).days + today.weekday() - weeks * 7 - 4 <= _TWO for today in trace.todays)


_WEEKS_END: Final = re.compile(
    r"(?<!\w)(?:end of (?:next|this|the) week|ende (?:nächster|kommender|dieser|der) woche|fin de (?:la |cette )?semaine(?: prochaine)?|(?:final|finales) de (?:la |esta )?(?:próxima )?semana(?: que viene)?"
    r"|eind(?:e)?(?: van)? (?:volgende|komende|deze|de) week)(?!\w)"
)
_NEXT: Final = re.compile(r"next|nächst|kommend|prochaine|próxima|que viene|volgende|komende")
_TWO: Final = 2


def is_figure(one: Argument, trace: Trace) -> bool:
    """Whether a number that stands in no text is a figure of the requester's in another form: taken away, in another unit, or in the order of things."""
    written = str(one.value)
    if isinstance(one.value, bool) or one.why not in ("invented", "untrusted") or not _FIGURE.match(written):
        return False
    name, value = set(word_list(one.path.replace("_", " "))), Decimal(written)
    if ranks.is_rank(value, name, trace):
        return True  # wherever else the figure stands
    if one.why != "invented":
        return False
    return (
        _is_taken_away(value, name, trace) or _is_lasting(float(value), name, trace)
        or (bool(name & _PERCENT) and _is_share(value, trace))
    )  # fmt: skip


def _is_taken_away(value: Decimal, name: set[str], trace: Trace) -> bool:
    """ "Take two of them out of stock": minus two, of what changes a count."""
    said = {reading for text in trace.askers for each in numbers.numbers(text.plain.text) for reading in each.readings}
    return value < 0 and -value in said and bool(name & _CHANGES) and not _AWAY.isdisjoint(trace.asked_words)


def _is_share(value: Decimal, trace: Trace) -> bool:
    """ "A quarter of what is in the fund" in percent, where no other share was told."""
    told = {share for text in trace.askers for share, pattern in _SHARES for _ in pattern.finditer(text.plain.text)}
    return told == {value} and not any(_PERCENT_SAID.search(text.plain.text) for text in trace.askers)


def _is_numbered(day: date, text: Text) -> bool:
    """ "The 22nd", "from the first": of the weeks to come."""
    said = {int(one[1] or one[2]) for one in _DAY.finditer(text.plain.text)}
    return day.day in said or (day.day == 1 and bool(_FIRST.search(text.plain.text)))


def _is_edge(day: date, text: Text, trace: Trace) -> bool:
    """ "Anfang Juni", "mi-juin"."""
    return any(
        day.day in wanted and _is_month(one, day, trace)
        for pattern, wanted in ((_BEGINNING, (1,)), (_MIDDLE, _MIDDLE_OF))
        for one in pattern.finditer(text.plain.text)
        if not is_past(text, one.start())
    )


def _is_month(found: re.Match[str], day: date, trace: Trace) -> bool:
    told = bare(found["month"] or "")
    if found["whole"] or told in _THIS_MONTH:
        return any(0 <= (day.year - one.year) * 12 + day.month - one.month <= 1 for one in trace.todays)
    return MONTHS.get(told) == day.month


def _lengths(trace: Trace) -> list[tuple[int, str]]:
    """The one length that no sentence tells of what was."""
    told = (
        (count, unit) for text in trace.askers for start, end, count, unit in periods.lengths(text.plain.text) if not is_past(text, start)
    )
    found = list(dict.fromkeys(told))
    return found if len(found) == 1 else []  # of several none says which is meant


_PART: Final = 400
"""Code points of a part of a sentence."""


def is_past(text: Text, place: int) -> bool:
    """ "We waited three days": whether the part of a sentence before a length tells what was."""
    before = word_list(re.split(r"[.!?;,\n]", text.plain.text[max(0, place - _PART) : place])[-1])
    return any(one in PAST or one in _WAS or (one.endswith("ed") and one not in _NEEDED) for one in before)


def _is_said(day: date, trace: Trace) -> bool:
    return any(any(True for _ in tracing.day(day, trace)(text)) for text in trace.askers if len(dates.days(text.exact.text)) <= _MOST)


def _moved(day: date, away: tuple[int, str]) -> Iterator[date]:
    count, unit = away
    for sign in (-1, 1):
        if unit in _DAYS:
            place = day.toordinal() + sign * count * _DAYS[unit]
            if date.min.toordinal() <= place <= date.max.toordinal():
                yield date.fromordinal(place)
            continue
        year, month = divmod(day.year * 12 + day.month - 1 + sign * count * (12 if unit == "year" else 1), 12)
        if date.min.year <= year <= date.max.year:
            yield date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _is_lasting(value: float, name: set[str], trace: Trace) -> bool:
    """ "Two days before" as 48 hours: a length in the unit that the parameter names."""
    sizes = {size for word, size in _HOURS_OF.items() if word in name}
    told = {length for text in trace.askers for start, _, length in periods.durations(text.plain.text) if not is_past(text, start)}
    told |= {length for text in trace.askers for start, _, length in spans.spans(text.plain.text) if not is_past(text, start)}
    told |= {timedelta(days=count * _DAYS[unit]) for count, unit in _lengths(trace) if unit in _DAYS}
    return value > 0 and any(timedelta(seconds=value * size) in told for size in sizes if value < _LONGEST)


_LONGEST: Final = 10_000
_MOST: Final = 20
"""Days of a text beyond which nothing is reckoned."""
_CHANGES: Final = words("delta change adjustment adjust difference diff by movement")
_AWAY: Final = words(
    """take taken took remove minus less fewer out off broke broken lost reduce subtract deduct down scrap write
    weg raus ab weniger kaputt verloren minus entfernen abziehen reduzieren enlever retirer moins cassé perdu quitar menos roto perdido minder eraf weg kapot verloren"""
)
_WAS: Final = words("waited stayed been ago since seit depuis hace geleden habe haben hatte j'ai avons he hemos heb hebben")
_NEEDED: Final = words("need needed")
_PERCENT: Final = words("percent percentage pct prozent pourcent porcentaje procent")
_SHARES: Final = tuple(
    (Decimal(share), re.compile(rf"\b(?:{told})\b"))
    for share, told in (
        (25, r"a quarter of(?! an hour)|ein viertel (?:von|der|des|davon)|un quart de(?! ?heure)|un cuarto de(?! hora)|een kwart van"), (50, r"half of|the half|halfway|zur hälfte|de moitié|à moitié|por la mitad|a la mitad|voor de helft|die hälfte|la moitié|la mitad|de helft"),
        (75, r"three quarters of(?! an hour)|drei viertel (?:von|der|des|davon)|les trois quarts|tres cuartos de(?! hora)|driekwart"), (100, r"all of (?:it|that|them)|the whole of|alles davon|la totalité|todo ello|het geheel"),
    )
)  # fmt: skip
_PERCENT_SAID: Final = re.compile(r"\d ?(?:%|percent|prozent|procent|pour ?cent|por ciento)")
