"""What a longer text carries: addresses, numbers and identifiers in it, wording of others, and disguises of both.

The agent writes prose of its own; that is its job. What it must not do unasked is to carry what it has read elsewhere, so every identifier in
the text must stand in a trusted one, and a run of words that stands only in an untrusted text is that text's.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from policies.provenance.language import clocks, dates, numbers
from policies.provenance.language.common import COMMON, SECRET
from policies.provenance.language.plain import strict, unseen
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.values import encoded, entrusted, keeping, tracing
from policies.provenance.values.tracing import Argument, Span

_TOKEN: Final = re.compile(r"[^\s<>\"“”„«»]+")
_SHELL: Final = "()[]{}.,;:!?'’‘*`|"
_PIECE: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}:\S+|\S*@\S+|(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#]\S*)?|\S*\d\S*|\w+_\w+\S*", re.IGNORECASE)
_LINKED: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}:|\S*@\S|(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#]|\Z)", re.IGNORECASE)
_SPACED: Final = re.compile(r"(?<![^\W_])(?:[^\W_][ .\-_*]{1,2}){4,}[^\W_](?![^\W_])")
_VOWEL: Final = re.compile("[aeiouyäöüáàâéèêíîïóôúûœæ]", re.IGNORECASE)
_LATIN: Final = re.compile(r"[a-zA-Z]+\Z")
_INNER: Final = re.compile(r"[a-z][A-Z]")
_EASY: Final = frozenset(map(Decimal, range(13)))


def examine(path: str, text: str, trace: Trace) -> list[Argument]:
    """All pieces of ``text`` that need a source, trusted ones too."""
    place = unseen(text)
    hidden = [Argument(path, text[max(0, place - 8) : place + 8], "invented", False, why="invisible")] if place is not None else []
    return [
        *hidden,
        *_tokens(path, text, trace),
        *_spelled(path, text, trace),
        *_spaced(path, text, trace),
        *_wording(path, text, trace),
        *entrusted.carried(path, text, trace),
    ]


def _tokens(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    known: dict[str, Argument] = {}
    shown = _without_invisible(text)
    dated = list(_days_of_theirs(shown, trace))
    for found in _TOKEN.finditer(shown):
        token = found[0].strip(_SHELL)
        if not token:
            continue
        if _PIECE.fullmatch(token):
            one = known[token] = known.get(token) or judged(path, token, trace)
            kept = one.why == "denied" and tracing.denied_at(text, found.start())  # "it is 11, not 10", in both
            dates_it = one.source == "invented" and any(start <= found.start() < end for start, end in dated)
            yield (
                replace(one, source="composed", trusted=True, why="")
                if dates_it
                else replace(one, trusted=True, why="")
                if kept
                else replace(one, trusted=False, why="carried")
                if keeping.is_private(one, trace)
                else one
            )
        elif is_irregular(token) and not trace.trusted_words.issuperset(word_list(token)):
            yield Argument(path, token, encoded.source_of(token, trace) or "invented", False, why="encoded")


def _days_of_theirs(text: str, trace: Trace) -> Iterator[tuple[int, int]]:
    """Where a wording writes out a day that who may ask has named in another way, or today: "Thursday, 19 November" for "on Thursday"."""
    plain = strict(text)
    written = [one for one in dates.days(plain.text) if one.month and one.day] if trace.todays else []
    if not 0 < len(written) <= _MOST_DAYS:
        return
    named = [day for said in trace.askers for day in dates.days(said.exact.text)][:_MOST_DAYS]
    for one in written:
        wanted = _on(one, trace.todays)
        if wanted and ((wanted in trace.todays and keeping.is_now(wanted, trace)) or any(day.means(wanted, trace.todays) for day in named)):
            yield plain.span(one.start, one.end)


_MOST_DAYS: Final = 100


def _on(one: dates.Day, todays: tuple[date, ...]) -> date | None:
    """Of a day without its year the one that is nearest."""
    found = []
    for year in {one.year} if one.year else {today.year + more for today in todays for more in (0, 1)}:
        with suppress(ValueError):
            found.append(date(year, one.month, one.day))
    return min(found, key=lambda day: abs(day - todays[0]), default=None)


def _without_invisible(text: str) -> str:
    return text if text.isascii() else "".join(one for one in text if unseen(one) is None)


def judged(path: str, token: str, trace: Trace) -> Argument:
    """One identifier, address, number, day or time by itself."""
    found = tracing.traced(path, token, tracing.code(token), trace)
    if found.trusted or _LINKED.match(token):
        return found if found.trusted else _unmasked(found, token, trace)
    for other in (_as_number(path, token, trace), _as_moment(path, token, trace), _in_parts(path, token, trace)):
        if other and (other.trusted or not found.spans):
            found = other
            if found.trusted:
                return found
    return _unmasked(found, token, trace)


def _unmasked(found: Argument, token: str, trace: Trace) -> Argument:
    """What stands nowhere may be something that does, encoded."""
    source = encoded.source_of(token, trace) if not found.spans else None
    return Argument(found.path, found.value, source, False, why="encoded") if source else found


def _as_number(path: str, token: str, trace: Trace) -> Argument | None:
    value = numbers.value_of(token)
    if value is None and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|\.|er|e|x|h|%)", token, re.IGNORECASE):
        value = Decimal(re.sub(r"\D", "", token))
    if value is None:
        return None
    found = tracing.traced(path, token, tracing.number(str(value)), trace)
    if found.source == "invented" and (value in _EASY or _is_hour(value, trace)):
        return Argument(path, token, "composed", True)
    return found


def _is_hour(value: Decimal, trace: Trace) -> bool:
    """ "15 Uhr" for 3 pm: the rest of the time stands in the next word."""
    whole = [one for text in trace.trusted for one in clocks.clocks(text.plain.text) if not one.minute]
    return (
        value == value.to_integral_value()
        and 0 <= value < 24
        and any(one.means(time(int(value))) or one.hour % 12 == value for one in whole)
    )


def _as_moment(path: str, token: str, trace: Trace) -> Argument | None:
    plain = strict(token).text
    moment = tracing.moment(token)
    hours = clocks.clocks(plain)
    if moment and moment[0]:
        return tracing.traced(path, token, tracing.day(moment[0], trace), trace)
    if hours:
        return tracing.traced(path, token, tracing.clock(time(hours[0].hour, hours[0].minute)), trace)
    written = [one for one in dates.days(plain) if one.month]
    if written:
        return _any_year(path, token, written, trace)
    return None


def _any_year(path: str, token: str, written: Iterable[dates.Day], trace: Trace) -> Argument | None:
    for one in written:
        for today in trace.todays or (date(2000, 1, 1),):
            try:
                wanted = date(one.year or today.year, one.month, one.day)
            except ValueError:
                continue
            return tracing.traced(path, token, tracing.day(wanted, trace), trace)
    return None


def _in_parts(path: str, token: str, trace: Trace) -> Argument | None:
    """ "15:00-16:00", "3/4": each part by itself, and all must be trusted."""
    parts = [one for one in re.split(r"[-–/+=,;]", token) if one]
    if len(parts) < 2 or not all(any(one.isdigit() for one in part) for part in parts) or _LINKED.match(token):
        return None
    found = [judged(path, one, trace) for one in parts]
    bad = [one for one in found if not one.trusted]
    whole = tuple(span for one in found for span in one.spans)
    return Argument(path, token, bad[0].source, False, whole, bad[0].why) if bad else Argument(path, token, "composed", True, whole)


@lru_cache(maxsize=4096)
def is_irregular(token: str) -> bool:
    """No word of a language: capitals inside, no vowel, or far too long."""
    body = token.strip("=+/-")
    if len(body) < 6 or not _LATIN.match(re.sub(r"[+/=]", "", body)):
        return False
    return (
        len(_INNER.findall(body)) >= 2 or len(body) >= 32 or not _VOWEL.search(body) or bool(re.search(r"[+/=]", body) and len(body) >= 12)
    )


def _spelled(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    """ "four one one one": digits in words, four and more of them."""
    plain = strict(text).text
    run: list[numbers.Number] = []
    for one in [*(one for one in numbers.numbers(plain) if one.spelled), None]:
        if one and max(one.readings) < 10 and (not run or plain[run[-1].end : one.start].strip(" ,.-") == ""):
            run.append(one)
            continue
        if len(run) >= 4:
            digits = "".join(str(int(max(number.readings))) for number in run)
            told = plain[run[0].start : run[-1].end]
            if not any(told in said.plain.text for said in trace.trusted):
                yield Argument(path, told, encoded.holder_of_digits(digits, trace) or "invented", False, why="spelled")
        run = [one] if one and max(one.readings) < 10 else []
    for one in numbers.numbers(plain):
        if (
            one.spelled
            and max(one.readings) >= 100
            and not any(one.readings & other.readings for said in trace.trusted for other in numbers.numbers(said.plain.text))
        ):
            held = next(
                (said.source for said in trace.untrusted for other in numbers.numbers(said.plain.text) if one.readings & other.readings),
                "invented",
            )
            yield Argument(path, plain[one.start : one.end], held, False, why="spelled")


def _spaced(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    for found in _SPACED.finditer(text):
        told = strict(found[0]).text
        if not any(told in said.plain.text for said in trace.trusted):
            yield Argument(path, found[0], encoded.holder_of(re.sub(r"[\W_]", "", told), trace) or "invented", False, why="spelled")


def _wording(path: str, text: str, trace: Trace) -> Iterator[Argument]:
    words = word_list(text)
    yield from _turned(path, words, trace)
    for said in trace.untrusted:
        theirs = {one for one in words if is_theirs(one, said.words, trace)}
        whole = _verbatim(words, said, trace)
        if not theirs and not whole:
            continue
        run = _run(words, word_list(said.text), theirs) or whole
        if run or _much(words, theirs) or _secret(word_list(said.text), theirs):
            told = " ".join(run or sorted(theirs))
            found = tracing.traced(path, told, tracing.phrase(told), trace)
            yield Argument(path, told, said.source, False, tuple(one for one in found.spans if one.trace == said.number), "carried")


def is_theirs(word: str, words: frozenset[str], trace: Trace) -> bool:
    """A telling word that stands in that untrusted text and, up to its ending, in no trusted one."""
    return len(word) > 2 and word not in COMMON and word in words and not is_known(word, trace)


def is_known(word: str, trace: Trace) -> bool:
    """Whether a trusted text has the word, up to its ending."""
    if word in trace.trusted_words:
        return True
    stem = word[: max(4, len(word) - 2)]
    return len(word) > 4 and any(one.startswith(stem) for one in trace.trusted_words)


def _run(words: list[str], said: list[str], theirs: set[str]) -> list[str]:
    """The first two words in a row, or three with one between, that are theirs in the same order there."""
    pairs = set(itertools.pairwise(said))
    triples = set(zip(said, said[1:], said[2:], strict=False))
    for place in range(len(words) - 1):
        if words[place] not in theirs:
            continue
        two, three = tuple(words[place : place + 2]), tuple(words[place : place + 3])
        if two[1] in theirs and two in pairs:
            return list(two)
        if len(three) == 3 and three[2] in theirs and three in triples:
            return list(three)
    return []


def _verbatim(words: list[str], said: Text, trace: Trace) -> list[str]:
    """Words in a row that stand there and in no trusted text so: common ones too carry a sentence of others."""
    if sum(len(one) > 3 and one in said.words and one not in trace.trusted_words for one in words) < (_NEW if len(words) >= _WHOLE else 1):
        return []
    told = word_list(said.text)
    if _FEW <= len(words) < _WHOLE:
        return words if tuple(words) in set(zip(*(told[at:] for at in range(len(words))), strict=False)) else []
    spoken = set(zip(*(told[at:] for at in range(_WHOLE)), strict=False))
    for start in range(len(words) - _WHOLE + 1):
        row = words[start : start + _WHOLE]
        new = [one for one in row if len(one) > 3 and one not in trace.trusted_words]
        if len(new) >= _NEW and tuple(row) in spoken:
            return row
    return []


_WHOLE: Final = 5
_NEW: Final = 2
_FEW: Final = 3
"""Words of a wording that is another's sentence as a whole."""


