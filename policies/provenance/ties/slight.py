"""Arguments that decide neither whom a change is for nor what it moves: a title, a count of guests, a note to those concerned.

Who steers an agent wants the target or the amount. Where no untrusted text can have put anything into the agent's head (``influence``) and the change is asked
for with everything else in its place, a slight argument may be worded by the agent or stand in another sentence of the requester than the wish.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from policies.provenance.language import periods
from policies.provenance.language.common import COMMON, SENSITIVE, words
from policies.provenance.language.concepts import NOT
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import JOINING, LIGHT, PREPOSITIONS
from policies.provenance.language.sentences import Item, values
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.ties.labels import FROM_LIKE, GOAL_LIKE
from policies.provenance.ties.spoken import NUMERIC
from policies.provenance.types import Tool
from policies.provenance.values import carrying, tracing
from policies.provenance.values.taking import stands_at
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import influence

_CALLED: Final = words(
    "title name label heading titel bezeichnung etikett titre libelle titulo etiqueta naam benaming tag reference referenz referencia referentie"
)
"""What a thing is called, or is to be known by."""
_WHOSE: Final = words(
    """recipient receiver beneficiary payee payer sender customer client user person guest passenger contact first last family middle given full holder owner host company
    file folder path domain server service repo repository branch table database channel group team project product item tool field"""
)
"""Names that point at somebody or something."""
_KIND: Final = words("type kind art typ tipo soort class")
_MATTERS: Final = words(
    "claim damage complaint issue incident problem defect fault inquiry enquiry ticket case absence schaden sinistre dano schade klacht queja"
)
HOW_MUCH: Final = words("full whole total complete entire max maximum instant express immediate partial half none cash voucher")
_TELLING_THEM: Final = words("notify notification notifications alert alerts")
_INFORMING: Final = words(
    "know tell inform informed bescheid informieren informiert prevenir previens prevenez avertir avisa avisar avise informa weten informeer"
)
_NOTHING_ELSE: Final = _TELLING_THEM | words("send customer guest guests attendees client user users tenant patient team by email sms")
WORTH: Final = words(
    "amount price total sum value cost fee rate charge charges payment balance limit discount percent percentage deposit budget salary id number code pin version level port"
)
_LONGEST: Final = 80
_MARKED: Final = re.compile(r"[\d@/\\#+=<>{}\[\]|$€£*_]")
_MOST_FIGURES: Final = 12
_MOST_DAYS: Final = 20
_ELEMENT: Final = re.compile(r"(.*?)\[(\d+)\]\.")
_NEAR: Final = 120
_UNIT: Final = 30
_BEHIND: Final = 3
"""Words behind a figure that say what it is for: "NOK a night"."""


def settled(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with its slight arguments trusted, where nobody else can have thought of them."""
    counted = Counted(found, trace)
    slight = {one.path for one in found if (_is_kind(one) if one.trusted else _is_slight(one, counted))}
    if not slight or not influence.is_free(tool, found, trace):
        return tuple(found)
    return tuple(
        replace(one, source="composed" if one.why == "invented" or one.source == "chosen" else one.source, trusted=True, why="")
        if one.path in slight
        else one
        for one in found
    )


def _is_slight(one: Argument, counted: Counted) -> bool:
    name = parts(one.path)
    if isinstance(one.value, bool):
        told = frozenset().union(*(text.words for text in counted.trace.askers))
        named = bool(_TELLING_THEM.intersection(name)) and _NOTHING_ELSE.issuperset(name)
        return one.why == "invented" and one.value and named and bool(_INFORMING & told) and not NOT & told
    if SENSITIVE.intersection(name):
        return False
    if not isinstance(one.value, str):
        return one.why == "elsewhere" and counted.is_meant(one)
    if not _is_called(name):
        return False
    if one.why == "invented":
        return _is_own_wording(one, counted.trace)
    return one.why == "elsewhere" and not ("name" in name or _MARKED.search(one.value))


def _is_kind(one: Argument) -> bool:
    """A choice of the agent's own that says of which kind a claim or a complaint is; not how much, nor how soon."""
    name = parts(one.path)
    kind = (
        one.source == "chosen"
        and isinstance(one.value, str)
        and name[-1:] != ()
        and name[-1] in _KIND
        and bool(_MATTERS.intersection(name))
    )
    return kind and not (SENSITIVE | HOW_MUCH).intersection(word_list(str(one.value).replace("_", " ")))


def _is_called(name: Sequence[str]) -> bool:
    return bool(_CALLED.intersection(name[-1:])) and not (_WHOSE | FROM_LIKE | GOAL_LIKE).intersection(name)


def _is_own_wording(one: Argument, trace: Trace) -> bool:
    """A few words with a little one among them, at least one of them the requester's: no name of somebody."""
    text = str(one.value)
    told = re.findall(r"[^\W\d_]+", text)
    if len(text) > _LONGEST or _MARKED.search(text) or len(told) < 2:
        return False
    spoken = frozenset().union(*(text.words for text in trace.askers))
    small = any(word.islower() and (word in LIGHT | PREPOSITIONS | JOINING or bare(word) in COMMON) for word in told[1:])
    own = any(len(word) > 3 and bare(word.casefold()) in spoken for word in told)
    return small and own and all(piece.trusted for piece in carrying.examine(one.path, text, trace))


