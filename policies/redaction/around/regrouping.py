"""Numbers in other groups than those usual in their country: people cut long numbers as they please, and the check digits see them whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

from policies.redaction.around.surroundings import spoken, undotted
from policies.redaction.numbers.titles import NAMING, titles
from policies.redaction.scanning import fast
from policies.redaction.types import Finding

_BREAK: Final = r"\r?\n[ \t>]{0,6}"
_END: Final = r"(?:(?:[ ]|[ ]?[./–-][ ]?)?(?P<letter>[A-Za-z])(?!\w)|(?![\w+]|[.,/-]\d))"
"""The last may be a letter."""
_BEGIN: Final = r"(?<![\w+./-])(?<!\d,)(?<!\+ )\d{1,12}"
_GROUPS: Final = (
    re.compile(rf"{_BEGIN}(?:(?:[ ]{{1,3}}|[ ]?[./–-][ ]?)\d{{1,12}}){{0,17}}{_END}"),
    re.compile(rf"{_BEGIN}(?:(?:[ ]{{1,3}}|[ ]?[./–-][ ]?(?:{_BREAK})?|[ ]?{_BREAK})\d{{1,12}}){{1,17}}{_END}"),
)
"""On one line, and over several."""
_SEPARATORS: Final = re.compile(r"[^\dA-Za-z]+")
_FEWEST, _MOST = 8, 18
"""Digits of all numbers that have check digits."""
_NEAR: Final = 110
"""Characters before and behind a run in which its name may stand, and those of a line of headings."""
_SHORT: Final = 4
_WORD: Final = re.compile(r"[^\W_]+")
_ENDING: Final = re.compile(r"(?:nr|no|num|nummer|number|s)$")
_MOST_RUNS: Final = 200
"""Of a text; the rest is searched in the usual groups only."""


def regrouped(text: str, language: str) -> list[Finding]:
    """Runs of groups of digits whose digits in one piece are a number with right check digits: it is one only where the text calls it so."""
    runs = list(islice(_runs(text), _MOST_RUNS))
    if not runs or not _names_one(text, runs):
        return []
    joined = "\n".join(digits for _, _, digits in runs)
    places = dict(_lines(runs))
    return [
        replace(finding, start=places[finding.start][0], end=places[finding.start][1])
        for finding in fast.detect(joined, language)
        if finding.start in places and finding.end - finding.start == len(places[finding.start][2])
    ]


def _names_one(text: str, runs: list[tuple[int, int, str]]) -> bool:
    """A word that a number is called by stands near a run, or in the line of headings above all."""
    lead = text[: text.find("\n") + 1][: 3 * _NEAR]
    near = undotted(
        spoken(" ".join((lead, *(f"{text[max(0, start - _NEAR) : start]} {text[end : end + _NEAR]}" for start, end, _ in runs))))
    )
    short, long = _titles()
    words = _WORD.findall(near)
    return (
        not short.isdisjoint(words)
        or not short.isdisjoint(_ENDING.sub("", word) for word in words)
        or any(map(near.replace("-", " ").__contains__, long))
    )


@cache
def _titles() -> tuple[frozenset[str], tuple[str, ...]]:
    """Short ones, which are whole words, and the others."""
    every = {word for entity in NAMING for word in titles(entity)}
    short = frozenset(word for word in every if len(word) <= _SHORT and word.isalnum() and word.isascii())
    return short, tuple(every - short)


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    for found in (*_GROUPS[0].finditer(text), *(found for found in _GROUPS[1].finditer(text) if "\n" in found[0])):
        value = _SEPARATORS.sub("", found[0])
        if value == found[0]:
            continue
        if found["letter"]:
            yield found.start(), found.end(), value.upper()
            value = value[:-1]
        if _FEWEST <= len(value) <= _MOST:
            yield found.start(), _last_digit(text, found), value


def _last_digit(text: str, found: re.Match[str]) -> int:
    """Where the digits of a run end."""
    return found.end() if not found["letter"] else found.start() + len(text[found.start() : found.start("letter")].rstrip(" ./–-"))


def _lines(runs: list[tuple[int, int, str]]) -> Iterator[tuple[int, tuple[int, int, str]]]:
    """(where its line begins, run) for each."""
    at = 0
    for run in runs:
        yield at, run
        at += len(run[2]) + 1
