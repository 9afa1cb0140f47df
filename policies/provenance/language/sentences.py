"""A text as sentences, parts of sentences, words and values, each with its place: what stands beside what decides what is asked of what.

A value is anything that can be mistaken for another of its kind: an address, a link, an identifier, a day, an hour, a number. A part ends at a comma,
a colon, a dash, a bracket, and before a word that begins something new (and, but, because).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from policies.provenance.language import clocks, dates, numbers
from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds, things
from policies.provenance.language.plain import bare, strict
from policies.provenance.language.tongues import begins, joins, tongue

VALUE: Final = "#"
"""Stands for a value among words."""
LONGEST: Final = 120
"""Words and values of a sentence; a longer one is read in pieces."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[€$£]")
_STOP: Final = re.compile(r"[.!?;](?=[\s\"')\]]|\Z)|\n")
_TITLES: Final = words("dr mr mrs ms hr sr sra mme prof")
_NUMBERED: Final = ("no", "nr", "tel", "str", "art", "ca")
"""Shortened before a figure: "No. 5", "Hauptstr. 5"."""
_MAIL: Final = re.compile(r"(?<![^\s@<>,;\"'()\[\]])[^\s@<>,;\"'()\[\]]{1,64}@[^\s@<>,;\"'()\[\]]{0,254}[^\W_]")
_LINK: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s\"'<>]+")
_ACCOUNT: Final = re.compile(
    r"(?<![^\W_])[a-z]{2}\d{2}(?: ?(?=[a-z]*\d)[a-z0-9]{4}| [a-z]{4}(?= ?\d{4})){2,7}(?: ?\d[a-z0-9]{0,2})?(?![^\W_])"
)
_CODE: Final = re.compile(r"(?<![\w.@/-])(?:[#/~]|\./)?\w(?:[\w.\-/\\#+]{0,250}\w)?/?")
_IS_CODE: Final = re.compile(
    r"(?=.*\d)(?=.*[^\W\d]).*|\d+[-/_#\\][\d\-/_#\\]*\d|.*[\\/_#].*|.*\w\.(?:[a-z]\w{1,4}|example|online|digital|agency|company|website|invalid|localhost|berlin|museum)"
)
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th|er|e|ème|h|x|k|km|kg|cm|mm|min|m|kwh|am|pm|eur|usd|chf|gbp|uhr)?", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<![\w.,-])\+?\d[\d \-/()]{5,20}\d(?!\w)")
_PHONE: Final = re.compile(r"\+|0[1-9]|00[1-9]\d[ -]")
_MONEY: Final = re.compile(r"\s?(?:[$€£¥]|(?:usd|eur|euros?|gbp|chf|dollars?|bucks|pounds?|quid|franken|francs?|pfund|dólares|pond)\b)")
_MONEY_BEFORE: Final = re.compile(r"(?:[$€£¥]|\b(?:usd|eur|gbp|chf))\s?\Z")
_NOT_COUNTED: Final = words("one once elf neuf sept dos mil mille cent un uno una eins")
"""Read as numbers, but more often something else, or too little to be taken for another."""
_EASILY_MISREAD: Final = words("mon sat sun sab sam mar mer hier")
_LEADING: Final = words("with from into about over please then also just need want like")
_WHOM: Final = words("him her them me us you everybody everyone")
_TO_DATE: Final = re.compile(r"\.?,? (?:the |den |dem |le |el |de )?")
_GAP: Final = re.compile(r"[,:()\[\]–—|\n\"„“”«»]|(?<=\s)-(?=\s)")


@dataclass(frozen=True, slots=True)
class Item:
    """A word or a value. ``start`` and ``end`` are code points of the text; ``gap`` is what stands before it, ``kind`` that of a value."""

    word: str
    start: int
    end: int
    gap: str = ""
    kind: str = ""
    upper: bool = False
    key: str = ""
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """``parts`` are ranges of ``items``; ``mark`` is what ends it."""

    items: tuple[Item, ...]
    parts: tuple[tuple[int, int], ...]
    mark: str
    tongue: str

    def part_of(self, place: int) -> int:
        return next(number for number, (start, end) in enumerate(self.parts) if start <= place < end)


def told_in(sentence: Sentence) -> list[str]:
    """Its words, with one kind of apostrophe."""
    return [one.word.replace("’", "'") for one in sentence.items]


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Sentence, ...]:
    items = sorted([*values(text), *_words(text)], key=lambda one: (one.start, -one.end))
    spoken = tongue(one.word for one in items)
    held = _held(text)
    found: list[Sentence] = []
    stops = [(one.start(), one[0]) for one in _STOP.finditer(text) if not held[one.start()] and not _is_title(text, one)]
    at = 0
    for place, mark in [*stops, (len(text), "")]:
        begin = at
        while at < len(items) and items[at].start < place:
            at += 1
        found += [_sentence(text, items[start : min(at, start + LONGEST)], mark, spoken) for start in range(begin, at, LONGEST)]
    return tuple(found)


def _held(text: str) -> bytearray:
    """Which code points are part of a value."""
    held = bytearray(len(text) + 1)
    for one in values(text):
        held[one.start : one.end] = b"\1" * (one.end - one.start)
    return held


