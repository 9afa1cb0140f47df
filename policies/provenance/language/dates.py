"""Days and times of day as people write them in English, German, French, Spanish and Dutch, and days that are told from another one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
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
    (0, r"today|tonight|heute|heutige[nrms]?|aujourd'hui|ce soir|hoy|esta noche|vandaag|vanavond"),
    (2, r"day after tomorrow|übermorgen|après-demain|pasado mañana|overmorgen"),
    (1, r"(?<!after )tomorrow|(?<!guten )morgen|morgige[nrms]?|demain|(?<!por la )(?<!pasado )mañana"),
    (-2, r"day before yesterday|vorgestern|avant-hier|anteayer|eergisteren"),
    (-1, r"(?<!day before )yesterday|last night|gestern|gestrige[nrms]?|(?<!avant-)hier|ayer|anoche|gisteren"),
)
MONTHS: Final = {bare(word): number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
DAYS: Final = {bare(word): number for number, words in enumerate(_DAYS) for word in words.split()}


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
    r"\b(?:end of|ende|fin de|finales de|einde van|eind)(?:(?: the| this| des| du| de la| la| de)\b)? ?(?P<next>next |nächsten |kommenden |volgende )?(?P<what>month|monats|mois|mes|maand|year|jahres|l'année|año|jaar|[^\W\d_]{3,10})\b"
)
_NUMBERED: Final = re.compile(
    r"\b(?:on|until|till|from|by|to|for|is|day|before|after),? the (?P<d>\d{1,2})(?:st|nd|rd|th)(?= (?:at|from|to|until|till|between|of this month|please|instead|and|or|if|in the|with|for)\b|[.,;:!?)\n]|\Z)"
    r"|\b(?:am|zum|vom|ab dem|den) (?P<d2>\d{1,2})\.(?= (?:um|ab|bis|gegen|statt|auf)\b)"
)
_AGO_AT_MOST: Final = 7
_AHEAD_AT_MOST: Final = 31
_CLOCK: Final = re.compile(
    r"(?<![\d.,:-])(?P<h>\d{1,2})(?:(?P<mark>[:.h])(?P<m>\d{2})(?::\d{2})?)? ?(?P<half>[ap]\.?m\b\.?)?(?P<word> ?uhr\b| ?h\b| ?heures?\b| ?uur\b| ?o'clock\b)?(?!\d|[.,]\d|-\d(?!\d?(?:[:.h]\d{2}|h\b| ?[ap]\.?m\b| ?uhr\b| ?uur\b)))"
)
_TO: Final = re.compile(
    r"(?<![\w.,:-])\d{1,2}(?:[:.h]\d{2})?(?: ?[ap]\.?m|h)?[-–](?P<h>\d{1,2})(?:(?P<mark>[:.h])(?P<m>\d{2}))? ?(?P<half>[ap]\.?m\b\.?)?(?P<word> ?uhr\b| ?h\b| ?uur\b)?(?!\d|[.,-]\d)"
)
"""What follows a dash: "12-13h", "1pm-3pm"."""
_LAST_HOUR: Final = 24
_HOURS: Final = re.compile(
    r",? (?:from |von |de |van )?(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))? ?[-–] ?(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))?(?=[,;!?)\n]|[.](?!\d)| (?!(?:nights?|days?|weeks?|months?|years?|people|persons?|guests?|seats?|times|pcs|pieces|items|nächte|tage|wochen|monate|jahre|personen|gäste|stück|mal|nuits|jours|semaines|mois|personnes|fois|noches|días|semanas|meses|personas|veces|nachten|dagen|weken|maanden|euros?|eur|usd|kg|km)\b)[^\W\d_]|\Z)"
)
_UNTIL: Final = re.compile(r" ?(?:-|–|to|until|till|bis|à|a|tot) ?\d{1,2}(?:[:.h]\d{2}| ?[ap]\.?m\b| ?uhr\b| ?h\b| ?uur\b)")
_PAST: Final = re.compile(r"\b(?:a )?(?P<part>half|quarter) (?P<way>past|to) (?P<h>\d{1,2}|[a-z]{3,6})\b")
_HALB: Final = re.compile(r"\b(?P<part>halb|half|viertel nach|viertel vor|kwart over|kwart voor) (?P<h>\d{1,2}|[^\W\d_]{3,6})\b")
_ENGLISH: Final = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"))
_DEMIE: Final = re.compile(r"\b(?P<h>\d{1,2}|[^\W\d_]{3,7})(?: heures?| h)? (?:et|y) (?P<part>demie|quart|media|cuarto)\b")
_HOUR_WORD: Final = "|".join(sorted((word for word, number in WORDS.items() if 1 <= number <= 12 and len(word) > 2), key=len, reverse=True))
_ALONE: Final = (
    r"(?= uhr\b| o'clock\b| (?:on|in the|today|tomorrow|tonight|sharp|heute|morgen|morgens|abends|am|vandaag|'s)\b|[.,;:!?)\n]|\Z)"
)
"""Where nothing follows that a figure could count."""
_MINUTES: Final = re.compile(
    r"\b(?P<m>\d{1,2}|[^\W\d_]{3,11}(?:-[^\W\d_]{4,5})?)(?: min(?:ute)?s?| minuten)? (?:(?P<past>past|after|nach|over)|to|vor|voor) (?P<half>half |halb )?(?P<h>\d{1,2}|[^\W\d_]{3,7})\b"
    rf"(?(past)|{_ALONE})"
)
"""Ten past nine, zehn nach neun, vijf voor half tien."""
_FEWEST: Final = 5
"""Minutes before an hour that people say in words; "three to four" is a range."""
_ET: Final = re.compile(
    r"\b(?:(?P<h>\d{1,2}|[^\W\d_]{3,6}) heures? (?P<less>moins )?(?:le )?(?P<m>[^\W\d_]{4,11}(?:-[^\W\d_]{4})?)|las? (?P<h2>[^\W\d_]{3,6}) (?P<way>y|menos) (?P<m2>[^\W\d_]{4,11}))\b"
)
_SPOKEN: Final = re.compile(
    rf"\b(?:at|between|from|until|till|by|around|um|von|bis|zwischen|gegen|ab|om|van|tot|tussen|vanaf) (?P<h>{_HOUR_WORD})(?: (?:and|to|till|until|und|bis|en|tot) (?P<h2>{_HOUR_WORD}))?{_ALONE}"
)
"""At nine, between nine and one: an hour in a word where nothing follows that it could count."""
_SPAN: Final = re.compile(
    rf"\b(?:from|between|von|zwischen|de|entre|van|tussen) (?P<h>\d{{1,2}})(?: h| heures)? (?:to|and|till|until|bis|und|a|à|y|et|tot|en) (?P<h2>\d{{1,2}}){_ALONE}"
)
"""Both of "de 9 a 12"."""
_NOON: Final = re.compile(
    r"\b(?:(?P<noon>noon|midday|mittags?|midi|mediodía)|(?P<midnight>midnight|mitternacht|minuit|medianoche|middernacht))\b"
)
_AT: Final = re.compile(
    r"\b(?:at|from|to|until|till|um|von|bis|à|de|a las|a la|las|hasta|om|van|tot|by|for|between|and|zwischen|und|entre|et|y|tussen|en|gegen|auf|naar|op)\s\Z"
)


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
            return any(today + timedelta(days=self.days) == wanted for today in todays)
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
        return date(year, (month - 1) % 12 + 1, calendar.monthrange(year, (month - 1) % 12 + 1)[1])


@dataclass(frozen=True, slots=True)
class Clock:
    start: int
    end: int
    hour: int
    minute: int
    open: bool = False
    """Whether the half of the day was left out: "at 3" may be 15:00."""

    def means(self, wanted: time) -> bool:
        hours = {self.hour, self.hour + 12} if self.open and self.hour <= 11 else {self.hour}
        return wanted.hour in hours and wanted.minute == self.minute


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
        month = MONTHS.get(bare(found["what"]), 0)
        what = 12 if found["what"].startswith(("year", "jahr", "l'ann", "año", "jaar")) else month
        if what or found["what"] in ("month", "monats", "mois", "mes", "maand"):
            yield Day(found.start(), found.end(), month=what, last=2 if found["next"] else 1)


def _told(plain: str) -> Iterator[Day]:
    for distance, pattern in _FROM_TODAY:
        for found in re.finditer(rf"\b(?:{pattern})\b", plain):
            yield Day(found.start(), found.end(), days=distance)
    for found in re.finditer(r"[^\W\d_]{3,10}", plain):
        weekday = DAYS.get(bare(found[0]))
        if weekday is not None:
            yield Day(found.start(), found.end(), weekday=weekday)


@lru_cache(maxsize=512)
def clocks(plain: str) -> tuple[Clock, ...]:
    return (*_read(plain), *_named(plain), *_halved(plain), *_beside(plain), *_to_the_minute(plain), *_in_words(plain))


def _beside(plain: str) -> Iterator[Clock]:
    """ "Monday 9-12": bare hours that stand right behind their day."""
    for found in filter(None, (_HOURS.match(plain, day.end) for day in days(plain))):
        first, last = int(found["h"]), int(found["h2"])
        for hour, minute in (("h", "m"), ("h2", "m2")) if first != last and max(first, last) <= _LAST_HOUR else ():
            yield Clock(
                found.start(hour),
                found.end(minute if found[minute] else hour),
                int(found[hour]) % 24,
                min(59, int(found[minute] or 0)),
                open=last < 12,
            )


def _read(plain: str) -> Iterator[Clock]:
    for found in (*_CLOCK.finditer(plain), *_TO.finditer(plain)):
        hour, minute = int(found["h"]), int(found["m"] or 0)
        plainly = bool(found["half"] or found["word"] or found["mark"] in (":", "h"))
        led = found.re is _CLOCK and (_AT.search(plain[max(0, found.start() - 24) : found.start()]) or _UNTIL.match(plain, found.end()))
        if not plainly and (found["m"] or not led):
            continue
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0] == "p" else 0)
        if hour < 24 and minute < 60:
            yield Clock(
                found.start() if found.re is _CLOCK else found.start("h"),
                found.end(),
                hour,
                minute,
                open=not found["half"] and not found["word"] and hour < 12,
            )


def _halved(plain: str) -> Iterator[Clock]:
    """ "Half past three", "quarter to nine", "halb vier", "trois heures et demie", "las tres y media", "half vier"."""
    for found in _PAST.finditer(plain):
        minute = 30 if found["part"].startswith("half") else 15
        yield from _shifted(found, minute if found["way"] == "past" else -minute)
    for found in _HALB.finditer(plain):
        if found["part"] == "half" and (found["h"].isdigit() or found["h"] in _ENGLISH):
            yield from _shifted(found, 30)  # "half 4" in England
        if found["h"] in _ENGLISH:
            continue
        yield from _shifted(
            found, {"halb": -30, "half": -30, "viertel nach": 15, "viertel vor": -15, "kwart over": 15, "kwart voor": -15}[found["part"]]
        )
    for found in _DEMIE.finditer(plain):
        yield from _shifted(found, 30 if found["part"] in ("demie", "media") else 15)


def _to_the_minute(plain: str) -> Iterator[Clock]:
    """ "Ten past nine", "zehn nach neun", "neuf heures dix", "las nueve menos diez", "vijf voor half tien"."""
    for found in _MINUTES.finditer(plain):
        minutes = _figure(found["m"])
        if 0 < minutes < 30 and (found["past"] or minutes >= _FEWEST):
            yield from _shifted(found, (minutes if found["past"] else -minutes) - (30 if found["half"] else 0))
    for found in _ET.finditer(plain):
        minutes = _figure(found["m"] or found["m2"])
        if 0 < minutes < 60:
            yield from _shifted(found, -minutes if found["less"] or found["way"] == "menos" else minutes, "h" if found["h"] else "h2")


def _in_words(plain: str) -> Iterator[Clock]:
    for found in _SPAN.finditer(plain):
        yield from (
            Clock(found.start(name), found.end(name), int(found[name]), 0, open=True)
            for name in ("h", "h2")
            if int(found[name]) < _LAST_HOUR
        )
    for found in _SPOKEN.finditer(plain):
        for name in ("h", "h2") if found["h2"] else ("h",):
            hour, half = WORDS[bare(found[name])], _DAY_HALF.match(plain, found.end())
            late = half is not None and half["late"] is not None and hour < 12
            yield Clock(found.start(name), found.end(name), (hour + (12 if late else 0)) % 24, 0, open=half is None)


_DAY_HALF: Final = re.compile(
    r"(?: uhr| uur| heures| o'clock)?,? (?:(?P<late>in the (?:evening|afternoon)|tonight|this (?:evening|afternoon)|abends|am abend|nachmittags|am nachmittag|du soir|de l'après-midi|de la (?:noche|tarde)|'s (?:avonds|middags))|in the morning|this morning|morgens|früh|vormittags|am morgen|du matin|de la mañana|'s (?:ochtends|morgens))"
)
"""Which half of the day is meant."""


def _figure(told: str) -> int:
    if told.isdigit():
        return int(told)
    return WORDS.get(bare(told)) or sum(WORDS.get(bare(one), 0) for one in told.split("-"))


def _shifted(found: re.Match[str], minutes: int, name: str = "h") -> Iterator[Clock]:
    hour = _figure(found[name])
    if 1 <= hour <= 23:
        whole = (hour * 60 + minutes) % 1440
        yield Clock(found.start(), found.end(), whole // 60, whole % 60, open=hour <= 12)


def _named(plain: str) -> Iterator[Clock]:
    for found in _NOON.finditer(plain):
        yield Clock(found.start(), found.end(), 12 if found["noon"] else 0, 0)
