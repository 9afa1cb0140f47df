"""Whether an untrusted text can have put a call into the agent's head.

A hijacked agent gets its idea from somewhere. Where every untrusted text it has read is plain data that speaks of nothing the call does, or prose that asks
for nothing and has no word of it, the idea is the requester's. What cannot be read with certainty (other alphabets, hidden or encoded parts, unknown
languages) may have asked for anything.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from policies import injection
from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, deeds
from policies.provenance.language.foretelling import YOU
from policies.provenance.language.plain import bare, loose, unseen
from policies.provenance.language.scopes import LIGHT
from policies.provenance.language.sentences import sentences
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import asking, vocabulary
from policies.provenance.requests.requesting import requests
from policies.provenance.requests.vocabulary import same
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CELL: Final = re.compile(r"[\n\r\t|;,]|: ")
ESCAPED: Final = re.compile(r"\\[ux][0-9a-f]{2}|&#x?[0-9a-f]{2}", re.IGNORECASE)
_LONG_TOKEN: Final = 24
LONGEST: Final = 20_000
"""A longer text may hold anything."""
_MOST_LEAVES: Final = 400
_MOST_WORDS: Final = 8
_SMALL_WORDS: Final = 2
"""Words written small that a value of data may have ("in progress"); more are prose."""
_UNREAD: Final = 4
"""Words of a sentence that must belong to a language we know."""
_ASKS: Final = (
    YOU
    | clauses.SAYING
    | words(
        """please pls kindly must should shall need needs want wants wish wishes your assistant agent bot ai system immediately urgent first next before instead always never customer's
        bitte muss müssen soll sollen sollte sofort zuerst kunde kundin ihre dein deine wünscht möchte will brauche
        svp veuillez merci doit devez faut voulez souhaite votre vos client cliente
        favor debe deben hay solicita quiere su sus
        graag moet moeten verzoek wil wenst uw jouw klant"""
    )
)


def is_free(tool: Tool, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether no untrusted text of the trace asks for anything or speaks of what ``tool`` does."""
    own = _own_words(tool)
    spans = {
        span.trace
        for one in found
        for span in one.spans
        if not span.trusted and not (span.source.startswith("tool:") and (span.alone or one.points))
    }
    return all(one.number not in spans and _is_idle(one, own) for one in trace.untrusted)


def is_data(text: Text, meant: frozenset[str]) -> bool:
    """Whether a text is a tool's answer in fields or cells, none of which is more than a few words or has one of a deed that is ``meant``."""
    if not text.source.startswith("tool:") or len(text.text) > LONGEST:
        return False
    try:
        told = list(of_json(json.loads(text.text, object_pairs_hook=pairs)))
    except (ValueError, RecursionError):
        told = _CELL.split(text.text) if "|" in text.text else [text.text]
    return all(len(one.split()) <= _MOST_OF_A_CELL and not _has_deed(one, meant) for one in told)


def _has_deed(told: str, meant: frozenset[str]) -> bool:
    """Whether a word of it is a verb of the deed; names of fields are none."""
    return not _NAME_OF_FIELD.fullmatch(told) and any(deeds(word) & meant for word in word_list(told))


_MOST_OF_A_CELL: Final = 4
_NAME_OF_FIELD: Final = re.compile(r"[a-z]+(?:[_-][a-z]+)+")


@lru_cache(maxsize=512)
def _own_words(tool: Tool) -> frozenset[str]:
    """Its verbs and the words of its name; not what it is about, which its own look-ups speak of all the time."""
    named = frozenset(one for one in vocabulary.parts(tool.name) if len(one) > 3)
    return named | frozenset(asking.verbs_of(tool)) | vocabulary.of(tool).heads


