"""Values that the requester has named only to tell them apart from what they ask for: a choice that somebody else claims, a person who needs nothing.

"Routine please. He told me it is urgent", and the call says urgent; "Carys needs a wheelchair. I (Owen) am fine", and it is ordered for Owen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Sentence, sentences
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.asking import Wish
from policies.provenance.types import Tool
from policies.provenance.values.taking import taken_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish.doubting import is_doubtful

_INDEX: Final = re.compile(r"\[\d+\]")
_NAME: Final = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)+\Z")


def settled(tool: Tool, found: Sequence[Argument], wishes: Iterable[tuple[int, Wish]], trace: Trace) -> tuple[Argument, ...]:
    """``found``, where what the requester has named for another reason is trusted no more."""
    offered = dict(vocabulary.offered_by(tool.parameters))
    named = _names_left(found, wishes, trace)
    return tuple(
        replace(one, trusted=False, why="elsewhere")
        if one.trusted and (_is_claimed(one, offered.get(_INDEX.sub("", one.path), frozenset()), trace) or _is_another(one, named))
        else one
        for one in found
    )


def _is_claimed(one: Argument, offers: frozenset[str], trace: Trace) -> bool:
    """Whether all that was said of a choice is doubtful, while another of the offers stands in a sentence that is not."""
    own = bare(str(one.value).casefold())
    spans = [span for span in one.spans if span.trusted]
    if own not in offers or not spans:
        return False
    texts = {text.number: text for text in trace.askers}
    told = [(text, sentence) for text in texts.values() for sentence in sentences(text.text) if sentence.items]
    held = [sentence for text, sentence in told if any(span.trace == text.number and _holds(sentence, span.start) for span in spans)]
    if not held or not all(is_doubtful(sentence, frozenset(), asks=False) for sentence in held):
        return False
    rivals = offers - {own}
    plain = (sentence for _, sentence in told if not is_doubtful(sentence, frozenset(), asks=True))
    return any(bare(item.word) in rivals for sentence in plain for item in sentence.items)


def _names_left(found: Sequence[Argument], wishes: Iterable[tuple[int, Wish]], trace: Trace) -> list[tuple[Text, Sentence]]:
    """Sentences of wishes that name somebody the system knows and the call leaves out."""
    known = {
        word
        for text in trace.trusted
        if text.source == "system"
        for word in re.findall(r"(?<=[a-z,:] )[^\W\d_]{3,}", text.text)
        if word[0].isupper()
    }
    texts = {text.number: text for text in trace.askers}
    given = {word for one in found for word in word_list(str(one.value))}
    left = []
    for number, wish in wishes:
        text, at = texts[number], wish.scope.items[wish.scope.at].start
        sentence = next((one for one in sentences(text.text) if _holds(one, at)), None)
        if sentence and any(
            item.upper and text.text[item.start : item.end] in known and item.word not in given and not taken_by(item, text, found)
            for item in sentence.items
        ):
            left.append((text, sentence))
    return left


def _is_another(one: Argument, left: Sequence[tuple[Text, Sentence]]) -> bool:
    """Whether it is the name of somebody whom no such sentence names; a wording of the agent's is none, however few its words are."""
    if not left or one.source == "composed" or not isinstance(one.value, str) or not _NAME.match(one.value) or not one.value[0].isupper():
        return False
    return not any(span.trace == text.number and _holds(sentence, span.start) for span in one.spans for text, sentence in left)


def _holds(sentence: Sentence, place: int) -> bool:
    return bool(sentence.items) and sentence.items[0].start <= place < sentence.items[-1].end
