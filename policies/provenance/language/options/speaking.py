"""Which options a text speaks of: at each place the longest phrase of the tables, in the language that the text is written in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.options import week
from policies.provenance.language.options.home import HOME
from policies.provenance.language.options.money import MONEY
from policies.provenance.language.options.places import PLACES
from policies.provenance.language.options.rights import RIGHTS
from policies.provenance.language.options.times import TIMES
from policies.provenance.language.options.trips import TRIPS
from policies.provenance.language.options.work import WORK
from policies.provenance.language.plain import bare, strict
from policies.provenance.language.tongues import tongue

_TONGUES: Final = ("en", "de", "fr", "es", "nl")
_WORD: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = "~"
_NAMED: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_GAP: Final = re.compile(r"[\s'\-/&]{1,3}\Z|\.\Z|\. \Z")
_FIRST: Final = 3
"""Letters by which beginnings of words are found."""
_FARTHEST: Final = 10
"""Words that a verb and what belongs to it lie apart."""
_STOP: Final = re.compile(r"[.!?;:]")
_BEFORE: Final = re.compile(r"(?:@|\w[./\\_]|\d-)\Z")
_BEHIND: Final = re.compile(r"@|[./\\_]\w|-\d|'s\b")
"""Beside a word that is a piece of an address, a path or a name, or whose thing is meant ("today's")."""
_THEIRS: Final = words(
    "the our my your their his her this that an a der die das dem den des unser unsere unserem unseren mein meine meinem meinen ihr ihre eurem euer eure l le la les un une notre nos mon ma votre vos son el los las mi su nuestro nuestra vuestro tu de het onze ons mijn uw jullie hun zijn een"
)
"""Before a word that may be a person."""
_HAS: Final = words("has had hat hatte heeft tiene tenia avait already schon bereits ya")
_NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    begun: bool
    line: int
    tongues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """``start`` and ``end`` are places of the text's strict form, ``lines`` the options that are meant there; none where a phrase means no option."""

    start: int
    end: int
    lines: frozenset[int]

    def covers(self, start: int, end: int) -> bool:
        """Whether it holds a span, and more."""
        return self.start <= start and end <= self.end and (self.start, self.end) != (start, end)


@dataclass(frozen=True, slots=True)
class _Said:
    word: str
    start: int
    end: int


def rows() -> Iterator[tuple[int, list[str], list[str]]]:
    """Number, names and phrases by language of each line; rights come first."""
    lines = [line for table in (RIGHTS, TIMES, MONEY, TRIPS, WORK, HOME, PLACES) for line in table.strip("\n").split("\n")]
    for number, line in enumerate(lines):
        named, _, said = line.partition("=")
        yield number, named.split(), said.split("|")


class _Tables:
    """Lines by the names of their options, phrases by how they begin; ``blank`` are the lines that mean no option."""

    def __init__(self) -> None:
        self.names: dict[str, frozenset[int]] = {}
        self.whole: dict[str, list[_Phrase]] = {}
        self.begun: dict[str, list[_Phrase]] = {}
        self.apart: dict[str, list[_Phrase]] = {}
        self.blank: frozenset[int] = frozenset()
        for number, named, said in rows():
            self.blank |= frozenset() if named else {number}
            for one in map(_singular, named):
                self.names[one] = self.names.get(one, frozenset()) | {number}
            for phrase, tongues in _phrases(said).items():
                self._add(phrase, number, tongues)

    def _add(self, phrase: str, line: int, tongues: frozenset[str]) -> None:
        one = _Phrase(tuple(_WORD.findall(phrase)), phrase.endswith("*"), line, tongues)
        if _BETWEEN in phrase:
            self.apart.setdefault(one.words[0], []).append(one)
        elif one.begun and len(one.words) == 1:
            self.begun.setdefault(one.words[0][:_FIRST], []).append(one)
        else:
            self.whole.setdefault(one.words[0], []).append(one)


def _singular(name: str) -> str:
    """ "days:mo" is of a parameter for a day."""
    parameter, colon, value = name.rpartition(":")
    return f"{parameter.removesuffix('s')}{colon}{value}"


