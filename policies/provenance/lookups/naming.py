"""Which words of those who may ask name a record: those that the wish itself reaches, and no name of somebody else that only begins alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import COMMON, words
from policies.provenance.language.concepts import NOT, deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import LIGHT, Scope
from policies.provenance.language.sentences import Item, Sentence, sentences
from policies.provenance.lookups.records import Cue, Record, cues, is_said
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import asking
from policies.provenance.requests.requesting import requests
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.types import Tool
from policies.provenance.wish.matching import reach

_BESIDE: Final = words(
    "near beside opposite like unlike similar than except nahe neben wie gegenüber ausser außer ähnlich près comme sauf cerca como salvo excepto naast vlakbij zoals behalve"
)
"""Behind these stands what something else is told by: "a hotel near the Casa do Rio"."""
_BRIDGES: Final = words("do da de del della di du des la le el los las von van der den ten of")
"""Small words inside a name."""
_PARTED: Final = words("first last given family middle surname vorname nachname prénom apellido achternaam voornaam")
"""Fields that hold a part of one name."""
_TITLES: Final = words("mr mrs ms dr prof herr frau señor señora sr sra madame monsieur mme mevrouw meneer")
_NEAR: Final = 60
_WHEN: Final = ("day", "clock", "hour")
_OWNS: Final = re.compile(r"['’]s\b")
_OWNED: Final = 2
_FROM: Final = words("from by von de d van")
_QUOTED: Final = re.compile(r"[\s:]{0,2}[\"„“«‘'][^\"“”»’'\n]{1,80}[\"“”»’']")
_KEEPS: Final = NOT | words("""keep keeps kept stay stays remain remains must exclude excluded excluding leave leaves untouched except spare ignore behalte behalten bleibt bleiben muss lassen
    garde gardez garder reste doit laisse guarda queda debe deja conserva blijft houd houden moet laat""")
"""Words by which something is told to stay as it is."""
_SEPARATORS: Final = re.compile(r"[\W_]+")
_SHORT: Final = 3
"""Words of a sentence that only adds something: "... please. Giro." """


class Naming:
    """The cues of records for one call; each record is read once."""

    def __init__(self, tool: Tool, trace: Trace) -> None:
        self._tool = tool
        self.trace = trace
        self._found: dict[Record, frozenset[Cue]] = {}

    def cues(self, record: Record) -> frozenset[Cue]:
        """The words by which the wish names it."""
        if record not in self._found:
            told = frozenset(one for one in cues(record, self.trace) if self._counts(one) and not self._is_of_another_number(one, record))
            self._found[record] = frozenset(one for one in told if not self._is_anothers(one, record)) if told else told
        return self._found[record]

    def reaches(self, number: int, start: int, end: int) -> bool:
        """Whether a wish of that text reaches a place. Of a text without any all counts."""
        scopes = self._scopes[number]
        return not scopes or any(one.holds(start, end) for one in scopes) or any(low <= start < high for low, high in self._beyond[number])

    def _counts(self, cue: Cue) -> bool:
        item = self.item(cue.trace, cue.start)
        if item is None or not self.reaches(cue.trace, cue.start, cue.end):
            return False
        if not cue.whole and (any(same(cue.word, one) for one in self._verbs) or (item.kind in _WHEN and cue.word.isalpha())):
            return False
        return not self._is_beside(cue) and not self._is_kept(cue) and not _BESIDE.intersection(parts(cue.field))

    def _is_of_another_number(self, cue: Cue, record: Record) -> bool:
        """Whether it is a piece of an identifier that the record does not have: the "DOC" of "DOC-6001" names no DOC-6044."""
        item = self.item(cue.trace, cue.start)
        if item is None or item.kind != "code" or not any(map(str.isdigit, item.key)) or (cue.start <= item.start and item.end <= cue.end):
            return False
        return not any(item.key in _SEPARATORS.sub("", value.casefold()) for _, value in record.fields)

    @cached_property
    def _verbs(self) -> tuple[str, ...]:
        return tuple({*parts(self._tool.name), *asking.verbs_of(self._tool)})

    def item(self, number: int, start: int) -> Item | None:
        return self._items[number].get(start)

    @cached_property
    def _texts(self) -> Mapping[int, Text]:
        return {one.number: one for one in self.trace.askers}

    @cached_property
    def _items(self) -> Mapping[int, Mapping[int, Item]]:
        """The word or value that stands at a code point."""
        return {
            number: {place: item for told in sentences(text.text) for item in told.items for place in range(item.start, item.end)}
            for number, text in self._texts.items()
        }

    @cached_property
    def _scopes(self) -> Mapping[int, list[Scope]]:
        verbs = asking.verbs_of(self._tool)
        return {
            number: [
                *(one.scope for one in asking.wishes_of(text.text, verbs).all),
                *(reach(sentences(text.text), one) for one in requests(text.text)),
            ]
            for number, text in self._texts.items()
        }

    @cached_property
    def _beyond(self) -> Mapping[int, list[tuple[int, int]]]:
        """What wishes mean outside of their own parts: what "it" points back to, a name in quotation marks, a short addition."""
        return {number: [each for one in self._scopes[number] for each in beyond(one, text.text)] for number, text in self._texts.items()}

    @cached_property
    def possessors(self) -> frozenset[tuple[int, int]]:
        """Where it is said whose thing is meant: "Anna's mail", "the mail from Anna". The text and the code point of the name."""
        return frozenset(
            (number, one.start)
            for number, text in self._texts.items() for told in sentences(text.text) for before, one in pairwise((None, *told.items))
            if one is not None and one.upper and not one.kind and self.reaches(number, one.start, one.end)
            and (_OWNS.match(text.text, one.end - _OWNED) or (before is not None and before.word in _FROM))
        )  # fmt: skip

    def _is_beside(self, cue: Cue) -> bool:
        """Whether a word that compares leads it."""
        told = next((one for one in sentences(self._texts[cue.trace].text) if one.items[0].start <= cue.start < one.items[-1].end), None)
        before = [one for one in told.items if one.end <= cue.start][-4:] if told else []
        for one in reversed(before):
            if one.word in _BESIDE:
                return True
            if one.word not in LIGHT | _BRIDGES and not one.upper:
                return False
        return False

    def _is_kept(self, cue: Cue) -> bool:
        """Whether its own part of the sentence, back to a mark, says that it shall stay: "the eye doctor (keep dentist)"."""
        before = re.split(r"[.!?;:,()\n]", self._texts[cue.trace].text[max(0, cue.start - _NEAR) : cue.start])[-1]
        return any(word in _KEEPS and not any(same(word, one) for one in self._verbs) for word in word_list(before)[-4:])

    def _is_anothers(self, cue: Cue, record: Record) -> bool:
        """Whether it is a part of a name of which this record has no more than a part: "Jonas Petersen" is not Maria Petersen."""
        run, tongue = self._runs[cue.trace].get(cue.start, ((), ""))
        own = [word_list(value) for _, value in record.fields]
        own.append([word for key, value in record.fields if _PARTED.intersection(parts(key)) for word in word_list(value)])
        pools = [[word for told in own for word in told]] if tongue == "de" else own
        return bool(run) and not any(all(any(is_said(word, said) for word in pool) for said in run) for pool in pools)

    @cached_property
    def _runs(self) -> Mapping[int, Mapping[int, tuple[tuple[str, ...], str]]]:
        """Names of two words and more, by where each of their words stands."""
        return {
            number: {
                place: (tuple(_said(one) for one in run), told.tongue)
                for told in sentences(text.text) for run in _names(told) for one in run for place in range(one.start, one.end)
            }
            for number, text in self._texts.items()
        }  # fmt: skip


def beyond(scope: Scope, text: str) -> Iterator[tuple[int, int]]:
    """What a wish means outside of its own part: what "it" points back to, a name in quotation marks, a short addition. Ranges of code points."""
    told = sentences(text)
    start, end = scope.items[scope.at].start, scope.items[-1].end
    at = next((place for place, each in enumerate(told) if each.items[-1].end > start), 0)
    if (scope.is_bare or scope.is_pointing) and not _keeps(told[max(0, at - 1)]):
        yield told[max(0, at - 1)].items[0].start, start
    if quoted := _QUOTED.match(text, end):
        yield end, quoted.end()
    for after in told[at + 1 : at + 2]:
        if (
            len(after.items) <= _SHORT
            and after.mark != "?"
            and not _keeps(after)
            and not any(deeds(bare(item.word)) for item in after.items)
        ):
            yield after.items[0].start, after.items[-1].end


def _keeps(told: Sentence) -> bool:
    return any(item.word in _KEEPS for item in told.items)


def _said(item: Item) -> str:
    return bare(re.split(r"['’]s?\Z", item.word)[0])


def _names(told: Sentence) -> Iterator[list[Item]]:
    """Words written large in a row, and over the small words that stand in names."""
    run: list[Item] = []
    for place, one in enumerate(told.items):
        if run and one.gap.strip():
            yield from _whole(run)
            run = []
        if _is_name(one, first=not place):
            run.append(one)
        elif not (run and run[0] is not told.items[0] and (one.word in _BRIDGES or one.word in _TITLES)):
            yield from _whole(run)
            run = []
    yield from _whole(run)


def _whole(run: list[Item]) -> Iterator[list[Item]]:
    if len(run) > 1:
        yield run


def _is_name(one: Item, *, first: bool) -> bool:
    word = bare(one.word)
    if not one.upper or one.kind or len(word) < 2 or one.word in LIGHT or one.word in _TITLES or things(word):
        return False
    return not (first and (deeds(word) or word in COMMON))
