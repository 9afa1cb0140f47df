"""Values that stand in another sentence than the wish, where they can be meant for no other parameter of the call.

Asked only where nobody else can have steered the call and it takes up all that its requester has said (``presuming``): then the one figure of a message, one of what the
schema offers of which no other was named, and a name or address of several words are trusted wherever they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import sentences, values
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.vocabulary import parts
from policies.provenance.types import Tool
from policies.provenance.values.taking import stands_at
from policies.provenance.values.tracing import Argument


def regained(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with those trusted again that had strayed and can be nothing else."""
    offered = dict(vocabulary.offered_by(tool.parameters))
    strays = (one.why == "elsewhere" and _is_its_own(one, found, offered, trace) for one in found)
    return tuple(replace(one, trusted=True, why="") if its_own else one for one, its_own in zip(found, strays, strict=True))


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
    return any(not stands_at(one, item, text) for text, item in others)


def _leaves_a_name(found: Sequence[Argument], trace: Trace) -> bool:
    """Whether a word written large, which may be a name, is in no argument of the call."""
    given = {word for one in found for word in word_list(str(one.value))}
    said = (item for text in trace.askers for sentence in sentences(text.text) for item in sentence.items[1:])
    return any(item.upper and not item.kind and not {bare(item.word), item.word} & given for item in said)
