"""Months and lengths of time: what "2026-07" and "five nights" come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from policies.provenance.language import numbers
from policies.provenance.language.common import words
from policies.provenance.language.named import MONTHS
from policies.provenance.language.plain import bare, flat
from policies.provenance.language.spelled import WORDS

_VALUE: Final = re.compile(r"(?:(\d{4})-(\d{2})|(\d{1,2})/(\d{4}))\Z")
_NAMED: Final = re.compile(r"(?<![^\W_])([^\W\d_]{3,10})\.?(?:,? (?:de |del )?(\d{4}))?(?![^\W_])")
_FIGURED: Final = re.compile(r"(?<![\d/.-])(?:(\d{1,2})/(\d{4})|(\d{4})-(\d{2}))(?![\d/-])")
_RELATIVE: Final = re.compile(
    r"\b(?:(?P<last>last|previous|letzten|vorigen|le mois dernier|mes pasado|vorige|afgelopen)|(?P<next>next|coming|nächsten|kommenden|prochain|próximo|volgende)|(?P<this>this|diesen|ce|este|deze))(?: (?:month|monat|mois|mes|maand))?\b"
)
_SHORT: Final = frozenset(("may", "mar", "mai", "sep", "set", "ago", "jan", "dec"))
_LENGTH_UNITS: Final = r" (days?|nights?|weeks?|months?|years?|tag(?:en?)?|n[aä]cht(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?|jours?|nuits?|semaines?|mois|ans?|días?|noches?|semanas?|mes(?:es)?|años?|dagen?|nachten?|weken?|week|maanden?|jaar)\b"
_LENGTH: Final = re.compile(r"(?<![\w.,])(\d{1,3}|[^\W\d_]{1,20})" + _LENGTH_UNITS)
_LENGTH_UNIT: Final = re.compile(_LENGTH_UNITS)


_HOURS_UNITS: Final = r" ?-?(h|hours?|hrs?|stunden?|std|heures?|horas?|uur|uren|min|mins|minutes?|minuten?|minutos?|minuut|sec|secs|seconds?|sekunden?|secondes?|segundos?|seconden?)\b(?P<half> and a half| et demie?| y media)?"
_HOURS: Final = re.compile(r"(?<!\w)(\d{1,3}(?:[.,]5)?|[^\W\d_]{1,20}(?: [^\W\d_]{1,20})?)" + _HOURS_UNITS)
_HOURS_UNIT: Final = re.compile(_HOURS_UNITS)
_PARTS: Final = {
    0.5: words("half halbe halben demi demie media"), 1.5: words("anderthalb anderthalbe eineinhalb einundhalb anderhalf"), 2.5: words("zweieinhalb tweeenhalf"),
}  # fmt: skip
_QUARTERS: Final = re.compile(
    r"(?<!\w)(?:(?P<three>three[ -]quarters of an hour|dreiviertelstunde|trois quarts d'heure|tres cuartos de hora|drie kwartier)|(?P<one>quarter of an hour|quarter[ -]hour|viertelstunde|quart d'heure|cuarto de hora|kwartier)|(?P<half>halbstündig\w*|halbe stunde|demi-heure|halfuur))(?!\w)"
)
_DAY_BEFORE: Final = re.compile(
    r"(?<!\w)(?:the day before(?! yesterday)|am (?:tag davor|vortag)|einen tag (?:vorher|davor)|la veille|el día (?:antes|anterior)|de dag (?:ervoor|tevoren))(?!\w)"
)


_HALF_YEARS: Final = re.compile(
    r"(?<![\w-])(?:(?P<half>half a year|(?:ein )?halbes jahr|halbjahr|une demi-annee|medio ano|(?:een )?half jaar)|(?:a|one) year and a half|(?:anderthalb|eineinhalb) jahre?n?|un an et demi|(?:un )?ano y medio|anderhalf jaar)(?!\w)"
)
_HALF_YEAR: Final = 6


def month_of(value: str) -> tuple[int, int] | None:
    """Year and month of "2026-07" or "7/2026"; None for anything else."""
    found = _VALUE.match(value.strip())
    if not found:
        return None
    year, month = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
    return (year, month) if 1 <= month <= 12 else None


@lru_cache(maxsize=512)
def months(plain: str) -> tuple[tuple[int, int, int, int], ...]:
    """Start, end, year (0 where none is written) and month of every month a text names."""
    named = [
        (one.start(), one.end() if one[2] else one.end(1), int(one[2] or 0), MONTHS[bare(one[1])])
        for one in _NAMED.finditer(plain) if bare(one[1]) in MONTHS and (one[1] not in _SHORT or one[2])
    ]  # fmt: skip
    figured = [(one.start(), one.end(), int(one[2] or one[3]), int(one[1] or one[4])) for one in _FIGURED.finditer(plain)]
    return (*named, *(one for one in figured if 1 <= one[3] <= 12))


def said(plain: str, wanted: tuple[int, int], todays: tuple[date, ...]) -> Iterator[tuple[int, int]]:
    """Where a text names that month, by name or from today."""
    for start, end, year, month in months(plain):
        if month == wanted[1] and (
            year == wanted[0] or (not year and any(abs((wanted[0] - one.year) * 12 + month - one.month) <= 12 for one in todays))
        ):
            yield start, end
    for found in _RELATIVE.finditer(plain):
        away = -1 if found["last"] else 1 if found["next"] else 0
        if any((one.year * 12 + one.month - 1 + away) == wanted[0] * 12 + wanted[1] - 1 for one in todays) and " " in found[0]:
            yield found.start(), found.end()


@lru_cache(maxsize=512)
def lengths(plain: str) -> tuple[tuple[int, int, int, str], ...]:
    """Start, end, count and unit (day, night, week, month, year) of every length a text names."""
    inner = _inner(plain)
    found = [
        (one.start, unit.end(), int(max(one.readings)), _unit(bare(unit[1]))) for one in numbers.numbers(plain)
        if one.spelled and not one.article and max(one.readings) % 1 == 0 and (unit := _LENGTH_UNIT.match(plain, one.end))
    ]  # fmt: skip
    years = list(_HALF_YEARS.finditer(flat(plain)))
    inner |= {place for one in years for place in range(*one.span())}
    found += [(*one.span(), _HALF_YEAR * (1 if one["half"] else 3), "month") for one in years]
    for one in _LENGTH.finditer(plain):
        if one.start() in inner:
            continue
        count = int(one[1]) if one[1].isdigit() else WORDS.get(bare(one[1]))
        if count:
            found.append((one.start(), one.end(), count, _unit(bare(one[2]))))
    return tuple(dict.fromkeys(found))


def _inner(plain: str) -> set[int]:
    """Places within a number of several words: "five days" of "twenty-five days"."""
    return {place for one in numbers.numbers(plain) if one.spelled for place in range(one.start + 1, one.end)}


def _unit(word: str) -> str:
    if word.startswith(("ann", "an", "ano", "year", "jaar", "jahr")):
        return "year"
    if word.startswith(("mo", "mes", "maand")):
        return "month"
    return "week" if word.startswith(("we", "wo", "se")) else "night" if word.startswith("n") else "day"


def counts(count: int, unit: str) -> frozenset[tuple[int, str]]:
    """The same length in other units: a week is seven days, a year twelve months."""
    same = {(count, unit)}
    same |= {(count * 7, "day"), (count * 7, "night")} if unit == "week" else set()
    same |= {(count, "day"), (count, "night")} if unit in ("day", "night") else set()
    same |= {(count * 12, "month")} if unit == "year" else set()
    return frozenset(same)


@lru_cache(maxsize=512)
def durations(plain: str) -> tuple[tuple[int, int, timedelta], ...]:
    """Start, end and length of what a text says that something takes, or lies before something else: hours, minutes and seconds, and "the day before"."""
    found = [(*one.span(), timedelta(minutes=45 if one["three"] else 15 if one["one"] else 30)) for one in _QUARTERS.finditer(plain)]
    found += [(*one.span(), timedelta(days=1)) for one in _DAY_BEFORE.finditer(plain)]
    quarters = [one.span() for one in _QUARTERS.finditer(plain)]
    found += _numbered(plain)
    inner = _inner(plain)
    for one in _HOURS.finditer(plain):
        if one.start() in inner:
            continue
        inside = any(start < one.end() and one.start() < end for start, end in quarters)  # "a quarter of an hour" is no hour
        if not inside and (amount := _amount(one[1])):
            found.append((*one.span(), _length(amount, one[2], half=bool(one["half"]))))
    return tuple(dict.fromkeys(found))


def _numbered(plain: str) -> Iterator[tuple[int, int, timedelta]]:
    """ "Two and a half hours", "twenty-five minutes"."""
    for one in numbers.numbers(plain):
        unit = _HOURS_UNIT.match(plain, one.end) if one.spelled and not one.article and len(one.readings) == 1 else None
        if unit:
            yield one.start, unit.end(), _length(float(max(one.readings)), unit[1], half=bool(unit["half"]))


def _length(amount: float, unit: str, *, half: bool) -> timedelta:
    size = "minutes" if unit.startswith("m") else "seconds" if unit.startswith("se") else "hours"
    return timedelta(**{size: min(amount, _MOST) + 0.5 * half})


_MOST: Final = 100_000


def _amount(told: str) -> float | None:
    if told[0].isdigit():
        return float(told.replace(",", "."))
    said = [bare(one) for one in told.split()]
    parts = (part for part, names in _PARTS.items() if names.intersection(said))
    return next(parts, None) or WORDS.get(said[-1])