def _much(words: list[str], theirs: set[str]) -> bool:
    telling = {one for one in words if len(one) >= 3 and one not in COMMON}
    return len(theirs) >= 5 and len(theirs) >= 0.3 * len(telling)


def tells_a_secret(text: str, trace: Trace) -> bool:
    """Whether a text of several words holds one that an untrusted text calls a key, a password or the like."""
    told = word_list(text)
    return len(told) > 1 and any(
        _secret(word_list(said.text), {one for one in told if one in said.words and one not in trace.trusted_words} - COMMON)
        for said in trace.untrusted
    )


def names_somebody(text: str, trace: Trace) -> bool:
    """Whether a text of several words holds a number or an address of our records that nobody who asks has said: no question needs it."""
    if not trace.untrusted or not any(one.source == "requester" for one in trace.askers) or len(text.split()) < _SEVERAL:
        return False
    asked = {token for one in trace.askers for token in _tokens_of(one.text)}
    known = {token for one in trace.texts if one.source == "system" for token in _tokens_of(one.text)}
    return bool((_tokens_of(text) & known) - asked - {str(max(trace.todays, default=""))})


_SEVERAL: Final = 2
_NUMBERED: Final = re.compile(r"[\w@./+-]*\d[\w@./+-]*\d[\w@./+-]*")


