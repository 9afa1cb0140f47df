"""Values that only a look-up has told, where the requester has named the record they stand in: "take the Casa do Rio" is hotel OPO-118.

People call things by their names, and the tools want their numbers. Such a value is trusted where it is the whole of a field of one record of a
look-up's answer, the field is what the parameter is called (or the record's number), and the words of those who may ask name this record and no other that the
agent has seen: every other record of the kind is named by fewer of the same words, or by none. Of several that are named alike "the last", "the first" and "the
cheapest" is told by their days and prices. What stands in prose, a note or a page names nothing and is nobody's number; and where mails, accounts and
phones are sought that something is sent to, only a list of the house's own is believed, never what was read in a mail or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import values
from policies.provenance.lookups import fields
from policies.provenance.lookups.naming import Naming
from policies.provenance.lookups.records import Cue, Record, holding, placed, records
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.vocabulary import parts
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument, Span

_FOREIGN: Final = words("fetch browse download http url web page pages link crawl scrape internet ocr website")
"""Look-ups outside of the house."""
_OPENS: Final = words("read open view get show")
_PAPERS: Final = words("file files document documents doc attachment pdf letter paper invoice bill scan")
"""What is opened is what somebody wrote, and no record of the house."""
_MESSAGES: Final = words("mail email message messages letter chat thread comment comments review reviews post ticket issue note notes")
_WRITTEN: Final = words(
    "chat chats history tickets form forms response responses submission submissions transaction transactions statement statements movement movements post posts slack sms feed log logs survey surveys payment payments booking bookings order orders "
    "read open mail mails email emails message messages inbox channel thread review reviews comment comments document documents file files attachment invoice letter ticket"
)
"""Look-ups whose records others have filled in."""
_LATEST: Final = words(
    bare(
        "last latest newest recent neueste neuesten neuester letzte letzten letzter dernier dernière último última ultimo ultima laatste nieuwste"
    )
)
_FIRST: Final = words(
    bare("first earliest soonest erste ersten erster früheste frühesten frühester premier première primero primera primer eerste vroegste")
)
_CHEAPEST: Final = words(bare("cheapest billigste billigsten günstigste günstigsten günstigster goedkoopste barato barata cheaper"))
_BEST: Final = words(
    bare("best beste besten bester mejor meilleur meilleure best-rated top-rated highest höchste best-bewertete bestbewertete")
)
_WHEN: Final = words("date when time modified created sent received start starts at ts departure dep arr day datum")
_PRICE: Final = words("price cost fare total rate amount preis prix precio prijs")
_SCORE: Final = words("score rating stars points bewertung note nota waardering")
_HIGHEST: Final = 101
"""No score is higher."""
_SENDERS: Final = words("from sender author by von absender expediteur remitente de van afzender")
_SUBJECTS: Final = words("subject title topic headline betreff objet asunto onderwerp thread text")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_TIMES: Final = words(
    "week month year time night of regards wishes woche monat jahr mal semaine mois annee fois semana mes ano vez week maand jaar keer"
)
_PLAIN: Final = ("", "code")
"""Kinds of values that are taken from a plain list: identifiers, never where something is sent to or how much."""
_MOST: Final = 40
"""Records that hold one value; more say nothing of which is meant."""


@dataclass(frozen=True)
class _Call:
    tool: Tool
    tools: Sequence[Tool]
    naming: Naming

    def means(self, name: str, field: str, record: Record, text: Text) -> bool:
        return fields.is_meant(name, field, record, text.source, self.tool, self.tools, self.naming.trace)


def resolved(found: Sequence[Argument], tool: Tool, tools: Sequence[Tool], trace: Trace) -> tuple[Argument, ...]:
    """The arguments, those trusted whose record was named."""
    texts = [one for one in trace.untrusted if one.source.startswith("tool:") and _is_of_house(one.source)]
    if not texts or all(one.trusted for one in found):
        return tuple(found)
    call = _Call(tool, tools, Naming(tool, trace))
    return tuple(
        one if one.trusted or one.why not in ("untrusted", "ambiguous") else _resolved(one, texts, call, _beside(one, found))
        for one in found
    )


def _beside(one: Argument, found: Sequence[Argument]) -> frozenset[str]:
    """The other values of its list: "add Pelle and Rosa" names both."""
    root, _, rest = one.path.partition("[")
    return frozenset(str(other.value) for other in found if rest and other is not one and other.path.startswith(f"{root}["))


def _is_of_house(source: str) -> bool:
    told = frozenset(parts(source.removeprefix("tool:")))
    return not (told & _FOREIGN or (told & _OPENS and told & _PAPERS))


def _is_letter(source: str) -> bool:
    """What is opened there is what somebody wrote: lines of theirs that look like a list are none of the house's."""
    told = frozenset(parts(source.removeprefix("tool:")))
    return bool(told & _OPENS and told & _MESSAGES)