def _is_title(text: str, stop: re.Match[str]) -> bool:
    """Whether the full stop only shortens a word."""
    before = re.search(r"(?<!\w)([^\W\d_]+)\Z", text[max(0, stop.start() - 20) : stop.start()])
    if stop[0] != "." or before is None:
        return False
    word = before[1].casefold()
    if len(word) == 1 and before[1].isupper() and text[stop.end() :].lstrip(" ")[:1].islower():
        return True  # an initial: "W. van Loon"
    return word in _TITLES or (word.endswith(_NUMBERED) and text[stop.end() : stop.end() + 2].strip()[:1].isdigit())


def _sentence(text: str, inner: list[Item], mark: str, spoken: str) -> Sentence:
    own = tongue(one.word for one in inner) or spoken
    told: list[Item] = []
    end = inner[0].start
    for one in inner:
        told.append(replace(one, gap=text[end : one.start] if told else "", joins=joins(one.word, own)))
        end = one.end
    starts = [
        0,
        *(
            place
            for place, one in enumerate(told)
            if place and (_GAP.search(one.gap) or begins(one.word, own) or _tells(told, place) or _hangs(told, place))
        ),
    ]
    return Sentence(tuple(told), tuple(zip(starts, [*starts[1:], len(told)], strict=True)), mark, own)


def _words(text: str) -> Iterator[Item]:
    held = _held(text)
    for found in _WORD.finditer(text):
        if not any(held[found.start() : found.end()]):
            yield Item(strict(found[0]).text, found.start(), found.end(), upper=found[0][0].isupper())


def _hangs(told: list[Item], place: int) -> bool:
    """French "s'il est parti", but not "s'il vous plaît"."""
    return told[place].word.replace("’", "'") == "s'il" and not {"vous", "te"}.intersection(one.word for one in told[place + 1 : place + 2])


def _tells(told: list[Item], place: int) -> bool:
    """ "Write to Anna that ...": behind a value or a name it is no article, as it is in "cancel that order"."""
    before = told[place - 1]
    word = bare(before.word)
    return told[place].word == "that" and (
        bool(before.kind or things(word)) or word in _WHOM or not (deeds(word) or len(word) < 4 or word in _LEADING)
    )


@lru_cache(maxsize=256)
def values(text: str) -> tuple[Item, ...]:
    """Everything in it that has a kind, from the most telling shape to the least; nothing twice."""
    plain = strict(text)
    kept: list[Item] = []
    taken = bytearray(len(plain.text))
    for start, end, kind in _shapes(plain.text):
        end -= len(plain.text[start:end]) - len(plain.text[start:end].rstrip())
        end -= plain.text[end - 1] == "." and plain.text[end - 2].isalpha()
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            begin, stop = plain.span(start, end)
            kept.append(Item(VALUE, begin, stop, kind=kind, key=re.sub(r"[\s\-./()]", "", plain.text[start:end])))
    return tuple(sorted(kept, key=lambda one: one.start))


def _with_date(plain: str, day: dates.Day, written: dict[int, int]) -> int:
    """The end of a day; "Friday, 11 December" is one."""
    gap = _TO_DATE.match(plain, day.end) if day.weekday is not None else None
    return written.get(gap.end(), day.end) if gap else day.end


def _shapes(plain: str) -> Iterator[tuple[int, int, str]]:
    yield from ((one.start(), one.end(), "mail") for one in _MAIL.finditer(plain))
    yield from ((one.start(), one.end(), "link") for one in _LINK.finditer(plain))
    yield from ((one.start(), one.end(), "account") for one in _ACCOUNT.finditer(plain))
    days = sorted(dates.days(plain), key=lambda one: (one.start, -one.end))
    written = {one.start: one.end for one in reversed(days) if one.month}
    for day in days:
        if bare(plain[day.start : day.end]) not in _EASILY_MISREAD:
            yield day.start, _with_date(plain, day, written), "day"
    hours = {place: one.end for one in clocks.clocks(plain) for place in range(one.start, one.end)}
    for found in _CODE.finditer(plain):
        if _IS_CODE.fullmatch(found[0]) and not _ORDINAL.fullmatch(found[0]) and hours.get(found.start(), 0) < found.end():
            yield found.start(), found.end(), "code"
    counted = {(one.start, one.end) for one in numbers.numbers(plain) if one.spelled and len(one.readings) > 1}
    for clock in clocks.clocks(plain):  # "twelve fifty" may be an amount as well
        is_figure = plain[clock.start : clock.end].strip().isdigit() or (clock.start, clock.end) in counted
        yield clock.start, clock.end, "hour" if is_figure else "clock"
    for found in _DIGITS.finditer(plain):
        if (count := sum(map(str.isdigit, found[0]))) >= 6:
            yield found.start(), found.end(), "phone" if _PHONE.match(found[0]) and 9 <= count <= 15 else "code"
    for number in numbers.numbers(plain):
        told = plain[number.start : number.end]
        if not (number.article or told in _NOT_COUNTED or told == "one"):
            money = (
                _MONEY.match(plain, number.end)
                or _MONEY_BEFORE.search(plain, max(0, number.start - 8), number.start)
                or plain[number.end - 1] in "$€£¥"
            )
            yield number.start, number.end, "money" if money else "number"
