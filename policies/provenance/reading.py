"""A trace made ready to be searched: every text plain, trusted or not, with its words and what a value of each shape can be compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from policies.provenance.language import dates
from policies.provenance.language.plain import Plain, bare, loose, strict
from policies.provenance.requests import speakers
from policies.provenance.types import Said, Tool

WORD: Final = re.compile(r"[^\W_]+")
_ISO: Final = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_TODAY: Final = re.compile(
    r"\b(?:today|now|current|heute|jetzt|aktuell\w*|aujourd'hui|maintenant|hoy|ahora|vandaag|date|datum|fecha|stand|nu|time|uhrzeit)\b[^.;\n]{0,40}\d"
)
"""Says which day it is; any other day of the system's is one of its rules ("the season ends on 12 April 2026")."""
_OPEN: Final = re.compile(r"(?:^|[\n|,;\t\[{=>]|:\s|\":|: \"|[\[,:{] ?\"|- |\* |#)\s*[\"'<(]?\Z")
_SHUT: Final = re.compile(r"[\"'>)]?\s*(?:\Z|[\n|,;\t\]}<]|\\n)")
_LINE: Final = re.compile(r"\n|\\n")
_STEM: Final = 4
"""Letters of a beginning that is more than a syllable."""
_QUOTED: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_FORWARDED: Final = re.compile(
    r"^[ \t]*[-_=*]{3,}[ \t]*[^\W_][^\n]{0,80}?[-_=*]{3,}[ \t]*$"
    r"|^[ \t]*(?:begin forwarded message|anfang der weitergeleiteten|début du message|inicio del mensaje|begin doorgestuurd bericht)\b"
    r"|^[ \t*]*(?:from|von|de|van)[ \t*]?:[^\n]*\n[ \t*]*(?!(?:nach|naar|vers|hasta)\b)[^\W\d_][\w-]{0,20}[ \t*]?:",
    re.MULTILINE | re.IGNORECASE,
)
"""Where somebody else's message begins: a ruled heading, the words of a mail program, or the head of a mail."""


@dataclass(frozen=True)
class Text:
    """``number`` is its place in the trace. ``words`` are bare, so that endings can be compared."""

    number: int
    source: str
    text: str
    trusted: bool

    @cached_property
    def plain(self) -> Plain:
        return strict(self.text) if self.trusted else loose(self.text)

    @cached_property
    def exact(self) -> Plain:
        return strict(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word_list(self.text))

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether a span of the original is a field of its own (a JSON value, a cell, what follows a colon) and not part of a sentence."""
        before, after = self.text[max(0, start - 40) : start], self.text[end : end + 8]
        return bool(_OPEN.search(before)) and bool(_SHUT.match(after))


def word_list(text: str) -> list[str]:
    return [bare(one) for one in WORD.findall(strict(text).text)]


@dataclass(frozen=True)
class Trace:
    texts: tuple[Text, ...]
    today: date | None

    @cached_property
    def trusted(self) -> tuple[Text, ...]:
        return tuple(one for one in self.texts if one.trusted)

    @cached_property
    def untrusted(self) -> tuple[Text, ...]:
        return tuple(one for one in self.texts if not one.trusted)

    @cached_property
    def askers(self) -> tuple[Text, ...]:
        """Who may wish for something: requester and reviewer; the system's standing word only where nobody else is there to ask."""
        people = tuple(one for one in self.trusted if one.source in ("requester", "reviewer"))
        return (
            people
            if any(one.source in ("requester", "reviewer") for one in self.texts)
            else tuple(one for one in self.trusted if one.source == "system")
        )

    @cached_property
    def asked_words(self) -> frozenset[str]:
        """Words of those who may ask."""
        return frozenset().union(*(one.words for one in self.askers))

    @cached_property
    def asked_stems(self) -> frozenset[str]:
        """Their words, and all beginnings of these that may be a word."""
        return self.asked_words | {word[:size] for word in self.asked_words for size in range(_STEM, len(word))}

    @cached_property
    def trusted_words(self) -> frozenset[str]:
        return frozenset().union(*(one.words for one in self.trusted))

    @cached_property
    def untrusted_words(self) -> frozenset[str]:
        return frozenset().union(*(one.words for one in self.untrusted))

    @cached_property
    def todays(self) -> tuple[date, ...]:
        """What "today" may be: a day the system names, else the day of the call."""
        named = [
            date(int(y), int(m), int(d))
            for one in self.trusted
            if one.source == "system"
            for y, m, d in _ISO.findall(one.text)
            if is_date(y, m, d)
        ]
        written = [
            date(day.year, day.month, day.day)
            for one in self.trusted if one.source == "system"
            for day in dates.days(one.plain.text) if day.year and day.days is None and is_date(day.year, day.month, day.day)
        ]  # fmt: skip
        told = bool(named or written) and any(_TODAY.search(one.plain.text) for one in self.trusted if one.source == "system")
        return tuple(dict.fromkeys([*named, *written, *(() if told or not self.today else (self.today,))]))


def is_date(year: str | int, month: str | int, day: str | int) -> bool:
    """Whether the calendar has such a day."""
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def read(said: Sequence[Said], *, verified: bool, tools: Sequence[Tool] = (), today: date | None = None) -> Trace:
    """``verified``: we are sure who the requester is; only then is what they write now trusted."""
    texts = [text for number, one in enumerate(said) for text in _texts(number, one, verified)]
    return Trace((*texts, *_records(said, tools)), today)


def _texts(number: int, said: Said, verified: bool) -> list[Text]:
    """What the requester has quoted or forwarded is not their word: it becomes a text of its own, each blank where the other stands."""
    if said.source != "requester" or not (theirs := _of_others(said.text)):
        return [Text(number, said.source, said.text, _is_trusted(said.source, verified))]
    own, other = list(said.text), [one if one.isspace() else " " for one in said.text]
    for start, end in theirs:
        other[start:end] = said.text[start:end]
        own[start:end] = [one if one.isspace() else " " for one in said.text[start:end]]
    return [Text(number, "requester", "".join(own), verified), Text(number, "forwarded", "".join(other), False)]


def _of_others(text: str) -> list[tuple[int, int]]:
    found = [one.span() for one in _QUOTED.finditer(text)] + list(speakers.of_others(text))
    rest = _FORWARDED.search(text)
    return [*found, (rest.start(), len(text))] if rest else found


def _is_trusted(source: str, verified: bool) -> bool:
    return source in ("system", "reviewer") or (source == "requester" and verified)


def _records(said: Sequence[Said], tools: Sequence[Tool]) -> list[Text]:
    """Fields that a tool declares to be the house's own records, each as a trusted text of its own (blank elsewhere, so that places hold)."""
    own = {f"tool:{one.name}": one.authoritative for one in tools if one.authoritative}
    return [
        Text(number, one.source, kept, True)
        for number, one in enumerate(said)
        for kept in [_only(one.text, own.get(one.source, ()))]
        if kept.strip()
    ]


def _only(text: str, fields: Sequence[str]) -> str:
    kept = [" "] * len(text)
    for name in fields:
        for found in re.finditer(rf'"{re.escape(name)}"\s*:\s*("(?:[^"\\]|\\.)*"|-?[\d.]+)', text):
            kept[found.start(1) : found.end(1)] = text[found.start(1) : found.end(1)]
    return "".join(kept) if fields else ""
