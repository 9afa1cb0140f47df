"""Numbers as people write them: 1.250,00 and 1,250.00 and 1250 and twelve; which of two readings a lone group means stays open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from policies.provenance.language.compounds import Joined, Part, is_often, joined
from policies.provenance.language.plain import flat, strict
from policies.provenance.language.spelled import DOZENS, WORDS, spelled

__all__ = ["WORDS", "Number", "numbers", "readings", "value_of"]

_FIGURE: Final = re.compile(
    r"(?<![\w.,@/-])(?P<sign>[-+]?)(?:[$€£¥]\s?|(?:usd|eur|gbp|chf|us\$)\s?)?(?P<figure>\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?)"
    r"(?P<times>\s?(?:k|tsd\.?|mio\.?|million(?:en|es|s)?|mill[oó]n(?:es)?|miljoen|thousand|tausend|mille|mil|duizend)\b)?"
    r"(?=\s?(?:[$€£¥%°]|(?:usd|eur|euros?|gbp|chf|kg|km|cm|mm|min|h|x|st|nd|rd|th|er|e|ème|am|pm|uhr)\b)|[^\w@]|\Z)(?![.,:/-]?\d)(?!-\w)"
)
_DOZEN: Final = 12
_TIMES: Final = {"k": 1000, "ts": 1000, "th": 1000, "ta": 1000, "du": 1000, "mi": 1_000_000}


@dataclass(frozen=True, slots=True)
class Number:
    """``readings`` are what the figure may mean: "1.250" is 1250 and 1.25. Offsets are those of the plain text."""

    readings: frozenset[Decimal]
    start: int
    end: int
    spelled: bool = False
    article: bool = False
    """Whether it is only "a", "one" or "both"."""


@lru_cache(maxsize=512)
def numbers(plain: str) -> tuple[Number, ...]:
    """All numbers of a text that is plain already; of one that takes several words its parts mean nothing by themselves."""
    alone = sorted([*_figures(plain), *_spelled(plain)], key=lambda one: one.start)
    parts = [Part(one.start, one.end, one.readings, one.spelled, one.article) for one in alone]
    told = joined(plain, parts)
    covered = bytearray(len(plain) + 1)
    for one in told:
        if one.whole:
            covered[one.start : one.end] = b"\1" * (one.end - one.start)
    kept = [one for one in alone if not any(covered[one.start : one.end])]
    found = [*kept, *(Number(one.readings, one.start, one.end, spelled=one.spelled) for one in _longest(told))]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _longest(told: Sequence[Joined]) -> Iterator[Joined]:
    """Without those that lie in a longer one: "half a dozen" in "two and a half dozen"."""
    last = 0
    for one in sorted(told, key=lambda each: (each.start, -each.end)):
        if one.end > last and one.readings:
            yield one
        last = max(last, one.end)


def _figures(plain: str) -> Iterator[Number]:
    for found in _FIGURE.finditer(plain):
        times = _TIMES.get((found["times"] or "").strip()[:2], 1) if found["times"] else 1
        values = frozenset(value * times * (-1 if found["sign"] == "-" else 1) for value in readings(found["figure"]))
        if values:
            yield Number(values, found.start("figure"), found.end())


def _spelled(plain: str) -> Iterator[Number]:
    told = flat(plain)
    for start, end, value, article in spelled(plain):
        if value % _DOZEN or not (told.endswith(DOZENS, start, end) and is_often(told, end)):
            yield Number(frozenset((Decimal(value),)), start, end, spelled=True, article=article)


def readings(figure: str) -> frozenset[Decimal]:
    """ "1.250,00" -> {1250}; "1.250" -> {1250, 1.25}; "12,50" -> {12.5}; empty for what is no figure."""
    body = figure.replace(" ", "").replace("'", "")
    marks = [one for one in body if one in ".,"]
    if not marks:
        return _whole(body)
    last = marks[-1]
    if len(set(marks)) == 2:
        other = "." if last == "," else ","
        return _whole(body.replace(other, "").replace(last, "."))
    if len(marks) > 1:
        return _whole(body.replace(last, ""))
    head, tail = body.split(last)
    pointed = _whole(f"{head}.{tail}")
    return pointed | _whole(head + tail) if len(tail) == 3 and head.strip("0") else pointed


def _whole(text: str) -> frozenset[Decimal]:
    try:
        return frozenset((Decimal(text).normalize(),))
    except InvalidOperation:
        return frozenset()


def value_of(value: object) -> Decimal | None:
    """A JSON number, or a text that is one and nothing else ("1250.00", "50 EUR"), as a number; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return next(iter(_whole(repr(value))), None)
    if not isinstance(value, str):
        return None
    plain = strict(value.strip()).text
    found = [one for one in numbers(plain) if not one.spelled]
    rest = plain[: found[0].start] + plain[found[0].end :] if len(found) == 1 else "x"
    if rest.strip(" $€£¥%+") not in ("", "eur", "usd", "gbp", "chf", "euro", "euros"):
        return None
    return max(found[0].readings) if len(found[0].readings) == 1 else None
