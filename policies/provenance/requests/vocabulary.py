"""What a tool says of itself: the words of its name, its description, its parameters and the choices they offer.

Most tools are described in plain words ("Rolls out a version of a service"). A request that uses those words needs no list of ours to be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds, is_noun, things
from policies.provenance.language.lexicon import meanings
from policies.provenance.language.plain import bare, strict
from policies.provenance.language.scopes import LIGHT
from policies.provenance.types import Tool

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_HEADS: Final = re.compile(r"(?:\A|[.;,/]\s*|\b(?:or|and|oder|und|ou|et|y|o|en|of)\s+)([^\W\d_]{3,})")
_ENDINGS: Final = ("ies", "es", "s", "t", "en", "er", "re", "e", "r")
SEPARABLE: Final = words("ab an auf aus ein hinzu um vor weg weiter zurück frei fest durch nach af op aan uit toe terug vast bij")
"""Ends a German or Dutch sentence and belongs to its verb: "Meldet einen Hund ab." """
_DEEPEST: Final = 6
_MOST: Final = 200


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """ "sendMoney_toIBAN" -> send, money, to, iban; "ueberweisung" -> uberweisung, where that says what it is."""
    return tuple(_with_umlauts(bare(one.casefold())) for one in _PARTS.findall(bare(name)))


def _with_umlauts(word: str) -> str:
    """Names of tools spell ü as ue; texts do not."""
    if not any(pair in word for pair in ("ae", "oe", "ue")) or deeds(word) or things(word):
        return word
    other = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return other if deeds(other) or things(other) else word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``heads`` are verbs (of the name, and that begin the description), ``name`` the words of the name, ``words`` all there are."""

    heads: frozenset[str]
    name: frozenset[str]
    words: frozenset[str]
    things: frozenset[str]


@lru_cache(maxsize=512)
def heads_of(description: str) -> frozenset[str]:
    """The verbs that begin what a description says: "Creates or changes a record." """
    first = strict(description[:200]).text.split(". ")[0]
    found = frozenset(bare(found[1]) for found in _HEADS.finditer(first) if found[1] not in LIGHT and not _ends_a_list(first, found))
    last = first.rstrip(". ").rpartition(" ")[2]
    return frozenset(f"{bare(last)}{one}" for one in found) if last in SEPARABLE else found


def _ends_a_list(told: str, found: re.Match[str]) -> bool:
    """ "Adds a seat, bag, meal or transfer to a booking": the last of several things; what a verb is done to would follow it."""
    return found.start() > 0 and bool(_LISTED.search(told[: found.start(1)])) and bool(_BY_NOTHING.match(told[found.end() :]))


_LISTED: Final = re.compile(
    r"\b(?:an?|the|einen?|eine[rmns]?|de[rnms]|die|das|une?|les?|la|un[ao]s?|el|l[ao]s|een|de|het)\s+[\w-]+,(?:\s+[\w-]+,)*\s+[\w-]+\s+[^\W\d_]+\s\Z"
)
"""A thing with its article, at least one more, and a word that joins."""
_BY_NOTHING: Final = re.compile(
    r"\s*(?:\Z|[.;)]|(?:to|for|on|in|of|from|at|with|zu|zur|zum|für|auf|in|von|à|pour|sur|de|du|a|para|en|aan|voor|op|van|bij)\b)"
)


@lru_cache(maxsize=512)
def verbs_in(name: str, description: str) -> tuple[str, ...]:
    """Words of a name that may be its verb: those of our lists, else any that the description does not use as a noun ("policy_lapse: ends a policy")."""
    named = [one for one in parts(name) if len(one) > 3 and one not in LIGHT and not things(one) and not is_noun(one)]
    known = [one for one in named if deeds(one)]
    heads = heads_of(description)
    told = {bare(one) for one in _WORD.findall(strict(description[:400]).text)} - heads
    return tuple(known or (one for one in named if not any(same(one, other) for other in told)))


@lru_cache(maxsize=1024)
def of(tool: Tool) -> Vocabulary:
    named = [one for one in parts(tool.name) if len(one) > 2 and one not in LIGHT]
    told = [bare(one) for one in _WORD.findall(strict(tool.description[:400]).text)]
    verbs = verbs_in(tool.name, tool.description)
    names = list(names_in(tool.parameters, choices=True))[:_MOST]
    all_words = frozenset(one for one in (*named, *told, *names) if len(one) > 2 and one not in LIGHT)
    return Vocabulary(
        heads_of(tool.description) | frozenset(verbs), frozenset(named), all_words, frozenset().union(*(things(one) for one in all_words))
    )


@lru_cache(maxsize=1024)
def named_by(tool: Tool) -> frozenset[str]:
    return frozenset((*parts(tool.name), *parts(tool.description[:300]), *names_in(tool.parameters)))


def names_in(schema: Any, depth: int = 0, *, choices: bool = False) -> Iterator[str]:
    """Words of the parameters' names, and of the choices they offer, however deep they lie."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    for offered in (schema.get("enum") or ()) if choices else ():
        if isinstance(offered, str) and len(offered) < 40:
            yield from parts(offered)
    yield from names_in(schema.get("items"), depth + 1, choices=choices)
    inner = schema.get("properties")
    for name, below in inner.items() if isinstance(inner, Mapping) else ():
        yield from parts(str(name))
        yield from names_in(below, depth + 1, choices=choices)


def offered_by(schema: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, frozenset[str]]]:
    """The choices of every parameter that has some, by its path."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    if isinstance(schema.get("enum"), list):
        yield path, frozenset(bare(one.casefold()) for one in schema["enum"] if isinstance(one, str))
    yield from offered_by(schema.get("items"), path, depth + 1)
    inner = schema.get("properties")
    for name, below in inner.items() if isinstance(inner, Mapping) else ():
        yield from offered_by(below, f"{path}.{name}" if path else str(name), depth + 1)


@lru_cache(maxsize=16384)
def same(left: str, right: str) -> bool:
    """The same word up to its ending, or of another language: "rolls" and "roll", "translate" and "übersetze"; "cancellation" is not "cancel"."""
    if left == right or meanings(left) & meanings(right):
        return True
    short, long_ = sorted((left, right), key=len)
    if len(short) < 3 or len(long_) - len(short) > 3:
        return False
    return _stem(short) == _stem(long_) or (len(short) >= 4 and long_.startswith(short[: max(4, len(short) - 1)]))


def alike(left: str, right: str) -> bool:
    """The same word up to its last letter and all that may follow it: "order", "orders", "ordering" and "ordeal"; looser than ``same``."""
    size = min(len(left), len(right))
    return left == right or (size >= 4 and left[: max(4, size - 1)] == right[: max(4, size - 1)])


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    for one in _ENDINGS:
        if word.endswith(one) and len(word) - len(one) >= 3:
            return word.removesuffix(one) + ("y" if one == "ies" else "")
    return word
