"""What a requester asks for in words that no list knows, where no untrusted text can have been anybody's idea of it.

A hijacked agent needs somebody who hijacks it. Where every untrusted text is inert (``inert``), or what is not speaks of other deeds and of none of the call's values, the
call is the agent's reading of what the requester has said. Then it is not the wording of the deed that must be proved but that the requester does ask, and nothing speaks
against it: the sentence that names what the call takes up is ordered or asked for and nothing in it is doubtful (``doubting``), it names nothing that the call
leaves out, nothing takes it back, and no known word in it is another deed's, or this deed's, since then the rules for plain wishes have decided. What ends, pays, grants, decides
or cannot be taken back needs its word.
"""

from __future__ import annotations

from collections.abc import Sequence

from policies.provenance.language.concepts import DECIDING, GENERAL, deeds
from policies.provenance.language.foretelling import SELF
from policies.provenance.language.lexicon import verb_meanings
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import Scope
from policies.provenance.language.sentences import Item, Sentence, sentences
from policies.provenance.reading import Text, Trace
from policies.provenance.requests import asking
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.requesting import requests
from policies.provenance.requests.vocabulary import same
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import inert
from policies.provenance.wish.doubting import is_courtesy, is_doubtful, is_taken_back
from policies.provenance.wish.matching import THOUGHT


def asked(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """The sentence of the newest message that asks for this change, as a wish with the number of its text, where all of the above holds."""
    text = next((one for one in reversed(trace.askers) if one.source == "requester" and one.text.strip()), None)
    if text is None or not found or _needs_its_word(tool) or not all(one.trusted and not one.source.startswith("tool:") for one in found):
        return []
    if not (inert.is_inert(tool, trace) or inert.is_elsewhere(tool, found, trace)):
        return []
    near = _asking_of(tool, text, found)
    if not near or any(_is_settled(sentence, place, tool, text, found) for sentence, place in near):
        return []
    if _is_anothers(tool, tools, text, [sentence for sentence, _ in near]):
        return []
    return [(text.number, _wish(sentences(text.text), *near[0]))]


def _needs_its_word(tool: Tool) -> bool:
    return tool.irreversible is not False or bool(deed_of(tool.name, tool.description).specific & (DECIDING | {"pay"}))


def _asking_of(tool: Tool, text: Text, found: Sequence[Argument]) -> list[tuple[Sentence, int]]:
    """The sentences that ask for what the call takes up, each with the place of the word that heads it: those that name something of it, or
    point at what the others have named ("Wilt u dat aanpassen?")."""
    told = sentences(text.text)
    deed = deed_of(tool.name, tool.description)
    meant = deed.specific | deed.general
    asks = {one.sentence for one in requests(text.text) if one.form == "asked"}
    heads = _heads(text, told)
    carriers = [number for number, one in enumerate(told) if _carries(one, text, found)] or sorted(heads)
    sure = [number for number in carriers if not is_doubtful(told[number], meant, asks=number in asks)]
    if not sure or any(is_taken_back(one, meant) for one in told) or not _are_said_in([told[number] for number in sure], text, found):
        return []
    near = [number for number in heads if number in sure] or [number for number in heads if number not in carriers]
    return [(told[number], heads[number]) for number in near]


def _heads(text: Text, told: Sequence[Sentence]) -> dict[int, int]:
    """Numbers of the sentences that ask, each with the place of the word that heads what is asked for."""
    found = {
        one.sentence: one.place for one in requests(text.text)
        if one.form == "asked" or (one.form == "ordered" and _is_verb(told[one.sentence].items[one.place]))
    }  # fmt: skip
    polite = (
        number for number, one in enumerate(told) if one.mark == "?" and is_courtesy([item.word.replace("’", "'") for item in one.items])
    )
    return {**dict.fromkeys(polite, 0), **found}


def _is_verb(item: Item) -> bool:
    word = bare(item.word)
    return bool(deeds(word) or verb_meanings(word)) and word not in THOUGHT


def _carries(sentence: Sentence, text: Text, found: Sequence[Argument]) -> bool:
    if any((item.kind or item.upper) and _is_taken(item, text, found) for item in sentence.items):
        return True
    spans = (span for one in found for span in one.spans if span.trusted and span.trace == text.number)
    return any(_holds(sentence, span.start) for span in spans)


def _is_taken(item: Item, text: Text, found: Sequence[Argument]) -> bool:
    return taken_by(item, text, found) or worded_by(item, text, found)


def _holds(sentence: Sentence, place: int) -> bool:
    return bool(sentence.items) and sentence.items[0].start <= place < sentence.items[-1].end


def _are_said_in(told: Sequence[Sentence], text: Text, found: Sequence[Argument]) -> bool:
    """Whether all that the call takes from the message stands in one of ``told``."""
    taken = ([span for span in one.spans if span.trusted and span.trace == text.number] for one in found)
    return all(any(_holds(sentence, span.start) for span in spans for sentence in told) for spans in taken if spans)


def _is_settled(sentence: Sentence, place: int, tool: Tool, text: Text, found: Sequence[Argument]) -> bool:
    """Whether known words decide it: one of this deed, which the rules for plain wishes have read, another deed's verb, or something named that the call leaves out."""
    specific = deed_of(tool.name, tool.description).specific
    head = bare(sentence.items[place].word)
    known = deeds(head) - GENERAL.keys()
    verbs = asking.verbs_of(tool)
    means = verb_meanings(head)
    foreign = bool(means) and not deeds(head) & GENERAL.keys() and not any(means & verb_meanings(one) for one in verbs)
    if (known and not known & specific) or head in THOUGHT or foreign:
        return True
    said = [bare(item.word) for item in sentence.items if not (item.kind or _is_taken(item, text, found))]
    return any(deeds(word) & specific or any(same(word, one) for one in verbs) for word in said) or _leaves_something(sentence, text, found)


def _leaves_something(sentence: Sentence, text: Text, found: Sequence[Argument]) -> bool:
    """Whether it names a value, or somebody or something by name, that the call does not take up."""
    begins = {start for start, _ in sentence.parts}
    for place, item in enumerate(sentence.items):
        named = item.kind or (
            item.upper and sentence.tongue != "de" and place not in begins and len(item.word) > 1 and item.word not in SELF
        )
        if named and not (_is_taken(item, text, found) or tracing.denied_at(text.text, item.start)):
            return True
    return False


def _is_anothers(tool: Tool, tools: Sequence[Tool], text: Text, near: Sequence[Sentence]) -> bool:
    """Whether the words of asking name what another tool does."""
    for other in tools:
        if other.name == tool.name or other.writes is False:
            continue
        specific = deed_of(other.name, other.description).specific
        wishes = asking.wishes_of(text.text, asking.verbs_of(other))
        for one in asking.asked(other, wishes, pointed=False, used=lambda item: False):
            if one.deeds & specific and any(_holds(sentence, one.scope.items[one.scope.at].start) for sentence in near):
                return True
    return False


def _wish(told: Sequence[Sentence], sentence: Sentence, place: int) -> Wish:
    """The whole message, headed by the word that asks."""
    items: tuple[Item, ...] = ()
    parts: list[tuple[int, int]] = []
    for one in told:
        parts += [(len(items) + start, len(items) + end) for start, end in one.parts]
        items += one.items
    head = sentence.items[place]
    return Wish(deeds(bare(head.word)), bare(head.word), Scope(items, items.index(head), (0, len(items)), told[0].tongue, tuple(parts)))