def _resolved(one: Argument, texts: Sequence[Text], call: _Call, beside: frozenset[str]) -> Argument:
    name = re.sub(r"\[\d+\]", "", one.path).rpartition(".")[2]
    value = str(one.value).strip()
    kind = fields.kind_of(value)
    own = [text for text in texts if not (kind in fields.KINDS and _WRITTEN.intersection(parts(text.source[5:])))]
    for text, record, field in _first(holding(value, own)):
        if (
            (not record.is_guessed or (kind in _PLAIN and fields.OPAQUE.fullmatch(value) and not _is_letter(text.source)))
            and not (record.is_guessed and _calls_another(value, record, call.naming))
            and call.means(name, field, record, text)
            and (named := _named(record, _rivals(name, field, record, text, own, call, beside | {value}), call.naming))
            and (kind not in fields.KINDS or any(fields.is_own_name(cue.field) for cue in named))
        ):
            spans = tuple(
                Span(cue.trace, _source(cue, call.naming.trace), cue.start, cue.end, True)
                for cue in sorted(named, key=lambda cue: (cue.trace, cue.start))
            )
            theirs = tuple(span for span in one.spans if span.trace == text.number)
            return replace(one, source=text.source, trusted=True, why="", spans=(*theirs[:1], *spans))
    return one


def _calls_another(value: str, record: Record, naming: Naming) -> bool:
    """Whether who asks has named another identifier of the same line: a line that we only take for a record may hold several."""
    told = {item.key for _, held in record.fields for item in values(held) if item.kind == "code"}
    said = {item.key for text in naming.trace.askers for item in values(text.text) if item.kind == "code"}
    return bool((told & said) - {item.key for item in values(value)})


def _rivals(
    name: str, field: str, record: Record, text: Text, texts: Sequence[Text], call: _Call, values: frozenset[str]
) -> Iterator[Record]:
    """Records of the same things that could be meant as well and have another value than ``values`` for the parameter."""
    value, named = record.named(field) or "", call.naming.cues(record)
    sends = fields.kind_of(value) in fields.KINDS
    for listed in texts:
        if not (sends or listed.source == text.source or fields.lists_the_same(listed.source, text.source)):
            continue
        for other in records(listed.text):
            found = call.naming.cues(other)
            if other != record and (_words(found) & _words(named) if listed.source != text.source else found or not named):
                theirs = [
                    one for key, one in other.fields if _is_shaped(one, value) and (key == field or call.means(name, key, other, listed))
                ]
                if theirs and not values.intersection(theirs):
                    yield other


def _is_shaped(value: str, other: str) -> bool:
    return bool(fields.OPAQUE.fullmatch(value)) is bool(fields.OPAQUE.fullmatch(other)) and fields.kind_of(value) == fields.kind_of(other)


def _first(found: Iterator[tuple[Text, Record, str]]) -> list[tuple[Text, Record, str]]:
    kept = [one for _, one in zip(range(_MOST + 1), found, strict=False)]
    return kept if len(kept) <= _MOST else []


def _source(cue: Cue, trace: Trace) -> str:
    return next(one.source for one in trace.askers if one.number == cue.trace)


