"""Values that stand in another sentence than the wish, where they can be meant for no other parameter of the call.

Asked only where nobody else can have steered the call and it takes up all that its requester has said (``presuming``): then the one figure of a message, one of what the
schema offers of which no other was named, and a name or address of several words are trusted wherever they stand, and so is what no wish holds and that stands behind the name of
its parameter, in one sentence with the others of its kind, or is the only one of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_telling
from policies.provenance.language.sentences import Item, sentences, values
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.vocabulary import parts
from policies.provenance.ties import spoken
from policies.provenance.ties.labels import label
from policies.provenance.ties.spoken import NUMERIC, WORD, Value, same_kind
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import stands_at
from policies.provenance.values.tracing import Argument

_INDEX: Final = re.compile(r"\[\d+\]")


def regained(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with those trusted again that had strayed and can be nothing else."""
    offered = dict(vocabulary.offered_by(tool.parameters))
    strays = (one.why == "elsewhere" and _is_its_own(one, found, offered, trace) for one in found)
    return tuple(replace(one, trusted=True, why="") if its_own else one for one, its_own in zip(found, strays, strict=True))


def rejoined(
    tool: Tool, found: Sequence[Argument], whole: Sequence[Argument], wishes: Sequence[tuple[int, Wish]], trace: Trace
) -> tuple[Argument, ...]:
    """``found`` with those trusted that are so in ``whole``, the same call beside all that was said, and that another sentence than the ``wishes`` holds: where no argument of
    their kind stands in a wish, nor a name beside other words."""
    if all(one.trusted for one in found):
        return tuple(found)
    offered = frozenset(dict(vocabulary.offered_by(tool.parameters)))
    given = [one for one in spoken.of(found, tuple(trace.askers)) if _INDEX.sub("", one.path) not in offered]
    return tuple(
        other if one.why == "elsewhere" and other.trusted and _stands_apart(one, given, wishes, trace) else one
        for one, other in zip(found, whole, strict=True)
    )


def _stands_apart(one: Argument, given: Sequence[Value], wishes: Sequence[tuple[int, Wish]], trace: Trace) -> bool:
    """Whether no wish holds it, and each argument of its kind stands in one sentence with it."""
    if any(span.trace == number and wish.scope.holds(span.start, span.end) for span in one.spans for number, wish in wishes):
        return False
    mine = Value(one, tuple(trace.askers))
    mixed = (
        other for other in given if other.path != one.path and any(same_kind(kind, theirs) for kind in mine.kinds for theirs in other.kinds)
    )
    if mine.kinds & set(NUMERIC) and _leaves_a_figure(one, trace) and not _is_labelled(mine, trace):
        return False
    if WORD in mine.kinds and any(_is_name_left(item, given, number, wish) for number, wish in wishes for item in wish.scope.items[1:]):
        return False
    return all((mine.kinds == {WORD} and _are_together(mine, other, trace)) or _is_labelled(mine, trace) for other in mixed)


def _is_labelled(one: Value, trace: Trace) -> bool:
    """Whether the name of its parameter stands beside it: "15 percent off"."""
    return any(label(text, item, one) for text in trace.askers for item in values(text.text) if one.covers(text.number, item))


def _is_name_left(item: Item, given: Sequence[Value], number: int, wish: Wish) -> bool:
    """Whether a word of a wish, written large, which may be a name, is in no argument: "Remove Fred, Gina can stay"."""
    return (
        item.upper
        and not item.kind
        and is_telling(item)
        and wish.scope.tongue != "de"
        and not any(one.covers(number, item) for one in given)
    )


def _are_together(one: Value, other: Value, trace: Trace) -> bool:
    return any(
        all(any(value.covers(text.number, item) for item in sentence.items) for value in (one, other))
        for text in trace.askers
        for sentence in sentences(text.text)
    )


def _is_its_own(one: Argument, found: Sequence[Argument], offered: Mapping[str, frozenset[str]], trace: Trace) -> bool:
    if "[" in one.path or sum(parts(other.path)[-1:] == parts(one.path)[-1:] for other in found) > 1:
        return False
    if _is_figure(one):
        return sum(map(_is_figure, found)) == 1 and not _leaves_a_figure(one, trace)
    if options := offered.get(one.path, frozenset()):
        return not any(bare(word) in options - {bare(str(one.value).casefold())} for word in trace.asked_words)
    return " " in str(one.value).strip() and not _leaves_a_name(found, trace)


def _is_figure(one: Argument) -> bool:
    return not isinstance(one.value, bool) and any(map(str.isdigit, str(one.value))) and not any(map(str.isalpha, str(one.value)))


def _leaves_a_figure(one: Argument, trace: Trace) -> bool:
    """Whether the newest message has another number that is no day, hour or identifier."""
    others = ((text, item) for text in trace.askers[-1:] for item in values(text.text) if item.kind in ("number", "money"))
    return any(not (stands_at(one, item, text) or tracing.denied_at(text.text, item.start)) for text, item in others)


def _leaves_a_name(found: Sequence[Argument], trace: Trace) -> bool:
    """Whether a word written large, which may be a name, is in no argument of the call."""
    given = {word for one in found for word in word_list(str(one.value))}
    said = (item for text in trace.askers for sentence in sentences(text.text) for item in sentence.items[1:])
    return any(item.upper and not item.kind and not {bare(item.word), item.word} & given for item in said)
