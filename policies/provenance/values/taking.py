"""Which words of a text a call takes up: as a value, or in a wording of the agent's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.provenance.language.sentences import Item
from policies.provenance.reading import Text
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument


def stands_at(one: Argument, item: Item, text: Text) -> bool:
    """Whether the value was said there, by whomever and trusted or not."""
    return any(span.trace == text.number and span.start < item.end and item.start < span.end for span in one.spans)


def taken_by(item: Item, text: Text, found: Sequence[Argument]) -> bool:
    return any(one.trusted and stands_at(one, item, text) for one in _flat(found))


def worded_by(item: Item, text: Text, found: Sequence[Argument]) -> bool:
    """Whether the agent's wording repeats it; a day that was reckoned is none, in whose figures any stands."""
    told = text.text[item.start : item.end].casefold()
    worded = (str(one.value) for one in found if one.trusted and one.source == "composed")
    return any(told in one.casefold() and not (item.kind == "day" and tracing.moment(one)) for one in worded)


def _flat(found: Sequence[Argument]) -> Iterator[Argument]:
    for one in found:
        yield one
        yield from one.pieces
