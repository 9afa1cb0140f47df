"""Values that are glued to a word, or broken over two lines or by more than one blank: searched as if they were not, in places of the text as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

from policies.redaction.around.regrouping import regrouped
from policies.redaction.numbers import papers, registers
from policies.redaction.numbers.titles import TITLES, titles
from policies.redaction.own import Definition, is_own
from policies.redaction.scanning import fast
from policies.redaction.types import Finding

_SCRIPTS: Final = "\u0590-\u05ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uff0f\uff1a-\uff20"
"""Scripts that set no blank before a number, or glue the endings of a case to it."""
_PLATED: Final = r"(?!(?<=\d\d[가-힣]) ?\d{4}(?!\d))"
"""No syllable of a Korean plate."""
_BESIDE: Final = re.compile(rf"[{_SCRIPTS}]{_PLATED}(?=[0-9A-Za-z+])|(?<=[0-9A-Za-z])[{_SCRIPTS}]{_PLATED}|(?<=[{_SCRIPTS}])\.(?=[0-9])")
_DASH: Final = re.compile(r"(?<=[0-9A-Z]{2})[–—](?=[0-9]{2})")
_UNDERLINED: Final = re.compile(r"(?<![0-9_])[0-9]{4}_[0-9]{4,6}_[0-9]{4,5}(?:_[0-9]{4})?(?![0-9_])")
_EMPHASIS: Final = re.compile(r"(?<!\w)_([^_\n]{1,120})_(?!\w)")
_LABELLED: Final = re.compile(
    r"(?<![\w@./])(?:([^\W\d_]{2,24})[.-]{1,2}(?=[A-Z]{0,4}[0-9]{2}|[A-Z]{2}-?[A-Z0-9]{2})|([^\W\d_]{3,24}|[Nn]r|[Ii][Dd])(?=[0-9]{3}|[0-9]{2}[./ -]|\+[0-9]))"
)
"""With a full stop or a hyphen, or glued to it: then not of two letters, which may be the country of an account."""
_MORE_LABELS: Final = frozenset(
    (
        "iban",
        "tel",
        "telefon",
        "phone",
        "mobile",
        "mob",
        "fax",
        "card",
        "karte",
        "num",
        "numero",
        "nummer",
        "number",
        "handy",
        "cel",
        "cell",
        "nr",
        "no",
        "id",
        "číslo",
        "cislo",
        "numer",
        "szám",
    )
)
_BREAK: Final = re.compile(
    r"(?<=[0-9A-Z])(?:[ \u00a0]*\r?\n(?:[ \t]*>[ \t>]*\r?\n)?[ \t>]*|[ ]{2,3})(?=[0-9A-Z]{2}|[0-9]\b)|(?<=[0-9A-Z])[ ]?\r?\n[ \t>]*(?=[A-Z]\b)|(?<=[0-9A-Z][./-])[ ]?\r?\n[ \t>]*(?=[0-9A-Z])|(?<=[0-9])[ ]{2,3}(?=[A-Z]\b)|(?<=[0-9])[ ]-[ ](?=[0-9])|(?<=\b[0-9]{4})\t(?=[0-9]{4}\b(?!-))"
)
_SPELT: Final = re.compile(r"(?<![^\s:=(>])(?:[0-9A-Z] ){10,40}[0-9A-Z](?![^\s.,;)<])")
"""Each letter by itself, as from a scan."""
_MOST_SPELT: Final = 100
"""Of a text: each is searched by itself."""
_ENDINGS: Final = ("nr", "nummer", "number")
_COLUMN: Final = re.compile(r"(?<=[0-9A-Z])\t(?=[+(]?[0-9A-Z])")
"""Patterns that take any blank between groups would take it for one."""
_NEAR: Final = 45
_SURE: Final = 0.99
_JOINED: Final = 0.85
"""Of a number with blanks around its hyphens."""
_OVER_COLUMNS: Final = ("CREDIT_CARD", "IBAN_CODE")


def searched(text: str, language: str, own: tuple[Definition, ...]) -> tuple[list[Finding], list[Finding]]:
    """What is found in the text, and what goes on behind a break; numbers in unusual groups apart, which only their name explains."""
    apart = _apart(text)
    found = fast.detect(apart, language, own if apart == text else ())
    if own and apart != text:
        found += [one for one in fast.detect(text, language, own) if is_own(one.recogniser)]  # they know how their values are written
    known = set(found)
    whole = _apart(text, columns=False) if "\t" in text else apart
    over = list(_over_breaks(whole, language))
    sure = [one for one in over if _is_sure(one, text[one.start : one.end])]
    found += [one for one in (*sure, *_spelt(apart, language)) if one not in known]
    known.update(found)
    return found, [one for one in (*over, *regrouped(apart, language)) if one not in known]


def _apart(text: str, *, columns: bool = True) -> str:
    """A blank for what is glued to a number and no part of it; places hold."""
    if not text.isascii():
        text = _DASH.sub("-", _BESIDE.sub(" ", text))
    text = _COLUMN.sub("|", text) if columns and "\t" in text else text
    text = _UNDERLINED.sub(lambda found: found[0].replace("_", "-"), text) if "_" in text else text
    text = _EMPHASIS.sub(r" \1 ", text) if "_" in text else text
    return _LABELLED.sub(_unlabelled, text)


def _unlabelled(found: re.Match[str]) -> str:
    label = (found[1] or found[2]).lower()
    return f"{found[0][:-1]} " if label in _labels() or (found[1] and label.endswith(_ENDINGS)) else found[0]


@cache
def _labels() -> frozenset[str]:
    """Titles that people write right before the digits of a number; not those of papers and registers, whose own letters stand there."""
    apart = papers.TITLES.keys() | registers.TITLES.keys()
    return frozenset(word for entity in TITLES if entity not in apart for word in titles(entity) if word.isalpha()) | _MORE_LABELS


def _over_breaks(text: str, language: str) -> Iterator[Finding]:
    """Searched around the breaks only, each as one blank, or as nothing behind a hyphen."""
    for first, last in _windows(text):
        breaks = [(found.start() - first, found.end() - first) for found in _BREAK.finditer(text, first, last)]
        narrow, places = _narrow(text[first:last], breaks)
        begins = [at for at, _ in breaks]
        for finding in fast.detect(narrow, language):
            start, end = first + places[finding.start], first + places[finding.end - 1] + 1
            crossed = bisect_right(begins, start - first)
            if crossed < len(begins) and first + begins[crossed] < end:
                yield replace(finding, start=start, end=end)


def _is_sure(finding: Finding, value: str) -> bool:
    """What goes on behind a break and no check digit confirms is no finding."""
    if "\t" in value and finding.type not in _OVER_COLUMNS:
        return False
    return finding.score >= (_JOINED if " - " in value else _SURE)


def _spelt(text: str, language: str) -> Iterator[Finding]:
    """Cards, accounts and numbers of which each letter stands by itself, with what leads to them."""
    for run in islice(_SPELT.finditer(text), _MOST_SPELT):
        lead = text[max(0, run.start() - _NEAR) : run.start()]
        for finding in fast.detect(f"{lead}{run[0].replace(' ', '')}", language):
            if finding.start >= len(lead) and finding.score >= _SURE:
                start, end = (run.start() + 2 * (place - len(lead)) for place in (finding.start, finding.end - 1))
                yield replace(finding, start=start, end=end + 1)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches around breaks that touch no other."""
    first, last = 0, 0
    for found in _BREAK.finditer(text):
        if found.start() - _NEAR > last:
            if last:
                yield first, last
            last = 0
        first = first if last else max(0, found.start() - _NEAR)
        last = min(len(text), found.end() + _NEAR)
    if last:
        yield first, last


def _narrow(text: str, breaks: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text with one blank for each break, and where its characters stood."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for start, end in [*breaks, (len(text), len(text))]:
        parts.append(text[at:start])
        places += range(at, start)
        if start < len(text):
            between = "-" if "-" in text[start:end] else "" if text[start - 1] in "./-" else " "
            parts.append(between)
            places += [start] * len(between)
        at = end
    return "".join(parts), places
