"""Days as people write them in English, German, French, Spanish and Dutch, and days that are told from another one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from policies.provenance.language import monthly, numbered
from policies.provenance.language.named import DAYS, MONTHS
from policies.provenance.language.plain import bare
from policies.provenance.language.spelled import WORDS

_FROM_TODAY: Final = (
    (
        0,
        r"today|tonight|this (?:morning|afternoon|evening)|just now|right now|heute|heutige[nrms]?|gerade eben|aujourd'hui|ce (?:matin|soir)|cet après-midi|à l'instant|hoy|esta (?:mañana|tarde|noche)|ahora mismo|vandaag|van(?:morgen|ochtend|middag|avond)|zojuist",
    ),
    (2, r"day after tomorrow|übermorgen|après-demain|pasado mañana|overmorgen"),
    (
        1,
        r"(?<!after )(?:tomorrow|tommorow|tomorow|tommorrow|tmrw|tmw|2moro|2morrow)|(?<!guten )(?<!heute )(?<!über)morgen(?:ochtend|middag|namiddag|avond|abend|früh)?|morgige[nrms]?|demain|(?<!por la )(?<!pasado )(?<!esta )mañana",
    ),
    (-2, r"day before yesterday|vorgestern|avant-hier|anteayer|eergisteren"),
    (-1, r"(?<!day before )yesterday|last night|gestern|gestrige[nrms]?|(?<!avant-)hier|ayer|anoche|gisteren"),
)
_DAY_PARTS: Final = "früh|morgen|vormittag|mittag|nachmittag|abend|nacht|ochtend|middag|avond|namiddag"
"""Behind the name of a day in one word: Freitagabend, woensdagmiddag."""


def is_when(word: str) -> bool:
    """The name of a month or of a day."""
    return len(word) > 3 and (bare(word) in MONTHS or bare(word) in DAYS)


_TO: Final = (
    r"(?:-|–|to|through|thru|up to and including|until|till|bis(?: einschlie(?:ß|ss)lich)?(?: zum)?|au|al|y|et|tot(?: en met)?|t/m|und|and)"
)
_WEEKDAY: Final = r"(?:[^\W\d_]{5,10},? )?"
_NAME: Final = r"(?P<month>[a-zäéûôáç]{3,10})\.?"
_WRITTEN: Final = (
    re.compile(r"(?<![\d.,-])(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})\. ?(?:-|–|bis) ?\d{1,2}\.(?P<m>\d{1,2})\.(?:(?P<year>\d{4}|\d{2}))?(?!\d)"),
    re.compile(r"(?<=\d[.-][-–])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?:(?P<year>\d{4}|\d{2}))?(?!\d)"),
    re.compile(r"(?<![\w.,/-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\w/%-]|\.\d)"),
    re.compile(
        r"(?<![\d.,/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|e|ème|de|ste)?(?: of| de| d')? "
        + _NAME
        + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(r"(?<!\w)" + _NAME + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?![\d:]| ?[ap]\.?m\b)"),
    re.compile(
        r"(?<![\d.,/-])\d{1,2}(?:\.|st|nd|rd|th)? ?[-–] ?(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?(?: of| de)? "
        + _NAME
        + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(
        r"(?<![\d.,/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th)? ?"
        + _TO
        + r" ?"
        + _WEEKDAY
        + r"(?:the |el |le |dem |den |de )?\d{1,2}(?:\.|st|nd|rd|th|er)?(?: of| de)? "
        + _NAME
        + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(
        r"(?<!\w)"
        + _NAME
        + r" \d{1,2}(?:st|nd|rd|th)? ?(?:-|–|to|through|thru|until|till) ?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?![\d:])"
    ),
)
_LISTED: Final = re.compile(
    r"(?<![\d.,/-])(?P<list>\d{1,2}(?:\.|st|nd|rd|th|er)?(?:,? ?(?:,|and|und|et|y|en|or|&) ?(?:the |el )?\d{1,2}(?:\.|st|nd|rd|th|er)?){1,8})(?: of| de)? "
    + _NAME + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
)  # fmt: skip
_UNITS: Final = {
    1: "day days tag tage tagen jour jours dia dias dag dagen",
    7: "week weeks woche wochen semaine semaines semana semanas weken",
    14: "fortnight fortnights",
}
_UNIT: Final = {word: size for size, line in _UNITS.items() for word in line.split()}
_MONTH_UNITS: Final = {
    1: "month months monat monate monaten mois mes meses maand maanden", 12: "year years jahr jahre jahren an ans annee annees ano anos jaar jaren",
}  # fmt: skip
_MONTH_UNIT: Final = {word: size for size, line in _MONTH_UNITS.items() for word in line.split()}
_DISTANT: Final = re.compile(
    r"\b(?:(?:in|within|dans|en|over|dentro de) (?P<n>\d{1,3}|[^\W\d_]{1,14}) (?P<unit>[^\W\d_]{2,10})|(?P<n2>\d{1,3}|[^\W\d_]{1,14}) (?P<unit2>[^\W\d_]{3,10}) from (?:today|now(?! on)|(?P<then>tomorrow))|(?P<day>today|tomorrow) week)\b"
)
_AGO: Final = re.compile(
    r"\b(?:(?P<n>\d{1,3}|[^\W\d_]{1,14}) (?P<unit>[^\W\d_]{3,10}) (?:ago|geleden)|(?:vor|il y a|hace) (?P<n2>\d{1,3}|[^\W\d_]{1,14}) (?P<unit2>[^\W\d_]{2,10}))\b"
)
_END_OF_MONTH: Final = re.compile(
    r"\b(?:(?P<ends>month(?:'s)? end|year(?:'s)? end|monatsende|jahresende|maandeinde|jaareinde|fin de mes|fin de mois|fin de año|fin d'année)|(?:fin du mois d[e']|fin des? mois de|end of|ende|finales de|fin de|fin|einde van|eind)(?:(?: the| this| este| esta| dieses| deze| cette| des| du| de la| la| de)\b)? ?(?P<next>next |nächsten |kommenden |volgende )?(?P<what>month|monats|mois|mes|maand|year|jahres|l'année|año|jaar|[^\W\d_]{3,10}))\b(?:,? (?:de |del )?(?P<year>\d{4})(?![\d-]))?"
)
_AGO_AT_MOST: Final = 7
_AHEAD_AT_MOST: Final = 31


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; ``year`` 0 where none is written. ``days`` is a distance from today, ``weekday`` 0 for Monday."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    days: int | None = None
    weekday: int | None = None
    last: int = 0
    """1 for the last day of ``month`` or of this month, 2 of the next."""
    ahead: int = 0
    """1 for a day of this month, 2 of the next."""
    months: int = 0
    """A distance from today in months."""

    def means(self, wanted: date, todays: tuple[date, ...]) -> bool:
        """Whether this may be ``wanted``, given what "today" may be."""
        if self.last and self.year:
            return self._ends(date(self.year, 1, 1)) == wanted
        if self.last:
            return any(self._ends(today) == wanted for today in todays)
        if self.months or self.ahead:
            return any(self._is_away(wanted, today) for today in todays)
        if self.days is not None:
            return any((wanted - today).days == self.days for today in todays)
        if self.weekday is not None:
            return wanted.weekday() == self.weekday and any(-7 <= (wanted - today).days <= 13 for today in todays)
        if not self.month and self.day:
            return self.day == wanted.day and any(-_AGO_AT_MOST <= (wanted - today).days <= _AHEAD_AT_MOST for today in todays)
        if (self.month, self.day) != (wanted.month, wanted.day):
            return False
        return self.year == wanted.year or (not self.year and (not todays or any(abs((wanted - one).days) <= 370 for one in todays)))

    def _is_away(self, wanted: date, today: date) -> bool:
        """Whether it lies as many months ahead, on the same day or the one that is named."""
        months = (wanted.year - today.year) * 12 + wanted.month - today.month
        last = calendar.monthrange(wanted.year, wanted.month)[1]
        return months == (self.months or self.ahead - 1) and wanted.day == min(self.day or today.day, last)

    def _ends(self, today: date) -> date:
        month = self.month or today.month + self.last - 1
        year = self.year or today.year + (month > 12 or (bool(self.month) and self.month < today.month))
        month = (month - 1) % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1]) if year <= date.max.year else date.max


@lru_cache(maxsize=512)
def days(plain: str) -> tuple[Day, ...]:
    return (*_written(plain), *_listed(plain), *_told(plain), *_distant(plain), *_of_the_month(plain))


def _of_the_month(plain: str) -> Iterator[Day]:
    """ "On the 22nd", "am 22. um 10", "the first of June": of no month the one that is near."""
    for start, end, year, month, day, ahead in numbered.told(plain):
        yield Day(start, end, year, month, day, ahead=ahead)
        if not (month or ahead) and (named := monthly.before(plain, start)):
            yield Day(start, end, 0, named, day)
    for start, end, year, month, day, last, ahead in monthly.whole(plain):
        yield Day(start, end, year, month, day, last=last, ahead=ahead)


def _written(plain: str) -> Iterator[Day]:
    for pattern in _WRITTEN:
        for found in pattern.finditer(plain):
            parts = found.groupdict()
            month = MONTHS.get(bare(parts["month"]), 0) if "month" in parts else int(parts["m"])
            year = int(parts.get("year") or 0)
            year += 2000 if 0 < year < 100 else 0
            day = int(parts["d"])
            for one, other in {(month, day), (day, month)} if "m" in parts and "/" in found[0] and len(parts["d"]) < 3 else {(month, day)}:
                if 1 <= one <= 12 and 1 <= other <= 31:
                    yield Day(found.start(), found.end(), year, one, other)


def _listed(plain: str) -> Iterator[Day]:
    """ "1, 2 and 3 December": the days before the last, each in its own place."""
    for found in _LISTED.finditer(plain):
        month = MONTHS.get(bare(found["month"]), 0)
        for one in re.finditer(r"\d{1,2}", found["list"]) if month else ():
            if 1 <= int(one[0]) <= 31:
                start = found.start("list") + one.start()
                yield Day(start, start + len(one[0]), int(found["year"] or 0), month, int(one[0]))


def _distant(plain: str) -> Iterator[Day]:
    """ "In three days", "two weeks ago", "at the end of the month"."""
    for found in (*_DISTANT.finditer(plain), *_AGO.finditer(plain)):
        parts = found.groupdict()
        number, unit = parts.get("n") or parts.get("n2") or "", bare(parts.get("unit") or parts.get("unit2") or "")
        count = int(number) if number.isdigit() else WORDS.get(bare(number))
        sign, later = 1 if found.re is _DISTANT else -1, int("tomorrow" in (parts.get("then"), parts.get("day")))
        if parts.get("day"):
            yield Day(found.start(), found.end(), days=7 + later)
        elif count is not None and unit in _UNIT:
            yield Day(found.start(), found.end(), days=count * _UNIT[unit] * sign + later)
        elif count and unit in _MONTH_UNIT:
            yield Day(found.start(), found.end(), months=count * _MONTH_UNIT[unit] * sign)
    for found in _END_OF_MONTH.finditer(plain):
        told = found["what"] or found["ends"].removeprefix("fin de ").removeprefix("fin d'")
        month = MONTHS.get(bare(told), 0)
        what = 12 if told.startswith(("year", "jahr", "l'ann", "ann", "año", "jaar")) else month
        if what or found["ends"] or told in ("month", "monats", "mois", "mes", "maand"):
            yield Day(found.start(), found.end(), year=int(found["year"] or 0) if what else 0, month=what, last=2 if found["next"] else 1)


def _told(plain: str) -> Iterator[Day]:
    for distance, pattern in _FROM_TODAY:
        for found in re.finditer(rf"\b(?:{pattern})\b", plain):
            yield Day(found.start(), found.end(), days=distance)
    for found in re.finditer(r"[^\W\d_]{3,10}", plain):
        weekday = DAYS.get(bare(found[0]))
        if weekday is not None:
            yield Day(found.start(), found.end(), weekday=weekday)
    for found in re.finditer(rf"\b([^\W\d_]{{6,10}}?)(?:{_DAY_PARTS})s?\b", plain):
        weekday = DAYS.get(bare(found[1]))
        if weekday is not None:
            yield Day(found.start(), found.end(), weekday=weekday)
