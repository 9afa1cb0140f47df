"""Whether an untrusted text asks for something with a value of the call, or only lists what there is.

A list is full of what looks like an order ("Order 88-12 (in packing)", "Handbook 4.2"). A line that begins with the name of a thing and its number, or
with a word that is no verb and takes no object, asks for nothing; a rule ("requests need three days' notice") does so only in a sentence with a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds, things
from policies.provenance.language.plain import bare, loose
from policies.provenance.language.scopes import is_determiner
from policies.provenance.language.sentences import Item, sentences
from policies.provenance.reading import Text, Trace
from policies.provenance.requests.asking import verbs_of, wishes_of
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.requesting import Request, requests
from policies.provenance.requests.vocabulary import heads_of, same
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument, Span

_BINDING: Final = words(
    "please must should shall need needs has have bitte muss müssen soll sollen sollte doit doivent faut debe deben hay moet moeten dient"
)
"""Makes an order of what begins like a list."""


def is_urged(tool: Tool, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether an untrusted text names the tool, or asks for anything beside a value of the call: then only the tool's own verb counts.

    A page that asks its readers for something of its own ("please check the parcel on arrival") stands beside nearly every call and urges none.
    """
    name = loose(tool.name).text
    spans = [span for one in found if not isinstance(one.value, bool) for span in one.spans if not (span.trusted or span.alone)]
    for text in trace.untrusted:
        own = [span for span in spans if span.trace == text.number]
        if name in text.plain.text or (own and _asks(tool, text, own)):
            return True
    return False


def _asks(tool: Tool, text: Text, spans: Sequence[Span]) -> bool:
    wishes = (one.scope.items[one.scope.at :] for one in wishes_of(text.text, verbs_of(tool)).all)
    return any(not _is_label(tool, one) for one in wishes) or any(_is_order(tool, text, one, spans) for one in requests(text.text))


def _is_order(tool: Tool, text: Text, request: Request, spans: Sequence[Span]) -> bool:
    sentence = sentences(text.text)[request.sentence]
    if request.form == "asked":
        return True
    if request.form != "ordered":
        start, end = sentence.items[0].start, sentence.items[-1].end
        return any(span.start < end and start < span.end for span in spans)
    head, after = bare(sentence.items[request.place].word), sentence.items[request.place + 1 :]
    verb = bool(deeds(head)) or any(same(head, one) for one in heads_of(tool.description))
    takes = bool(after) and is_determiner(after[0].word, sentence.tongue)
    return (verb or takes) and not _is_label(tool, sentence.items[request.place :])


def _is_label(tool: Tool, items: Sequence[Item]) -> bool:
    """ "Order 88-12": a thing with its number, and not what this tool does."""
    head = bare(items[0].word)
    if _BINDING.intersection(one.word for one in items):
        return False
    return len(items) > 1 and bool(items[1].kind and things(head)) and not deeds(head) & deed_of(tool.name, tool.description).specific