def _phrases(said: list[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for spoken_in, told in zip(_TONGUES, said, strict=False):
        for phrase in filter(None, (bare(one.strip().casefold()) for one in told.split(","))):
            found[phrase] = found.get(phrase, frozenset()) | {spoken_in}
    return found


_TABLES: Final = _Tables()
_RIGHTS: Final = len(RIGHTS.strip("\n").split("\n"))


@lru_cache(maxsize=4096)
def lines_of(value: str, parameter: tuple[str, ...] = (), *, qualified: bool = False, at_need: bool = False) -> frozenset[int]:
    """Numbers of the lines that an offer of a schema is a name of, for a parameter of such a name; ``qualified``: by names with a colon only; ``at_need``: by those with a question mark."""
    plain = bare(value)
    written = {"_".join(_NAMED.findall(plain)).casefold(), "_".join(_WORD.findall(plain)).casefold()}
    names = [*(f"{word.removesuffix('s')}:{one}" for word in parameter for one in written), *(() if qualified else written)]
    return frozenset().union(*(_TABLES.names.get(f"{one}?" if at_need else one, frozenset()) for one in names))


def lines_among(value: str, offered: Collection[str], parameter: tuple[str, ...]) -> frozenset[int]:
    """The lines that one of several offers means: "urgent" is high where no offer is called urgent."""
    others = frozenset().union(*(lines_of(one, parameter) for one in offered if one != value))
    return lines_of(value, parameter) | (lines_of(value, parameter, at_need=True) - others)


def is_right(lines: frozenset[int]) -> bool:
    """Whether it is about who may do what."""
    return any(one < _RIGHTS for one in lines)


@lru_cache(maxsize=512)
def spoken(text: str) -> tuple[Spoken, ...]:
    """Every place of a text that means an option."""
    plain = strict(text).text
    told = [_Said(bare(one[0]), *one.span()) for one in _WORD.finditer(plain)]
    written = tongue(plain[one.start : one.end] for one in told)
    found, at = [], 0
    while at < len(told):
        size, lines = _longest(told, at, written, plain)
        if size:
            found.append(Spoken(told[at].start, told[at + size - 1].end, lines - _TABLES.blank))
        at += size or 1
    days = (Spoken(start, end, _TABLES.names[week.DAYS[day]]) for start, end, day in week.short(strict(text), text))
    return tuple(sorted((*found, *_apart(told, written, plain), *days), key=lambda one: one.start))


def around(text: str, start: int, end: int) -> Iterator[Spoken]:
    """The longer phrases that hold a span; looked for beside it only, as a text may have thousands."""
    places = spoken(text)
    at = bisect_right(places, start, key=lambda one: one.start)
    yield from (one for one in places[max(0, at - _NEAR) : at] if one.covers(start, end))


@lru_cache(maxsize=512)
def ranges(text: str) -> tuple[Spoken, ...]:
    """Every day of the week from one that a text names to another, each at the place of the whole range."""
    named = sorted(
        {(one.start, one.end, day) for one in spoken(text) for day, name in enumerate(week.DAYS) if _TABLES.names[name] & one.lines}
    )
    return tuple(Spoken(start, end, _TABLES.names[week.DAYS[day]]) for start, end, day in week.between(strict(text).text, named))


def _apart(told: list[_Said], written: str, plain: str) -> Iterator[Spoken]:
    """ "Turn the light in the hall off": a verb and what belongs to it with others between them, in one sentence."""
    for at, verb in enumerate(told):
        for one in _TABLES.apart.get(verb.word, ()):
            for last in told[at + 1 : at + _FARTHEST] if _is_of(one, written) else ():
                if _STOP.search(plain[verb.end : last.start]):
                    break
                if last.word == one.words[-1]:
                    yield Spoken(last.start, last.end, frozenset((one.line,)))


def _longest(told: list[_Said], at: int, written: str, plain: str) -> tuple[int, frozenset[int]]:
    """How many words the longest phrase has that begins there, and what it means; 0 where none begins."""
    word, second = told[at].word, told[at + 1].word if at + 1 < len(told) else ""
    size, lines = 0, frozenset[int]()
    for one in (*_TABLES.whole.get(word, ()), *_TABLES.begun.get(word[:_FIRST], ())):
        length = len(one.words)
        if length < size or (length > 1 and not second.startswith(one.words[1])) or not _is_of(one, written):
            continue
        if _stands(one, told, at, plain):
            lines = frozenset((one.line,)) | (lines if length == size else frozenset())
            size = length
    return size, lines


def _is_of(one: _Phrase, written: str) -> bool:
    """Whether it is said in that language; three words are a language of their own."""
    if not written:
        return len(one.words) > 1 or one.words[0] not in _TWO_TONGUED
    return written in one.tongues or len(one.words) >= _UNMISTAKABLE


_UNMISTAKABLE: Final = 3
_TWO_TONGUED: Final = words(
    "slot sloten stage kind brief gang brand bon wit chat rote rota clos cv vert baja valide pension sol ton bares hut rose lit wa handy"
)
"""Are something else in another language: believed only where a text is surely of theirs."""


def _stands(one: _Phrase, told: list[_Said], at: int, plain: str) -> bool:
    said = told[at : at + len(one.words)]
    if len(said) < len(one.words) or any(have.word != want for have, want in zip(said[:-1], one.words[:-1], strict=True)):
        return False
    last = said[-1]
    if not (last.word.startswith(one.words[-1]) if one.begun else last.word == one.words[-1]):
        return False
    if not all(_GAP.match(plain[left.end : right.start]) for left, right in pairwise(said)):
        return False
    if _BEFORE.search(plain[max(0, said[0].start - 2) : said[0].start]) or _BEHIND.match(plain, last.end):
        return False
    return one.line >= _RIGHTS or not _is_somebodys(told, at, len(said))


def _is_somebodys(told: list[_Said], at: int, size: int) -> bool:
    """Whether words for a right are a person's ("our administrator asked") or tell what somebody has already."""
    before = [one.word for one in told[max(0, at - _NEAR) : at]]
    return (size == 1 and before[-1:] != [] and before[-1] in _THEIRS) or not _HAS.isdisjoint(before)
