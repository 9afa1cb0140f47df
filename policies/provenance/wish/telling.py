"""Which words of a request say something, and how many of them a tool has as well."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, deeds
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import DETERMINERS, LIGHT, Scope
from policies.provenance.language.sentences import Item
from policies.provenance.requests.deed import Deed
from policies.provenance.requests.vocabulary import same

EMPTY: Final = words("get have make take give put need do let use")
"""Verbs that say nothing by themselves."""


def telling(items: Sequence[Item]) -> frozenset[str]:
    """Words that say something, and two in a row as one ("pick up" is pickup)."""
    plain = [bare(one.word) for one in items if not one.kind]
    return frozenset([bare(one.word) for one in items if not one.kind and _tells(one)] + [f"{a}+{b}" for a, b in pairwise(plain)])


def _tells(one: Item) -> bool:
    return one.word not in LIGHT and len(one.word) > 2


def overlap(said: frozenset[str], mine: frozenset[str]) -> int:
    """How many words of a text are among the tool's."""
    return sum(1 for word in said if is_among(word, mine))


def is_among(word: str, mine: frozenset[str]) -> bool:
    """Whether a word is one of a tool's; verbs that go with anything are not."""
    if deeds(word) & GENERAL.keys() or word in LIGHT or word in EMPTY or len(word) < 3:
        return False
    return word.replace("+", "") in mine or ("+" not in word and any(same(word, one) for one in mine))


def updates(deed: Deed, scope: Scope, mine: frozenset[str]) -> bool:
    """Whether a tool may be meant by a verb that changes what is there: it does, and what the verb is done to is a value, "it" or a word of the tool's, or stands before it."""
    if "update" not in deed.general:
        return False
    after = [one for one in scope.items[scope.at + 1 :] if one.kind or one.word not in DETERMINERS]
    return not after or bool(after[0].kind) or after[0].word in _IT or is_among(bare(after[0].word), mine)


_IT: Final = words("it them this that these those es sie das ihn le la les lo los las het ze die up down")
