"""Arguments that decide neither whom a change is for nor what it moves: a title, a count of guests, a note to those concerned.

Who steers an agent wants the target or the amount. Where no untrusted text can have put anything into the agent's head (``influence``) and the change is asked
for with everything else in its place, a slight argument may be worded by the agent or stand in another sentence of the requester than the wish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance import carrying, influence, periods, tracing
from policies.provenance.common import COMMON, SENSITIVE, words
from policies.provenance.labels import FROM_LIKE, GOAL_LIKE
from policies.provenance.plain import bare
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.scopes import JOINING, LIGHT, PREPOSITIONS
from policies.provenance.sentences import Item, values
from policies.provenance.spoken import NUMERIC
from policies.provenance.tracing import Argument
from policies.provenance.types import Tool
from policies.provenance.vocabulary import parts, same

_CALLED: Final = words(
    "title name label heading titel bezeichnung etikett titre libelle titulo etiqueta naam benaming tag reference referenz referencia referentie"
)
"""What a thing is called, or is to be known by."""
_WHOSE: Final = words(
    """recipient receiver beneficiary payee payer sender customer client user person guest passenger contact first last family middle given full holder owner host company
    file folder path domain server service repo repository branch table database channel group team project product item tool field"""
)
"""Names that point at somebody or something."""
_TELLING_THEM: Final = words("notify notification notifications alert alerts")
_NOTHING_ELSE: Final = _TELLING_THEM | words(
    "send customer guest guests attendees client user users tenant patient team everyone all by email sms"
)
_WORTH: Final = words(
    "amount price total sum value cost fee rate charge charges payment balance limit discount percent percentage deposit budget salary id number code pin version level port"
)
_LONGEST: Final = 80
_MARKED: Final = re.compile(r"[\d@/\\#+=<>{}\[\]|$€£*_]")
_MOST_FIGURES: Final = 12
_ELEMENT: Final = re.compile(r"(.*?)\[(\d+)\]\.")
_NEAR: Final = 120
_UNIT: Final = 30
_BEHIND: Final = 3
"""Words behind a figure that say what it is for: "NOK a night"."""


def settled(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with its slight arguments trusted, where nobody else can have thought of them."""
    slight = {one.path for one in found if not one.trusted and _is_slight(one, found, trace)}
    if not slight or not influence.is_free(tool, found, trace):
        return tuple(found)
    return tuple(
        replace(one, source="composed" if one.why == "invented" else one.source, trusted=True, why="") if one.path in slight else one
        for one in found
    )


def _is_slight(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    name = parts(one.path)
    if isinstance(one.value, bool):
        return one.why == "invented" and one.value and bool(_TELLING_THEM.intersection(name)) and _NOTHING_ELSE.issuperset(name)
    if SENSITIVE.intersection(name):
        return False
    if isinstance(one.value, str):
        return _is_called(name) and (
            _is_own_wording(one, trace)
            if one.why == "invented"
            else one.why == "elsewhere" and not ("name" in name or _MARKED.search(one.value))
        )
    if one.why != "elsewhere" or not _is_nothing_left(found, trace):
        return False
    return (
        _is_told_of_its_element(one, found, trace)
        or _is_called_by_its_unit(one, found, trace)
        or (not _WORTH.intersection(name) and _is_no_money(one, trace))
    )


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


def _figures(trace: Trace) -> list[tuple[Text, Item]]:
    return [(text, item) for text in trace.askers for item in values(text.text) if item.kind in NUMERIC]


def _is_nothing_left(found: Sequence[Argument], trace: Trace) -> bool:
    """Whether every figure that those who may ask have written is part of the call, and each is written once."""
    told = _figures(trace)
    if not told or len(told) > _MOST_FIGURES or len({item.key for _, item in told}) < len(told):
        return False
    return all(_takes(found, text, item) or _lies_between(found, text, item) for text, item in told)


def _lies_between(found: Sequence[Argument], text: Text, item: Item) -> bool:
    """ "Three nights, from the 1st to the 4th": how far two days of the call lie apart."""
    days = [moment[0] for one in found if isinstance(one.value, str) and (moment := tracing.moment(one.value)) and moment[0]]
    apart = {abs((one - other).days) for one in days for other in days}
    return any(
        start < text.plain.place(item.end)
        and text.plain.place(item.start) < end
        and apart & {many for many, of in periods.counts(count, unit) if of == "day"}
        for start, end, count, unit in periods.lengths(text.plain.text)
    )


def _is_no_money(one: Argument, trace: Trace) -> bool:
    return not any(item.kind == "money" and _takes([one], text, item) for text, item in _figures(trace))


def _takes(found: Sequence[Argument], text: Text, item: Item) -> bool:
    return any(span.trace == text.number and span.start < item.end and item.start < span.end for one in found for span in one.spans)


def _is_told_of_its_element(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """ "Two editorial spots, 340 each, and one cover at 1,150": the nearest telling word before it is one of its own object of a list."""
    at = _ELEMENT.match(one.path)
    if at is None:
        return False
    worded: dict[str, set[str]] = {}
    for other in found:
        if (its := _ELEMENT.match(other.path)) and its[1] == at[1] and isinstance(other.value, str) and other.trusted:
            worded.setdefault(its[2], set()).update(word for word in word_list(other.value) if len(word) > 3)
    return any(
        _nearest(text.text[max(0, item.start - _NEAR) : item.start], worded) == at[2]
        for text, item in _figures(trace)
        if _takes([one], text, item)
    )


def _nearest(before: str, worded: Mapping[str, set[str]]) -> str:
    """The object of which a word comes last in the sentence, and of no other."""
    for word in reversed(word_list(re.split(r"[.!?\n]\s", before)[-1])):
        holders = [at for at, words in worded.items() if any(same(word, one) for one in words)]
        if len(holders) == 1:
            return holders[0]
    return ""


def _is_called_by_its_unit(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """ "1,480 a night" is the rate_per_night, where nothing else is said to be so much a night."""
    names = [word for word in parts(one.path) if len(word) > 3 and word not in _WORTH]
    behind = [
        (text, item) for text, item in _figures(trace)
        if not _lies_between(found, text, item) and any(same(word, name) for word in word_list(text.text[item.end : item.end + _UNIT])[:_BEHIND] for name in names)
    ]  # fmt: skip
    return len(behind) == 1 and _takes([one], *behind[0])
