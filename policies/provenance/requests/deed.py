"""What a tool does: its deed and its things, read from its name and from what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, deeds, is_noun, is_weak, things
from policies.provenance.language.plain import bare
from policies.provenance.requests.vocabulary import heads_of, parts

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_AWAY: Final = re.compile(r"\A\s*(?:takes?|throws?|puts?|pulls?|moves?)\b.{2,40}\b(?:off|out of|away)\b")
"""Takes a child off a list."""
RECORDS: Final = words(
    "file files record records system data details entry profile account info information akte kartei system daten angaben eintrag dossier fiche donnees coordonnees expediente ficha datos dossier gegevens systeem bestand"
)
"""What anything is kept in."""
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


@lru_cache(maxsize=1024)
def deed_of(name: str, description: str) -> Deed:
    words = [one for one in parts(name) if one not in _SMALL or deeds(one)]
    found = _named(words) | frozenset().union(*(_of_head(one) for one in heads_of(description) if not one.endswith("ed")))
    if not found:
        told = [word for one in _WORD.finditer(description[:200]) if not is_weak(word := bare(one.group().casefold()))]
        found = next((_of_head(one) for one in told if _of_head(one)), frozenset())
    if words[:1] == ["file"] or "files" in heads_of(description):
        found |= {"create"}  # "file_claim": a verb only where it comes first
    if _AWAY.search(description[:120].casefold()):
        found = found - {"create"} | {"delete"}
    if {"cancel", "enable"} <= found:
        found |= {"pause"}  # what stops and resumes
    general = found & GENERAL.keys()
    nouns = frozenset(one for one in words if not deeds(one) or things(one))
    return Deed(general, found - general, frozenset(concept for one in words for concept in things(one)), nouns)


def _of_head(word: str) -> frozenset[str]:
    """ "Cancels an order" cancels."""
    return deeds(word) or deeds(word.removesuffix("s"))


def _named(words: list[str]) -> frozenset[str]:
    """Deeds in a name: its first verb ("cancel_order" cancels); nouns count beside a verb that says little ("make_payment" pays)."""
    telling = [one for one in words if deeds(one)]
    verbs = [one for one in telling if not is_noun(one)]
    nouns = [one for one in telling if not things(one)] or telling  # a "refund_order" refunds and buys nothing
    first = deeds(verbs[0]) if verbs else frozenset().union(*map(deeds, nouns))
    if verbs and first & {"create", "run", "send", "share", "book"}:
        first = first.union(*(deeds(one) for one in telling))
    return first
