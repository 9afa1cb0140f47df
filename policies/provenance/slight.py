"""Arguments that decide neither whom a change is for nor what it moves: a title, a count of guests, a note to those concerned.

Who steers an agent wants the target or the amount. Where no untrusted text can have put anything into the agent's head (``influence``) and the change is asked
for with everything else in its place, a slight argument may be worded by the agent or stand in another sentence of the requester than the wish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policies.provenance import carrying, influence
from policies.provenance.common import COMMON, SENSITIVE, words
from policies.provenance.labels import FROM_LIKE, GOAL_LIKE
from policies.provenance.plain import bare
from policies.provenance.reading import Trace
from policies.provenance.scopes import JOINING, LIGHT, PREPOSITIONS
from policies.provenance.sentences import Item, values
from policies.provenance.spoken import NUMERIC
from policies.provenance.tracing import Argument
from policies.provenance.types import Tool
from policies.provenance.vocabulary import parts

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
    return one.why == "elsewhere" and not _WORTH.intersection(name) and _is_counted(one, found, trace)


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


def _is_counted(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether it is no money, every figure that those who may ask have written is part of the call, and each is written once."""
    told = [(text.number, item) for text in trace.askers for item in values(text.text) if item.kind in NUMERIC]
    if not told or len(told) > _MOST_FIGURES or len({item.key for _, item in told}) < len(told):
        return False
    return all(_takes(found, number, item) for number, item in told) and not any(
        item.kind == "money" and _takes([one], number, item) for number, item in told
    )


def _takes(found: Sequence[Argument], number: int, item: Item) -> bool:
    return any(span.trace == number and span.start < item.end and item.start < span.end for one in found for span in one.spans)
