"""Times of day as people write them in English, German, French, Spanish and Dutch: 3 pm, halb vier, ten past nine, 11 at night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Final

from policies.provenance.language import hours
from policies.provenance.language.dates import days
from policies.provenance.language.plain import bare
from policies.provenance.language.spelled import DOZENS, WORDS

_CLOCK: Final = re.compile(
    r"(?<![\d.,:-])(?P<h>\d{1,2})(?:(?P<mark>[:.h])(?P<m>\d{2})(?::\d{2})?)? ?(?P<half>[ap]\.?m\b\.?)?(?P<word> ?uhr\b| ?h\b| ?heures?\b| ?uur\b| ?o'clock\b)?(?!\d|[.,]\d|-\d(?!\d?(?:[:.h]\d{2}|h\b| ?[ap]\.?m\b| ?uhr\b| ?uur\b)))"
)
_TO: Final = re.compile(
    r"(?<![\w.,:-])\d{1,2}(?:[:.h]\d{2})?(?: ?[ap]\.?m|h)?[-–](?P<h>\d{1,2})(?:(?P<mark>[:.h])(?P<m>\d{2}))? ?(?P<half>[ap]\.?m\b\.?)?(?P<word> ?uhr\b| ?h\b| ?uur\b)?(?!\d|[.,-]\d)"
)
"""What follows a dash: "12-13h", "1pm-3pm"."""
_LAST_HOUR: Final = 24
_HOURS: Final = re.compile(
    r"(?: (?:early |late )?(?:morning|afternoon|evening|night|früh|abend|nachmittag|vormittag|matin|soir|après-midi|por la (?:mañana|tarde|noche)|ochtend|middag|avond))?,? (?:from |von |de |van |between |zwischen |entre |tussen )?(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))? ?(?:[-–]|to|till|until|bis|à|a|tot|and|und|et|y|en) ?(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))?(?=[,;!?)\n]|[.](?!\d)| (?!(?:nights?|days?|weeks?|months?|years?|people|persons?|guests?|seats?|times|pcs|pieces|items|nächte|tage|wochen|monate|jahre|personen|gäste|stück|mal|nuits|jours|semaines|mois|personnes|fois|noches|días|semanas|meses|personas|veces|nachten|dagen|weken|maanden|euros?|eur|usd|kg|km)\b)[^\W\d_]|\Z)"
)
_BEFORE: Final = re.compile(
    r"(?<![\w.,:/-])(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))? ?(?:[-–]|to|till|until|bis|à|a|tot) ?(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))?,? (?:on |am |le |el |op )?\Z"
)
_UNTIL: Final = re.compile(
    r" ?(?:-|–|to|until|till|bis|à|a|tot) ?\d{1,2}(?:[:.h]\d{2}| ?[ap]\.?m\b| ?uhr\b| ?h\b| ?uur\b| in the (?:morning|afternoon|evening)\b| (?:vormittags|nachmittags|morgens|abends)\b| du (?:matin|soir)\b| de la (?:mañana|tarde)\b| 's (?:ochtends|middags|avonds)\b)"
)
_PAST: Final = re.compile(r"\b(?:a )?(?P<part>half|quarter) (?P<way>past|to) (?P<h>\d{1,2}|[a-z]{3,6})\b")
_HALB: Final = re.compile(r"\b(?P<part>halb|half|viertel nach|viertel vor|kwart over|kwart voor) (?P<h>\d{1,2}|[^\W\d_]{3,6})\b")
_ENGLISH: Final = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"))
_DEMIE: Final = re.compile(r"\b(?P<h>\d{1,2}|[^\W\d_]{3,7})(?: heures?| h)? (?:et|y) (?P<part>demie|quart|media|cuarto)\b")
_MINUTES: Final = re.compile(
    r"\b(?P<m>\d{1,2}|[^\W\d_]{3,11}(?:-[^\W\d_]{4,5})?)(?: min(?:ute)?s?| minuten)? (?:(?P<past>past|after|nach|over)|to|vor|voor) (?P<half>half |halb )?(?P<h>\d{1,2}|[^\W\d_]{3,7})\b"
    rf"(?(past)|{hours.ALONE})"
)
"""Ten past nine, zehn nach neun, vijf voor half tien."""
_FEWEST: Final = 5
"""Minutes before an hour are told by fives; "three to four" and "7 to 9" are ranges."""
_ET: Final = re.compile(
    r"\b(?:(?P<h>\d{1,2}|[^\W\d_]{3,6}) heures? (?P<less>moins )?(?:le )?(?P<m>[^\W\d_]{4,11}(?:-[^\W\d_]{4})?)|las? (?P<h2>[^\W\d_]{3,6}) (?P<way>y|menos) (?P<m2>[^\W\d_]{4,11}))\b"
)
_SPOKEN: Final = re.compile(
    rf"\b(?<!look )(?<!looks )(?<!looking )(?:at|between|from|until|till|by|around|um|von|bis|zwischen|gegen|ab|om|van|tot|tussen|vanaf) (?P<h>{hours.WORD})(?: (?:and|to|till|until|und|bis|en|tot) (?P<h2>{hours.WORD}))?(?:{hours.ALONE}|(?= (?:at night|daran|dran|zum|zur|bei|mit|please|bitte|graag|with|avec|con|met)\b))"
)
"""At nine, between nine and one: an hour in a word where nothing follows that it could count."""
_UP_TO: Final = re.compile(rf"\b(?:to|till?|bis|à|a|tot) (?P<h>{hours.WORD})\b")
"""To five in the morning: an hour only where the half of the day is told."""
_SPAN: Final = re.compile(
    rf"\b(?:from|between|von|zwischen|de|entre|van|tussen) (?P<h>\d{{1,2}})(?: h| heures)? (?:to|and|till|until|bis|und|a|à|y|et|tot|en) (?P<h2>\d{{1,2}})(?:[:.](?P<m2>\d{{2}}))?(?:{hours.ALONE}|(?= (?:for|für|pour|para|por|voor|with|mit|avec|con|met|in|im|en|dans)\b))"
)
"""Both of "de 9 a 12"."""
_WORD_TO_WORD: Final = re.compile(rf"(?<![\w.,-])(?P<h>{hours.WORD}) (?:to|till|until|bis|à|a|tot) (?P<h2>{hours.WORD})(?:{hours.ALONE})")
_NOON: Final = re.compile(
    r"\b(?:(?P<noon>noon|midday|mittags?|(?<!après-)(?<!apres-)midi|mediodía)|(?P<midnight>midnight|mitternacht|minuit|medianoche|middernacht))\b"
)
_THING: Final = (
    r" (?:(?!(?:works|suits|always|perhaps|besides|thanks|sometimes|\w+days|thurs|tues|heures|horas|hours|morgens|abends|vormittags|nachmittags|mittags|is|was|this|des|les|las|los|plus|dans|vers|sans)\b)[^\W\d_]{3,}s"
    r"|people|kisten|kartons|paletten|flaschen|säcke|rollen|stück|personen|leute|gäste|kinder|dozen|flessen|kratten|personen|mensen|stuks|mal|kg|km|euro|eur)\b"
)
_THINGS: Final = re.compile(_THING)
_JOINED: Final = r" ?(?:-|–|to|till|until|and|bis|und|à|et|a|y|tot|en) ?"
_THINGS_BEHIND: Final = re.compile(rf"{_JOINED}\d{{1,2}}{_THING}")
_FIGURE_BEFORE: Final = re.compile(rf"(?<![\w.,:])\d{{1,2}}{_JOINED}\Z")
_AT: Final = re.compile(
    r"\b(?:at|from|to|until|till|um|von|bis|à|de|a las|a la|las|hasta|om|van|tot|by|for|between|and|zwischen|und|entre|et|y|tussen|en|gegen|auf|naar|op|around|about|before|after|vers|dès|rond|tegen|vanaf)\s\Z"
)


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
def clocks(plain: str) -> tuple[Clock, ...]:
    worded = (Clock(start, end, hour, minute, open=is_open) for start, end, hour, minute, is_open in hours.told(plain))
    shifted = tuple(_halved(plain))
    inside = {place for one in shifted for place in range(one.start + 1, one.end)}  # "seven in the evening" of "half seven in the evening"
    rest = (*_read(plain), *_named(plain), *_beside(plain), *_to_the_minute(plain), *_in_words(plain), *_near_a_day(plain), *worded)
    return (*shifted, *(one for one in rest if one.start not in inside))


def _near_a_day(plain: str) -> Iterator[Clock]:
    """ "Thursday two to four": hours in words that nothing follows, with a day not far from them."""
    for found in _WORD_TO_WORD.finditer(plain):
        if days(plain[max(0, found.start() - _FAR) : found.end() + _FAR]):
            yield from (Clock(found.start(one), found.end(one), hours.figure(found[one]), 0, open=True) for one in ("h", "h2"))


def _beside(plain: str) -> Iterator[Clock]:
    """ "Monday 9-12", "9-12 on Monday": bare hours that stand right beside their day."""
    named = days(plain)
    before = (_BEFORE.search(plain, max(0, day.start - _FAR), day.start) for day in named)
    for found in filter(None, (*(_HOURS.match(plain, day.end) for day in named), *before)):
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
        half = _DAY_HALF.match(plain, next(found.end(one) for one in ("word", "m", "h") if found[one])) if found.re is _CLOCK else None
        plainly = bool(found["half"] or found["word"] or half or found["mark"] in (":", "h")) or _is_dotted(plain, found)
        led = found.re is _CLOCK and (_AT.search(plain[max(0, found.start() - 24) : found.start()]) or _UNTIL.match(plain, found.end()))
        if not plainly and (found["m"] or not led or _is_of_things(plain, found)):
            continue
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0] == "p" else 0)
        elif half:
            hour = _in_its_half(hour, half)
        if hour < 24 and minute < 60:
            yield Clock(
                found.start() if found.re is _CLOCK else found.start("h"),
                found.end(),
                hour,
                minute,
                open=not found["half"] and not half and hour < 12 and (not found["word"] or hours.is_open(plain, *found.span(), hour)),
            )


def _is_of_things(plain: str, found: re.Match[str]) -> bool:
    """ "From 3 to 5 boxes": whether a bare figure is one of two that count something."""
    if _THINGS_BEHIND.match(plain, found.end("h")):
        return True
    return bool(_THINGS.match(plain, found.end("h")) and _FIGURE_BEFORE.search(plain, max(0, found.start() - _FAR), found.start()))


def _in_its_half(hour: int, half: re.Match[str]) -> int:
    """11 at night is 23, 2 at night is 2, 12 at night or in the morning is 0."""
    if hour == 12:
        return 12 if half["late"] else 0
    return hour + (12 if hour < 12 and (half["late"] or (half["night"] and hour >= _NIGHT)) else 0)


def _is_dotted(plain: str, found: re.Match[str]) -> bool:
    """ "On Monday at 9.20": a point between hour and minutes behind a word of time and near a day, where no price or measure follows."""
    before = plain[max(0, found.start() - 12) : found.start()]
    led = found["mark"] == "." and (_AT_HOUR.search(before) or _BEHIND_A_DAY.search(before))
    if found["mark"] != "." or _PRICED.match(plain, found.end()):
        return False
    first = max(0, found.start() - _FAR)
    around = days(plain[first : found.end() + _FAR])
    beside = any(
        0 <= found.start() - first - day.end <= 2 or 0 <= first + day.start - found.end() <= 1 for day in around
    )  # "5.45 tomorrow"
    return bool(led and around) or beside


_BEHIND_A_DAY: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th|\.),? \Z")
_AT_HOUR: Final = re.compile(r"(?:\bat|\bum|\bom|\bà|\ba las|\ba la|\bgegen)\s\Z")
_PRICED: Final = re.compile(
    r" ?(?:[€$£%]|eur|usd|gbp|chf|euro|pound|dollar|per\b|pro\b|par\b|each|a (?:month|day|week|year)|[a-z]{1,3}\b(?<!am)(?<!pm)(?<!at)(?<!on)(?<!in)(?<!and)(?<!or)(?<!uhr)(?<!uur)(?<!und)(?<!en)(?<!et)(?<!y))"
)
_FAR: Final = 40
_MIDDAY: Final = 12
_NIGHT: Final = 6
"""Hours before it are told as of the night as they are."""


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
        if 0 < minutes < 30 and (found["past"] or " min" in found[0] or minutes % _FEWEST == 0):
            yield from _shifted(found, (minutes if found["past"] else -minutes) - (30 if found["half"] else 0))
    for found in _ET.finditer(plain):
        minutes = _figure(found["m"] or found["m2"])
        if 0 < minutes < 60:
            yield from _shifted(found, -minutes if found["less"] or found["way"] == "menos" else minutes, "h" if found["h"] else "h2")


def _in_words(plain: str) -> Iterator[Clock]:
    for found in _UP_TO.finditer(plain):
        hour, half = WORDS[bare(found["h"])], _DAY_HALF.match(plain, found.end())
        if half:
            yield Clock(found.start("h"), found.end("h"), _in_its_half(hour, half), 0)
    for found in _SPAN.finditer(plain):
        yield from (
            Clock(found.start(name), found.end("m2" if minute and found["m2"] else name), int(found[name]), minute, open=True)
            for name, minute in (("h", 0), ("h2", min(59, int(found["m2"] or 0))))
            if int(found[name]) < _LAST_HOUR
        )
    for found in _SPOKEN.finditer(plain):
        for name in ("h", "h2") if found["h2"] else ("h",):
            hour, half = WORDS[bare(found[name])], _DAY_HALF.match(plain, found.end())
            yield Clock(found.start(name), found.end(name), _in_its_half(hour, half) if half else hour % 24, 0, open=half is None)


_DAY_HALF: Final = re.compile(
    r"(?: uhr| uur| heures| o'clock)?,? (?:(?P<late>in the (?:evening|afternoon)|tonight|this (?:evening|afternoon)|abends|am abend|nachmittags|am nachmittag|du soir|de l'après-midi|de la (?:noche|tarde)|'s (?:avonds|middags))|(?P<night>at night|nachts|in der nacht|de la nuit|'s nachts)|in the morning|this morning|morgens|früh|vormittags|am morgen|du matin|de la mañana|'s (?:ochtends|morgens))"
)
"""Which half of the day is meant."""


def _figure(told: str) -> int:
    if told.isdigit():
        return int(told)
    if bare(told) in DOZENS:
        return 0  # "half dozen"
    return WORDS.get(bare(told)) or sum(WORDS.get(bare(one), 0) for one in told.split("-"))


def _shifted(found: re.Match[str], minutes: int, name: str = "h") -> Iterator[Clock]:
    hour = _figure(found[name])
    half = _DAY_HALF.match(found.string, found.end()) if hour <= _MIDDAY else None
    if half and hour:
        whole = (hour % _MIDDAY * 60 + minutes) % (_MIDDAY * 60)
        late = half["late"] or (half["night"] and whole >= _NIGHT * 60)
        yield Clock(found.start(), found.end(), whole // 60 + (_MIDDAY if late else 0), whole % 60)
    elif 1 <= hour <= 23:
        whole = (hour * 60 + minutes) % 1440
        yield Clock(found.start(), found.end(), whole // 60, whole % 60, open=hour <= 12)


def _named(plain: str) -> Iterator[Clock]:
    for found in _NOON.finditer(plain):
        yield Clock(found.start(), found.end(), 12 if found["noon"] else 0, 0)