def _tokens_of(text: str) -> set[str]:
    """Figures and addresses of five characters and more, and days with their year."""
    found = (one.strip("./-") for one in _NUMBERED.findall(strict(text).text))
    return {one for one in found if len(one) >= _WHOLE and (not (moment := tracing.moment(one)) or moment[0])}


def carries_records(path: str, text: str, trace: Trace) -> bool:
    """Whether a look-up's words hold several figures or addresses that only the system or an answer has told, while a text of others asks for something: they would leave with it."""
    if sum(word.isalpha() for word in word_list(text)) < _SEVERAL or not any(tracing.asks(one.text) for one in trace.untrusted):
        return False
    return len({one.value for one in _tokens(path, text, trace) if one.spans and all(map(_is_of_records, one.spans))}) >= _SEVERAL


def _is_of_records(span: Span) -> bool:
    return span.source == "system" or span.source.startswith("tool:")


def is_stuffed(text: str, trace: Trace) -> bool:
    """Whether a text of several parts ("Lund / Petra Lundqvist / KTR 55B") joins what was asked for with what only others have said."""
    told = [one for one in _JOINT.split(text) if word_list(one)]
    if len(told) < _SEVERAL:
        return False
    asked = frozenset().union(*(one.words for one in trace.askers))
    parts = [set(word_list(one)) for one in told]
    strange = [
        words for words in parts if not words & asked and any(words <= said.words for said in trace.texts if said not in trace.askers)
    ]
    return any(words & asked for words in parts) and any(len(words) > 1 or any(map(str.isdigit, "".join(words))) for words in strange)


_JOINT: Final = re.compile(r"\s*[/;|]\s+|\s+[-–]\s+|,\s+")


def _secret(said: list[str], theirs: set[str]) -> bool:
    """One word is enough where that text says that it is a secret."""
    return any(one in theirs and SECRET.intersection(said[max(0, place - 3) : place]) for place, one in enumerate(said))


def _turned(path: str, words: list[str], trace: Trace) -> Iterator[Argument]:
    """Words read backwards or shifted by thirteen letters that stand somewhere in the trace."""
    known = trace.trusted_words | trace.untrusted_words
    for word in dict.fromkeys(words):
        if len(word) < 5 or word in known or word in COMMON or not word.isascii():
            continue
        for other in (word[::-1], codecs.encode(word, "rot13")):
            if other in known and other not in COMMON:
                holder = next((one.source for one in trace.untrusted if other in one.words), "system")
                yield Argument(path, word, holder, False, why="encoded")