def _named(record: Record, others: Iterable[Record], naming: Naming) -> frozenset[Cue]:
    """The words that name this record, where none of the others is named as well."""
    rivals = list(others)
    senders = {(cue.trace, cue.start) for one in (record, *rivals) for cue in naming.cues(one) if cue.field in _senders(one)}
    mine = _by_whom(record, senders, naming)
    told, names = _words(mine), {cue.word for cue in mine if cue.whole and len(word_list(cue.word)) > 1}
    alike = [record]
    for other in rivals:
        found = _by_whom(other, senders, naming)
        if names and not any(cue.whole for cue in found):
            continue
        theirs = _words(found)
        if theirs == told:
            alike.append(other)
        elif not theirs < told or (theirs and not _tells_apart(mine, theirs, other)):
            return frozenset()
    if len(alike) > 1:
        extreme = _extreme(record, alike, naming)
        return mine | extreme if extreme else frozenset()
    return mine if any(_names(cue) for cue in mine) else frozenset()


def _by_whom(record: Record, senders: Set[tuple[int, int]], naming: Naming) -> frozenset[Cue]:
    """Its cues, but for a name in a subject that its sender chose: "Anna's mail" is from Anna, and "Mail of Anna" by somebody else is not."""
    found, wrote = naming.cues(record), _senders(record)
    if not wrote:
        return found
    if naming.possessors and not any(cue.field in wrote for cue in found):
        return frozenset()
    return frozenset(
        cue for cue in found
        if not (_SUBJECTS.intersection(parts(cue.field)) and ((cue.trace, cue.start) in senders or (cue.trace, cue.start) in naming.possessors))
    )  # fmt: skip


def _senders(record: Record) -> frozenset[str]:
    """Fields that say who wrote it, and not since when it is."""
    return frozenset(key for key, value in record.fields if _SENDERS.intersection(parts(key)) and _LETTERS.search(value))


def _tells_apart(mine: frozenset[Cue], theirs: frozenset[str], other: Record) -> bool:
    """Whether a word that only this record has stands in a field that the other has as well, where it says something else."""
    return any(not cue.field or other.named(cue.field) is not None for cue in mine if cue.word not in theirs)


def _words(found: frozenset[Cue]) -> frozenset[str]:
    return frozenset(one.word for one in found)


def _names(cue: Cue) -> bool:
    """A word or a long figure; a short one alone names nothing."""
    return len(cue.word) > 3 or (len(cue.word) == 3 and cue.word.isalpha())


def _extreme(record: Record, alike: Sequence[Record], naming: Naming) -> frozenset[Cue]:
    """The word by which it is the last, the first or the cheapest of those that are named alike, and that it is."""
    for line, names, high in ((_LATEST, _WHEN, True), (_FIRST, _WHEN, False), (_CHEAPEST, _PRICE, False), (_BEST, _SCORE, True)):
        said = frozenset(
            Cue(word, text.number, start, end)
            for text in naming.trace.askers
            for word, start, end in placed(text)
            if word in line and naming.reaches(text.number, start, end) and not _is_of_time(text, end)
        )
        if said:
            order = [(_of(one, names), one is record) for one in alike]
            if any(value is None for value, _ in order):
                return frozenset()
            best = sorted(order, key=lambda pair: pair[0], reverse=high)  # type: ignore[arg-type, return-value]  # of one kind, and none is None
            return said if best[0][1] and best[0][0] != best[1][0] else frozenset()
    return frozenset()


def _is_of_time(text: Text, end: int) -> bool:
    """ "Last week" and "first of all" tell apart no records."""
    after = word_list(text.text[end : end + 20])[:1]
    return bool(after) and (after[0] in _TIMES or text.text[end : end + 1] in ",.!")


def _of(record: Record, names: frozenset[str]) -> tuple[Decimal, str] | None:
    called = [(len(parts(key)), value) for key, value in record.fields if names.intersection(parts(key))]
    value = min(called, key=lambda one: one[0])[1] if called else None  # "price" before "old_price"
    if value is None:
        return None
    try:
        figure = Decimal(value)
        return (figure, "") if figure.is_finite() and 0 < figure < (_HIGHEST if names is _SCORE else 10**12) else None
    except InvalidOperation:
        return (Decimal(0), value) if re.match(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|\d\d:\d\d", value) else None
