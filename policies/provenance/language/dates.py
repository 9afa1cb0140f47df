"""Days as people write them in English, German, French, Spanish and Dutch, and days that are told from another one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from policies.provenance.language.plain import bare
from policies.provenance.language.spelled import WORDS

_MONTHS: Final = (
    "january jan januar jänner janvier janv enero ene januari",
    "february feb februar février févr fevrier febrero februari",
    "march mar märz mrz mars marzo maart mrt",
    "april apr avril avr abril abr",
    "may mai mayo mei",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc diciembre dic",
)
_DAYS: Final = (
    "monday mon montag lundi lunes maandag",
    "tuesday tue tues dienstag mardi martes dinsdag",
    "wednesday wed mittwoch mercredi miércoles woensdag",
    "thursday thu thur thurs donnerstag jeudi jueves donderdag",
    "friday fri freitag vendredi viernes vrijdag",
    "saturday sat samstag sonnabend samedi sábado zaterdag",
    "sunday sun sonntag dimanche domingo zondag",
)
_FROM_TODAY: Final = (
    (
        0,
        r"today|tonight|this (?:morning|afternoon|evening)|just now|right now|heute|heutige[nrms]?|gerade eben|aujourd'hui|ce (?:matin|soir)|cet après-midi|à l'instant|hoy|esta (?:mañana|tarde|noche)|ahora mismo|vandaag|van(?:morgen|ochtend|middag|avond)|zojuist",
    ),
    (2, r"day after tomorrow|übermorgen|après-demain|pasado mañana|overmorgen"),
    (1, r"(?<!after )tomorrow|(?<!guten )(?<!heute )morgen|morgige[nrms]?|demain|(?<!por la )(?<!pasado )(?<!esta )mañana"),
    (-2, r"day before yesterday|vorgestern|avant-hier|anteayer|eergisteren"),
    (-1, r"(?<!day before )yesterday|last night|gestern|gestrige[nrms]?|(?<!avant-)hier|ayer|anoche|gisteren"),
)
MONTHS: Final = {bare(word): number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
DAYS: Final = {bare(word): number for number, words in enumerate(_DAYS) for word in words.split()}


_DAY_PARTS: Final = "früh|morgen|vormittag|mittag|nachmittag|abend|nacht|ochtend|middag|avond|namiddag"
"""Behind the name of a day in one word: Freitagabend, woensdagmiddag."""


def is_when(word: str) -> bool:
    """The name of a month or of a day."""
    return len(word) > 3 and (bare(word) in MONTHS or bare(word) in DAYS)


_NAME: Final = r"(?P<month>[a-zäéûôáç]{3,10})\.?"
_WRITTEN: Final = (
    re.compile(r"(?<![\d.,-])(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d)"),
    re.compile(r"(?<![\w.,/-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\w/%-]|\.\d)"),
    re.compile(
        r"(?<![\d.,/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er)?(?: of| de| d')? " + _NAME + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(r"(?<!\w)" + _NAME + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?![\d:]| ?[ap]\.?m\b)"),
    re.compile(
        r"(?<![\d.,/-])\d{1,2}(?:\.|st|nd|rd|th)? ?[-–] ?(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?(?: of| de)? "
        + _NAME
        + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(
        r"(?<![\d.,/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th)? ?(?:-|to|bis|au|al|tot|until|till) ?(?:the |el )?\d{1,2}(?:\.|st|nd|rd|th|er)?(?: of| de)? "
        + _NAME
        + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(
        r"(?<!\w)"
        + _NAME
        + r" \d{1,2}(?:st|nd|rd|th)? ?(?:-|to|until|till) ?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?![\d:])"
    ),
)
_LISTED: Final = re.compile(
    r"(?<![\d.,/-])(?P<list>\d{1,2}(?:\.|st|nd|rd|th|er)?(?:,? ?(?:,|and|und|et|y|en|or|&) ?(?:the |el )?\d{1,2}(?:\.|st|nd|rd|th|er)?){1,8})(?: of| de)? "
    + _NAME + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
)  # fmt: skip
_UNITS: Final = {
    1: "day days tag tage tagen jour jours dia dias dag dagen",
    7: "week weeks woche wochen semaine semaines semana semanas weken",
}
_UNIT: Final = {word: size for size, line in _UNITS.items() for word in line.split()}
_DISTANT: Final = re.compile(r"\b(?:in|within|dans|en|over|dentro de) (?P<n>\d{1,3}|[^\W\d_]{1,14}) (?P<unit>[^\W\d_]{3,8})\b")
_AGO: Final = re.compile(
    r"\b(?:(?P<n>\d{1,3}|[^\W\d_]{1,14}) (?P<unit>[^\W\d_]{3,8}) (?:ago|geleden)|(?:vor|il y a|hace) (?P<n2>\d{1,3}|[^\W\d_]{1,14}) (?P<unit2>[^\W\d_]{3,8}))\b"
)
_END_OF_MONTH: Final = re.compile(
    r"\b(?:(?P<ends>month(?:'s)? end|year(?:'s)? end|monatsende|jahresende|maandeinde|jaareinde|fin de mes|fin de mois|fin de año|fin d'année)|(?:end of|ende|fin de|fin|finales de|einde van|eind)(?:(?: the| this| des| du| de la| la| de)\b)? ?(?P<next>next |nächsten |kommenden |volgende )?(?P<what>month|monats|mois|mes|maand|year|jahres|l'année|año|jaar|[^\W\d_]{3,10}))\b"
)
_NUMBERED: Final = re.compile(
    r"\b(?:on|until|till|from|by|to|for|is|day|before|after),? the (?P<d>\d{1,2})(?:st|nd|rd|th)(?= (?:at|from|to|until|till|between|of this month|please|instead|and|or|if|in the|with|for)\b|[.,;:!?)\n]|\Z)"
    r"|\b(?:am|zum|vom|ab dem|den) (?P<d2>\d{1,2})\.(?= (?:um|ab|bis|gegen|statt|auf)\b)"
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

    def means(self, wanted: date, todays: tuple[date, ...]) -> bool:
        """Whether this may be ``wanted``, given what "today" may be."""
        if self.last:
            return any(self._ends(today) == wanted for today in todays)
        if self.days is not None:
            return any((wanted - today).days == self.days for today in todays)
        if self.weekday is not None:
            return wanted.weekday() == self.weekday and any(-7 <= (wanted - today).days <= 13 for today in todays)
        if not self.month and self.day:
            return self.day == wanted.day and any(-_AGO_AT_MOST <= (wanted - today).days <= _AHEAD_AT_MOST for today in todays)
        if (self.month, self.day) != (wanted.month, wanted.day):
            return False
        return self.year == wanted.year or (not self.year and (not todays or any(abs((wanted - one).days) <= 370 for one in todays)))

    def _ends(self, today: date) -> date:
        month = self.month or today.month + self.last - 1
        year = today.year + (month > 12 or (bool(self.month) and self.month < today.month))
        month = (month - 1) % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1]) if year <= date.max.year else date.max


@lru_cache(maxsize=512)
def days(plain: str) -> tuple[Day, ...]:
    return (*_written(plain), *_listed(plain), *_told(plain), *_distant(plain), *_of_the_month(plain))


def _of_the_month(plain: str) -> Iterator[Day]:
    """ "On the 22nd", "am 22. um 10": the one that is near."""
    for found in _NUMBERED.finditer(plain):
        if 1 <= (day := int(found["d"] or found["d2"])) <= 31:
            yield Day(found.start("d" if found["d"] else "d2"), found.end(), day=day)


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
        number, unit = parts.get("n") or parts.get("n2") or "", _UNIT.get(bare(parts.get("unit") or parts.get("unit2") or ""))
        count = int(number) if number.isdigit() else WORDS.get(bare(number))
        if unit and count is not None:
            yield Day(found.start(), found.end(), days=count * unit * (1 if found.re is _DISTANT else -1))
    for found in _END_OF_MONTH.finditer(plain):
        told = found["what"] or found["ends"].removeprefix("fin de ").removeprefix("fin d'")
        month = MONTHS.get(bare(told), 0)
        what = 12 if told.startswith(("year", "jahr", "l'ann", "ann", "año", "jaar")) else month
        if what or found["ends"] or told in ("month", "monats", "mois", "mes", "maand"):
            yield Day(found.start(), found.end(), month=what, last=2 if found["next"] else 1)


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