def _is_idle(text: Text, own: frozenset[str]) -> bool:
    if not text.text.strip():
        return True
    if len(text.text) > LONGEST or not is_readable(text.text):
        return False
    if text.source.startswith("tool:"):
        leaves = [one for one in _leaves(text.text) if not _is_label(one)]
        told = "\n".join(leaves)
        if len(leaves) > _MOST_LEAVES or ESCAPED.search(told) or not (told.isascii() or is_readable(told)):
            return False
        spelled = " ".join(leaves)
        return not asking.wishes_of(spelled).all and all(_is_data(one, own) for one in leaves)
    return not ESCAPED.search(text.text) and _is_telling_only(text.text, own)


@lru_cache(maxsize=256)
def is_readable(text: str) -> bool:
    """Latin letters that all can be seen, nothing encoded, and no detector sees an order."""
    if unseen(text) is not None or injection.detect(text).share:
        return False
    if any(one.isalpha() and not one.isascii() and not unicodedata.name(one, "").startswith("LATIN") for one in text):
        return False
    return not any(_is_long(one) and "://" not in one and "@" not in one for one in re.findall(r"[\w+/=%.-]+", text))


def _is_long(token: str) -> bool:
    """Whether a token may hold something encoded; of a path each name."""
    return any(len(one) >= _LONG_TOKEN for one in (token.split("/") if token.startswith("/") else [token]))


def _is_label(leaf: str) -> bool:
    """The name of a field by its last word: "booking_id", "flightNo", "days_in_stock" is none."""
    told = vocabulary.parts(leaf) if _FIELD.fullmatch(leaf) else []
    return 1 < len(told) <= _LABEL_WORDS and told[-1] in _LABELS


_FIELD: Final = re.compile(r"[A-Za-z]+(?:[_-][a-z]+|[A-Z][a-z]+)+")
_LABEL_WORDS: Final = 4
_LABELS: Final = words(
    "id ids no nr num number ref reference code date day on at period status state type kind name time since reading total count stock price amount url email phone zip"
)


def _leaves(text: str) -> Iterator[str]:
    """The names and values of an answer; of one that is no JSON its lines and cells."""
    try:
        yield from of_json(json.loads(text, object_pairs_hook=pairs))
    except (ValueError, RecursionError):
        yield from (one.strip() for one in _CELL.split(text))


def pairs(pairs: list[tuple[str, Any]]) -> list[Any]:
    """Every name and value: a dict would drop the first of two of one name, which the agent has read."""
    return [one for pair in pairs for one in pair]


def of_json(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for below in value:
            yield from of_json(below)
    elif isinstance(value, str):
        yield value


def _is_data(leaf: str, own: frozenset[str]) -> bool:
    """A name, a figure, a state: a few words without a verb that the tool knows, and none that asks."""
    told = _WORD.findall(leaf)
    small = [one for one in told if one[0].islower()]
    if len(told) > _MOST_WORDS or len(small) > _SMALL_WORDS:
        return False
    said = [bare(one.casefold()) for one in told]
    if len(said) > 1 and (asking.wishes_of(leaf).all or (not LIGHT.isdisjoint(one.casefold() for one in told) and requests(leaf))):
        return False
    parted = [part for one in re.findall(r"[\w.-]+", leaf) for part in vocabulary.parts(one)]
    if any(one.casefold() in _ASKS for one in told):
        return False
    if len(said) == 1 and "_" not in leaf:
        return said[0] not in own  # "Cancel", not "cancelled"
    return not any(_is_own(one, own) or deeds(one) & GENERAL.keys() for one in (*said, *parted))


def _is_own(word: str, own: frozenset[str]) -> bool:
    return len(word) > 3 and any(same(word, one) or word.startswith(one) for one in own)


def _is_telling_only(text: str, own: frozenset[str]) -> bool:
    """Prose in a language we know that asks for nothing and has no word of the tool's name and verbs."""
    if requests(text) or asking.wishes_of(text).all:
        return False
    said = [one.casefold() for one in _WORD.findall(loose(text).text)]
    if any(one in _ASKS or one.endswith("'ll") for one in said) or any(_is_own(bare(one), own) for one in said):
        return False
    return sum(len(one.items) for one in sentences(text) if not one.tongue) < _UNREAD and "?" not in text
