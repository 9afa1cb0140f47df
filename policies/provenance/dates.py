"""Days and times of day as people write them in English, German, French, Spanish and Dutch, and days that are told from another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final

from policies.provenance.plain import bare

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
    (0, r"today|tonight|heute|aujourd'hui|ce soir|hoy|esta noche|vandaag|vanavond"),
    (2, r"day after tomorrow|übermorgen|après-demain|pasado mañana|overmorgen"),
    (1, r"(?<!after )tomorrow|(?<!guten )morgen|demain|(?<!por la )(?<!pasado )mañana"),
    (-1, r"yesterday|gestern|hier|ayer|gisteren"),
)
MONTHS: Final = {bare(word): number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
DAYS: Final = {bare(word): number for number, words in enumerate(_DAYS) for word in words.split()}
_NAME: Final = r"(?P<month>[a-zäéûôáç]{3,10})\.?"
_WRITTEN: Final = (
    re.compile(r"(?<![\d.,-])(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d)"),
    re.compile(
        r"(?<![\d.,/-])(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er)?(?: of| de| d')? " + _NAME + r"(?:,? (?:de |del )?(?P<year>\d{4}))?(?!\d)"
    ),
    re.compile(r"(?<!\w)" + _NAME + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?![\d:])"),
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
_CLOCK: Final = re.compile(
    r"(?<![\d.,:-])(?P<h>\d{1,2})(?:(?P<mark>[:.h])(?P<m>\d{2})(?::\d{2})?)? ?(?P<half>[ap]\.?m\b\.?)?(?P<word> ?uhr\b| ?h\b| ?heures?\b| ?uur\b| ?o'clock\b)?(?!\d|[.,-]\d)"
)
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

    def means(self, wanted: date, todays: tuple[date, ...]) -> bool:
        """Whether this may be ``wanted``, given what "today" may be."""
        if self.days is not None:
            return any(today + timedelta(days=self.days) == wanted for today in todays)
        if self.weekday is not None:
            return wanted.weekday() == self.weekday and any(0 <= (wanted - today).days <= 13 for today in todays)
        if (self.month, self.day) != (wanted.month, wanted.day):
            return False
        return self.year == wanted.year or (not self.year and (not todays or any(abs((wanted - one).days) <= 370 for one in todays)))


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
    return (*_written(plain), *_told(plain))


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
    return (*_read(plain), *_named(plain))


def _read(plain: str) -> Iterator[Clock]:
    for found in _CLOCK.finditer(plain):
        hour, minute = int(found["h"]), int(found["m"] or 0)
        plainly = bool(found["half"] or found["word"] or found["mark"] in (":", "h"))
        if not plainly and (found["m"] or not _AT.search(plain[max(0, found.start() - 24) : found.start()])):
            continue
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0] == "p" else 0)
        if hour < 24 and minute < 60:
            yield Clock(found.start(), found.end(), hour, minute, open=not found["half"] and not found["word"] and hour < 12)


def _named(plain: str) -> Iterator[Clock]:
    for found in _NOON.finditer(plain):
        yield Clock(found.start(), found.end(), 12 if found["noon"] else 0, 0)
