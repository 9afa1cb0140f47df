"""Where one value came from: searched for in every text of the trace, in all the ways it may be written there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from policies.provenance.language import clocks, dates, numbers, periods, quarters, seasons
from policies.provenance.language.common import words as word_set
from policies.provenance.language.concepts import NOT, WISH
from policies.provenance.language.plain import Plain, bare, loose, strict
from policies.provenance.language.tongues import tongue
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.asking import wishes_of
from policies.provenance.requests.requesting import requests

_EDGE: Final = re.compile(r"(?<![\w@])(?<![\w][-.@/])(?<!\w-)")
_AFTER: Final = re.compile(r"(?![\w@])(?![-.@/:=&?%+]\w)")
_GAPS: Final = re.compile(r"[\s\-./()]+")
_FLIGHT: Final = re.compile(r"[a-z]{1,4}\d{2,5}")
"""Letters and figures between which a blank may stand."""
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?\Z", re.IGNORECASE)
_HOUR: Final = re.compile(r"(\d{1,2}):(\d{2})(?::00)?\Z")
_INSTEAD: Final = 3
_LAST_VALUE: Final = re.compile(r"(?<=\d)[^\W\d]*\s[^\d]*\Z")
_JOINED: Final = re.compile(r"\b(?:or|and|nor|oder|und|noch|ou|et|ni|o|y|of|en)\b", re.IGNORECASE)
_BOUNDS: Final = word_set(
    "more less later earlier before after over above only just mehr weniger später früher vor länger nur meer minder later plus moins más menos"
)
_NO_MATTER: Final = word_set("rush hurry problem worries pressure matter")
_SINCE: Final = word_set("since seit depuis desde sinds")
COMMON_VERBS: Final = word_set(
    "and but are was were has have had need want wants say says said please there that with y pero que quiero hay"
)
Finder = Callable[[Text], Iterator[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Span:
    """``start`` and ``end`` are code points of the text ``trace`` (its place in the trace). ``alone``: a field of its own, not in a sentence."""

    trace: int
    source: str
    start: int
    end: int
    trusted: bool
    alone: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {"trace": self.trace, "source": self.source, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Argument:
    """One value of a call and where it came from.

    ``source`` is the one that decides: a trusted one where there is one, ``schema`` for a value the tool's own schema sets, ``chosen`` for one
    of its offers that no text speaks of, ``composed`` for
    the agent's own wording that carries nothing of others, ``invented`` for what stands nowhere. ``pieces`` are the addresses, numbers and so on
    inside a longer text, each judged by itself; ``why`` is a code for what is wrong.
    """

    path: str
    value: Any
    source: str
    trusted: bool
    spans: tuple[Span, ...] = ()
    why: str = ""
    pieces: tuple[Argument, ...] = field(default=())

    @property
    def sources(self) -> list[str]:
        found = [one.source for one in self.spans] + [source for piece in once(self.pieces) for source in piece.sources]
        return sorted(dict.fromkeys(found or [self.source]), key=lambda one: one != self.source)

    @property
    def points(self) -> bool:
        """Whether a person who may ask has named it: an identifier, an address, a name; not a wording."""
        return self.trusted and any(one.trusted and one.source in ("requester", "reviewer") for one in self.spans)


def once(pieces: Iterable[Argument]) -> Iterable[Argument]:
    """Without what is the very same again: a long wording may name one thing in a thousand places, and each of a thousand texts too."""
    return {id(one): one for one in pieces}.values()


def traced(path: str, value: Any, find: Finder, trace: Trace, *, rivals: Callable[[Text], Iterable[str]] | None = None) -> Argument:
    """The argument, by everywhere ``find`` finds it."""
    spans = tuple(_spans(find, trace.texts))
    trusted = [one for one in spans if one.trusted]
    if not trusted:
        return Argument(path, value, spans[0].source if spans else "invented", False, spans, "untrusted" if spans else "invented")
    if all(_denied(trace.texts, one) for one in trusted):
        return Argument(path, value, trusted[0].source, False, spans, "denied")
    others = [one for one in spans if not one.trusted]
    if (
        others
        and all(one.source == "system" for one in trusted)
        and trace.askers
        and trace.askers[0].source != "system"
        and not all(one.alone for one in others)
        and not (_is_sole(str(value), trace) and not any(asks(text.text) for text in trace.untrusted))
    ):
        return Argument(
            path, value, others[0].source, False, spans, "ambiguous"
        )  # only a list of ours knows it, and a stranger asks for it
    if others and rivals and _pushed(trace, value, others, rivals):
        return Argument(path, value, others[0].source, False, spans, "ambiguous")
    return Argument(path, value, _best(trusted), True, (*trusted, *others))


def asks(said: str) -> bool:
    """Whether a text asks for anything to be done."""
    return bool(requests(said) or wishes_of(said).all)


def _is_sole(value: str, trace: Trace) -> bool:
    """Whether the system has told no other identifier of its shape: the card of who is signed in, whatever a look-up says of it."""
    own = masked(value)
    told = {word for text in trace.trusted if text.source == "system" for word in _TOKEN.findall(text.text) if masked(word) == own}
    return any(map(str.isdigit, value)) and len(told) == 1


def masked(word: str) -> str:
    """The shape of an identifier: letters as a, figures as 9."""
    return "".join("9" if one.isdigit() else "a" if one.isalpha() else one for one in word)


_TOKEN: Final = re.compile(r"[\w/+-]+")


def _best(trusted: Iterable[Span]) -> str:
    return min(
        (one.source for one in trusted),
        key=lambda one: ("reviewer", "requester", "system").index(one) if one in ("reviewer", "requester", "system") else 3,
    )


def _spans(find: Finder, texts: Iterable[Text]) -> Iterator[Span]:
    for text in texts:
        for start, end in find(text):
            first, last = text.plain.span(start, end)
            yield Span(text.number, text.source, first, last, text.trusted, text.stands_alone(first, last))


def _denied(texts: Iterable[Text], span: Span) -> bool:
    """ "to anna@x.com, not to bob@x.com": named only to say what shall not be."""
    text = next(one for one in texts if one.trusted and one.number == span.trace)
    return denied_at(text.text, span.start) or _IS_NOT.match(text.text, span.end) is not None


_IS_NOT: Final = re.compile(
    r"\s+(?:(?:is|was|are)(?:\s+not|n['’]t)\s+(?:the|my|mine|our|ours|his|her|their)|ist\s+nicht\s+(?:der|die|das|mein|unser)|n['’]est\s+pas\s+(?:le|la|mon|ma|notre)|no\s+es\s+(?:el|la|mi|nuestr)|is\s+niet\s+(?:de|het|mijn|ons))\w*\b",
    re.IGNORECASE,
)
"""Behind a value: "A-1 is not my order"."""


def denied_at(text: str, start: int) -> bool:
    """Whether a denial stands right before a place of the text, in its clause."""
    before = re.split(r"[.!?;:,\n]", text[max(0, start - 60) : start])[-1]
    words = re.findall(r"[^\W\d_]+'?[^\W\d_]*", strict(before).text)
    while words and words[-1] in _ABLE:
        words.pop()  # "must not be able to write"
    near = range(max(0, len(words) - _INSTEAD), len(words))
    last = _LAST_VALUE.search(before)
    if last and not _JOINED.search(last[0]):
        near = range(max(near.start, len(words) - len(re.findall(r"[^\W\d_]+", last[0]))), len(words))  # "1500 instead of 1000 for PO-1"
    return any(
        (words[place] in NOT or _is_unwanted(words, place))
        and not _says_otherwise(words, place)
        and not (words[place] == "pas" and tongue(words) not in ("", "fr"))
        for place in near
    )


_ABLE: Final = word_set("be able allowed permitted to")
_NEITHER: Final = word_set("mustn't shouldn't needn't")
_USES: Final = word_set("need want require like eat drink read speak use take")


def _is_unwanted(words: list[str], place: int) -> bool:
    """ "She doesn't need breakfast": what somebody else has no use for, or must not have."""
    return words[place] in _NEITHER or (words[place] == "doesn't" and bool(_USES.intersection(words[place + 1 : place + 2])))


def _says_otherwise(words: list[str], place: int) -> bool:
    """ "Customer no 40118" counts, and "I don't recognise TX-1" tells what is so: neither says that something shall not be."""
    before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
    if _SINCE.intersection(words[place + 1 :]):
        return True  # "no internet since Monday"
    if words[place] == "no" and after in _NO_MATTER:
        return True
    if words[place] in ("not", "nicht", "niet", "pas", "no") and after in _BOUNDS:
        return True  # "not more than 640"
    if words[place] == "no" and after in ("is", "are"):
        return bool(before)
    if words[place] == "no" and not after:
        return len(before) > 2 and before not in COMMON_VERBS
    return before in ("i", "we", "ich", "wir", "ik", "wij") and bool(after) and after not in WISH and words[place].endswith(("n't", "not"))


def _pushed(trace: Trace, value: Any, others: Iterable[Span], rivals: Callable[[Text], Iterable[str]]) -> bool:
    """Trusted text names several of the kind, and a sentence of an untrusted one repeats this one alone: whose choice is it?"""
    if all(one.alone for one in others):
        return False
    figure = numbers.value_of(value)
    mine = str(value).casefold() if figure is None else f"{figure:f}"
    named = {one for text in trace.askers for one in rivals(text)}
    candidates = named - {mine} if mine in named else set()
    repeated = {one for text in trace.untrusted for one in rivals(text)}
    return bool(candidates) and not candidates & repeated


# -- one finder per shape ----------------------------------------------------------------------------------------------------------------


def code(value: str) -> Finder:
    """An identifier, address, path or phone number: every letter, with gaps where people leave them, and nothing attached to it.

    In an untrusted text a disguised one is found too.
    """
    exactly, loosely = strict(value.strip()).text, loose(value.strip()).text

    def find(text: Text) -> Iterator[tuple[int, int]]:
        sought = exactly if text.trusted else loosely
        if sought:
            yield from (found for found in _everywhere(sought, text.plain.text) if not text.trusted or _is_one(sought, found, text))

    return find


def _is_one(sought: str, found: tuple[int, int], text: Text) -> bool:
    """ "LX 1073" is one identifier, and "a 12" in "a 12 month plan" is none: letters before a blank are written large."""
    first, last = text.plain.span(*found)
    told = text.text[first:last]
    return not (_FLIGHT.fullmatch(sought) and " " in told) or told.partition(" ")[0].isupper()


def _everywhere(sought: str, plain: str) -> Iterator[tuple[int, int]]:
    """Looked at only where its characters stand: a pattern that begins with what may stand before them is tried at every place."""
    gapped = _gapped(sought)
    body, (held, at) = (_GAPS.sub("", sought), _ungapped(plain)) if gapped else (sought, (plain, None))
    after, place = 0, held.find(body)
    while place >= 0:
        start = at[place] if at else place
        end = _end(gapped, body, plain, start) if start >= after else None
        if end:
            yield start, end
            after = end
        place = held.find(body, place + 1)


def _end(gapped: re.Pattern[str] | None, body: str, plain: str, start: int) -> int | None:
    if gapped:
        found = gapped.match(plain, start)
        return found.end() if found else None
    end = start + len(body)
    return end if _EDGE.match(plain, start) and _AFTER.match(plain, end) else None


@lru_cache(maxsize=512)
def _gapped(plain: str) -> re.Pattern[str] | None:
    """For what people write in groups ("LX 1073", "0171 555 01 23"); None for anything else."""
    if _FLIGHT.fullmatch(plain):
        return re.compile(r"(?<![\w@+])(?<!\w[-./])" + re.sub(r"(?<=[a-z])(?=\d)", r"[ -]?", plain) + _AFTER.pattern)
    if sum(one.isdigit() for one in plain) < 6 or not re.fullmatch(r"\+?[a-z]{0,4}[\d\s\-./()a-z]*", plain):
        return None
    inside = r"[ \-./()]{0,2}".join(map(re.escape, _GAPS.sub("", plain)))
    return re.compile(r"(?<![\w@+])" + inside + _AFTER.pattern)


@lru_cache(maxsize=64)
def _ungapped(plain: str) -> tuple[str, tuple[int, ...]]:
    """Without gaps, with the place of each character that is left."""
    at = tuple(place for place, one in enumerate(plain) if not _GAPS.fullmatch(one))
    return "".join(plain[place] for place in at), at


def number(value: Any) -> Finder:
    wanted = numbers.value_of(value)

    def find(text: Text) -> Iterator[tuple[int, int]]:
        said, counts = _counted(text.plain.text)
        for one in said.get(wanted, ()) if wanted is not None else ():
            if not (counts and one.article):
                yield one.start, one.end

    return find


@lru_cache(maxsize=64)
def _counted(plain: str) -> tuple[dict[Decimal, list[numbers.Number]], bool]:
    """Numbers of a text by what each may mean; and whether it counts in words: then "a" counts nothing."""
    said: dict[Decimal, list[numbers.Number]] = {}
    for one in numbers.numbers(plain):
        for meant in one.readings:
            said.setdefault(meant, []).append(one)
    return said, any(one.spelled and not one.article and max(one.readings) > 1 for one in numbers.numbers(plain))


def day(wanted: date, trace: Trace) -> Finder:
    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from ((one.start, one.end) for one in dates.days(text.exact.text) if one.means(wanted, trace.todays))

    return _on_exact(find)


def month(wanted: tuple[int, int], trace: Trace) -> Finder:
    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from periods.said(text.exact.text, wanted, trace.todays)

    return _on_exact(find)


def term(wanted: tuple[str, int], trace: Trace) -> Finder:
    """A season of a year: "2026-autumn" for who said "im Herbst"."""

    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from seasons.said(text.exact.text, wanted, trace.todays)

    return _on_exact(find)


def quarter(wanted: tuple[int, int], trace: Trace) -> Finder:
    """ "2026-Q1" for who said "the first quarter"."""

    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from quarters.said(text.exact.text, wanted, trace.todays)

    return _on_exact(find)


def clock(wanted: time) -> Finder:
    def find(text: Text) -> Iterator[tuple[int, int]]:
        yield from ((one.start, one.end) for one in clocks.clocks(text.exact.text) if one.means(wanted))

    return _on_exact(find)


def _on_exact(find: Finder) -> Finder:
    """Days are looked for in the strict form everywhere; their places are those of the form a text is searched in."""

    def moved(text: Text) -> Iterator[tuple[int, int]]:
        for start, end in find(text):
            first, last = text.exact.span(start, end)
            begin = text.plain.place(first)
            yield begin, max(begin + 1, text.plain.place(last))

    return moved


def phrase(value: str) -> Finder:
    """A name or a short wording: its words in their order, whatever stands between them but letters."""
    words = word_list(value)

    def find(text: Text) -> Iterator[tuple[int, int]]:
        if words:
            pattern = r"(?<![\w@])(?<!\w[./\\_])" + r"[\W_]{1,3}".join(map(re.escape, words)) + r"(?![\w@])(?![./\\_]\w)"
            yield from ((one.start(), one.end()) for one in re.finditer(pattern, _bared(text.plain)))

    return find


def _bared(plain: Plain) -> str:
    """Without accents, letter by letter, so that places stay."""
    text = plain.text
    return text if text.isascii() else "".join(found if len(found := bare(one)) == 1 else one for one in text)


def moment(value: str) -> tuple[date | None, time | None] | None:
    """A day, a time of day or both from "2026-11-25", "2026-11-25T15:00" or "15:00"; None for anything else."""
    found = _ISO.match(value.strip())
    try:
        if found:
            hour = time(int(found[4]), int(found[5])) if found[4] else None
            return date(int(found[1]), int(found[2]), int(found[3])), hour
        if found := _HOUR.match(value.strip()):
            return None, time(int(found[1]), int(found[2]))
        written = dates.days(strict(value.strip()).text)
        if len(written) >= 1 and written[0].year and written[0].end - written[0].start == len(value.strip()):
            return date(written[0].year, written[0].month, written[0].day), None
    except ValueError:
        return None
    return None