@dataclass(frozen=True)
class Counted:
    """The figures that those who may ask have written, beside the arguments of a call."""

    found: Sequence[Argument]
    trace: Trace

    def is_meant(self, one: Argument) -> bool:
        """Whether the call takes up every figure, and this one is no money, or is that of its own object of a list, or of its unit."""
        mine = [(text, item) for text, item in self._figures if stands_at(one, item, text)] if self._is_whole else []
        if not mine:
            return False
        if self._is_told_of_its_element(one, mine) or self._is_called_by_its_unit(one, mine):
            return True
        if WORTH.intersection(parts(one.path)) or any(item.kind == "money" for _, item in mine):
            return False
        return not any(self._is_called_otherwise(one, each) for each in mine)

    def _is_called_otherwise(self, one: Argument, figure: tuple[Text, Item]) -> bool:
        """ "The dose is 12 and the flow 80", and the call takes 80 for the dose: a word beside it is the name of another parameter."""
        text, item = figure
        own = _names(one)
        others = {
            name for other in self.found if isinstance(other.value, int | float) and other.path != one.path for name in _names(other)
        } - own
        before, after = text.text[max(0, item.start - _UNIT) : item.start], text.text[item.end : item.end + _UNIT]
        for beside in (word_list(before)[-_BEHIND:], word_list(after)[:_BEHIND]):
            theirs, mine = ([word for word in beside if any(same(word, name) for name in names)] for names in (others, own))
            if theirs or mine:
                return not mine
        return False

    @cached_property
    def _figures(self) -> list[tuple[Text, Item]]:
        return [(text, item) for text in self.trace.askers for item in values(text.text) if item.kind in NUMERIC]

    @cached_property
    def _is_whole(self) -> bool:
        """Whether every figure is part of the call, and each is written once."""
        told = self._figures
        if not told or len(told) > _MOST_FIGURES or len({item.key for _, item in told}) < len(told):
            return False
        return all(any(stands_at(one, item, text) for one in self.found) or (text, item) in self._apart for text, item in told)

    @cached_property
    def _apart(self) -> list[tuple[Text, Item]]:
        """ "Three nights, from the 1st to the 4th": figures that say how far two days of the call lie apart."""
        moments = (tracing.moment(one.value) for one in self.found if isinstance(one.value, str))
        days = {moment[0] for moment in moments if moment and moment[0]}
        if len(days) > _MOST_DAYS:
            return []
        apart = {abs((one - other).days) for one in days for other in days}
        return [(text, item) for text, item in self._figures if apart & _days_told(text, item)]

    def _is_told_of_its_element(self, one: Argument, mine: Sequence[tuple[Text, Item]]) -> bool:
        """ "Two editorial spots, 340 each, and one cover at 1,150": the nearest telling word before it is one of its own object of a list, and none of another
        follows ("900 for the design")."""
        at = _ELEMENT.match(one.path)
        if at is None:
            return False
        worded = self._worded[at[1]]
        behind = {_nearest(re.split(r"[,;.\n\d]", text.text[item.end : item.end + _NEAR])[0], worded) for text, item in mine}
        return not behind - {"", at[2]} and any(
            _nearest(text.text[max(0, item.start - _NEAR) : item.start], worded) == at[2] for text, item in mine
        )

    @cached_property
    def _worded(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The words of each object of each list of the call."""
        told: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for one in self.found:
            if (at := _ELEMENT.match(one.path)) and isinstance(one.value, str) and one.trusted:
                told[at[1]][at[2]] = told[at[1]].get(at[2], frozenset()) | {word for word in word_list(one.value) if len(word) > 3}
        return told

    def _is_called_by_its_unit(self, one: Argument, mine: Sequence[tuple[Text, Item]]) -> bool:
        """ "1,480 a night" is the rate_per_night, where nothing else is said to be so much a night."""
        names = [word for word in parts(one.path) if len(word) > 3 and word not in WORTH]
        behind = [each for each in self._figures if each not in self._apart and _is_followed(each, names)]
        return len(behind) == 1 and behind[0] in mine


def _names(one: Argument) -> frozenset[str]:
    return frozenset(word for word in parts(one.path) if len(word) > 2)


def _days_told(text: Text, item: Item) -> frozenset[int]:
    """How many days it counts, where it counts any."""
    first, last = text.plain.place(item.start), text.plain.place(item.end)
    lengths = (one for one in periods.lengths(text.plain.text) if one[0] < last and first < one[1])
    return frozenset(many for _, _, count, unit in lengths for many, of in periods.counts(count, unit) if of == "day")


def _nearest(before: str, worded: Mapping[str, frozenset[str]]) -> str:
    """The object of which a word comes last in the sentence, and of no other."""
    for word in reversed(word_list(re.split(r"[.!?\n]\s", before)[-1])):
        holders = [at for at, words in worded.items() if any(same(word, one) for one in words)]
        if len(holders) == 1:
            return holders[0]
    return ""


def _is_followed(figure: tuple[Text, Item], names: Sequence[str]) -> bool:
    text, item = figure
    return any(same(word, name) for word in word_list(text.text[item.end : item.end + _UNIT])[:_BEHIND] for name in names)
