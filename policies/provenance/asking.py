"""Whether a trusted text asks for a call of this kind: its deed is wished for, and of the right kind of thing.

A hijacked agent may use nothing but values that the requester has uttered ("what is the state of A-1001?" - and cancels A-1001), so the wish
for a change needs a source as much as its arguments do. The word of a deed counts where it is asked for: not where it is negated, and a noun or
participle ("my payment", "cancelled") only near a word of wishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.common import words
from policies.provenance.concepts import GENERAL, NOT, WISH, deeds, is_noun, is_weak, things
from policies.provenance.plain import bare, strict
from policies.provenance.types import Tool

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[€$£]")
_SENTENCE: Final = re.compile(r"[.!?;:\n](?:\s|\Z)|\n")
_STARTS: Final = words(
    "please and then to also bitte und dann zu auch et puis de aussi y luego después a también en dan om te ook kindly just now jetzt"
)
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_QUESTION: Final = words(
    "what when where which who why how was wann wo welche wer warum wieso quand quel quelle qui pourquoi comment qué cuándo dónde cuál quién cómo wat wanneer waar welke wie waarom hoe did has is are war ist hat"
)
_WHETHER: Final = words("whether ob should shall sollen sollte sollten")
_LET: Final = words("let lass laat")
_KNOW: Final = words("know wissen weten")
_FAR: Final = words("nicht nie niemals kein keine keinen keinem keinesfalls niet nooit geen")
"""Denials of languages whose verb stands at the end of its clause, or before them at its beginning."""
_TOLD: Final = words(
    "told said says wrote writes threatened claims sagte sagt schrieb meinte behauptet drohte dijo dice escribió amenazó zei zegt schreef écrit prétend menace"
)
_WAY: Final = words("how wie comment cómo hoe why warum pourquoi waarom")
_ONE: Final = words("i we you one to can could do ich wir man kann könnte je on nous puis peut puedo puede se ik kan")
_BREAKS: Final = (
    words("please bitte and und et y en but aber mais pero maar deshalb daher donc alors dann then puis luego dus sondern because weil")
    | WISH
)
_JOINED: Final = words("that dass dat que")
_LONGEST: Final = 12
_SMALL: Final = words(
    "a an the of to for by in on at and or my your our is it as with from into one all any this that api tool get set id v1 v2 via"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a tool does, read from its name, and where that says nothing from its description."""

    general: frozenset[str]
    specific: frozenset[str]
    things: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one text asks for: deeds wished for, things and words mentioned."""

    deeds: frozenset[str]
    things: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=1024)
def parts(name: str) -> tuple[str, ...]:
    """ "sendMoney_toIBAN" -> send, money, to, iban."""
    return tuple(bare(one.casefold()) for one in _PARTS.findall(bare(name)))


@lru_cache(maxsize=1024)
def deed_of(name: str, description: str) -> Deed:
    words = [one for one in parts(name) if one not in _SMALL or deeds(one)]
    found = _named(words)
    if not found:
        words_told = [bare(one.group().casefold()) for one in _WORD.finditer(description[:200])]
        told = next(
            (deeds(one) or deeds(one.removesuffix("s")) for one in words_told if deeds(one) or deeds(one.removesuffix("s"))), frozenset()
        )
        found = told
    general = found & GENERAL.keys()
    nouns = frozenset(one for one in words if not deeds(one) or things(one))
    return Deed(general, found - general, frozenset(concept for one in words for concept in things(one)), nouns)


def _named(words: list[str]) -> frozenset[str]:
    """Deeds in a name: its first verb ("cancel_order" cancels); nouns count beside a verb that says little ("make_payment" pays)."""
    telling = [one for one in words if deeds(one)]
    verbs = [one for one in telling if not is_noun(one)]
    first = deeds(verbs[0]) if verbs else frozenset().union(*map(deeds, telling))
    if verbs and first & {"create", "run", "send", "share"}:
        first = first.union(*(deeds(one) for one in telling))
    return first


@lru_cache(maxsize=256)
def wish_of(text: str) -> Wish:
    plain = "\n".join(strict(line).text for line in text.split("\n"))
    wished: set[str] = set()
    words: set[str] = set()
    for sentence, commas, asks_back in _sentences(plain):
        words.update(bare(one) for one in sentence)
        if not asks_back:
            wished.update(_wished(sentence, commas))
    return Wish(frozenset(wished), frozenset(concept for one in words for concept in things(one)), frozenset(words))


def _sentences(plain: str) -> Iterator[tuple[list[str], frozenset[int], bool]]:
    """Words of each sentence, the places of those before which a comma stands, and whether it only wants to know ("Who can cancel A-1?")."""
    start = 0
    for end, mark in [*((found.start(), found[0][0]) for found in _SENTENCE.finditer(plain)), (len(plain), "")]:
        told = plain[start:end].rstrip("?")
        found = list(_WORD.finditer(told))
        words = [one[0] for one in found]
        commas = frozenset(place for place, one in enumerate(found) if place and "," in told[found[place - 1].end() : one.start()])
        asks = bool(words) and words[0].split("'")[0] in _QUESTION
        yield words, commas, asks and (mark == "?" or plain[end - 1 : end] == "?" or "," not in told)
        start = end + 1


def _wished(words: list[str], commas: frozenset[int]) -> Iterator[str]:
    for place, word in enumerate(words):
        concepts = deeds(bare(word))
        if bare(word) in _KNOW and _LET.intersection(words[:place]):
            yield "send"
        if not concepts or _negated(words, place) or _undone(words, place, commas):
            continue
        if not is_weak(bare(word)) or _as_verb(words, place) or _near_wish(words, place):
            yield from concepts


def _negated(words: list[str], place: int) -> bool:
    before = words[max(0, place - 3) : place]
    return bool(NOT.intersection((*before, *words[place + 1 : place + 2]))) or bool(_WHETHER.intersection(words[max(0, place - 8) : place]))


def _undone(words: list[str], place: int, commas: frozenset[int]) -> bool:
    """Elsewhere in its clause: a denial far from its verb, the word of somebody else ("Eve told me to ..."), or only the way to do it."""
    before, after = _clause(words, place, commas)
    ways = any(one in _WAY and other in _ONE for one, other in pairwise(before))
    return ways or bool(_FAR.union(_TOLD).intersection(before)) or bool(after and (after[-1] in _FAR or after[-2:] == ["keinen", "fall"]))


def _clause(words: list[str], place: int, commas: frozenset[int]) -> tuple[list[str], list[str]]:
    """What stands before and after a word up to the ends of its clause."""
    start, end = place, place + 1
    while start > max(0, place - _LONGEST) and words[start - 1] not in _BREAKS and (start not in commas or words[start] in _JOINED):
        start -= 1
    while end < min(len(words), place + _LONGEST) and words[end] not in _BREAKS - {"bitte"} and end not in commas:
        end += 1
    return words[start:place], words[place + 1 : end]


def _as_verb(words: list[str], place: int) -> bool:
    """ "Email Anna ...", "please order two", "... and post it"; not "cancelled"."""
    led = place == 0 or (words[place - 1] in _STARTS and words[0] not in _QUESTION)
    return led and not words[place].endswith("ed") and len(words) > place + 1


def _near_wish(words: list[str], place: int) -> bool:
    before = words[max(0, place - 4) : place]
    return bool(WISH.intersection(before)) and not _QUESTION.intersection(words[:1])


def mentions(deed: Deed, wishes: Iterable[Wish]) -> bool:
    """Whether the deed or its thing is spoken of at all: enough for a reading call."""
    return any(_thing_fits(deed, wish) or (deed.general | deed.specific) & wish.deeds for wish in wishes)


def asked(tool: Tool, wishes: Iterable[Wish], *, pointed: bool) -> bool:
    """Whether one of the trusted texts asks for this change. ``pointed``: it also names what the call is about (an identifier, an address)."""
    deed = deed_of(tool.name, tool.description)
    return any(_asks(deed, wish, pointed) for wish in wishes)


def _asks(deed: Deed, wish: Wish, pointed: bool) -> bool:
    fits = _thing_fits(deed, wish)
    if deed.specific:
        if deed.specific & wish.deeds:
            return fits or pointed or not (deed.things or deed.words)
        if "deploy" in deed.specific and "run" in wish.deeds:
            return fits or pointed
        loosely = deed.general | ({"create"} if "book" in deed.specific else set())
        return bool(loosely & wish.deeds) and bool(deed.things & wish.things)
    if deed.general:
        wanted = deed.general | ({"book"} if "create" in deed.general else set())
        return bool(wanted & wish.deeds) and (fits or pointed)
    return bool(deed.words) and fits and pointed


def _thing_fits(deed: Deed, wish: Wish) -> bool:
    return bool(deed.things & wish.things) or any(_alike(one, word) for one in deed.words for word in wish.words)


def _alike(left: str, right: str) -> bool:
    """The same word up to its ending."""
    size = min(len(left), len(right))
    return size >= 4 and left[: max(4, size - 1)] == right[: max(4, size - 1)]
