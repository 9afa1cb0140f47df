"""What the words beside a value and the name of a parameter say of each other: which of several values a parameter means, and its role."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import things
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, values
from policies.provenance.reading import Text, word_list
from policies.provenance.requests.vocabulary import alike, parts
from policies.provenance.ties.spoken import Value

FROM_LIKE: Final = words(
    "from source old origin current previous sender start begin debit payer since departure pickup src shipper consignor absender von expediteur remitente afzender de desde van"
)
GOAL_LIKE: Final = words(
    "to new target dest destination recipient receiver beneficiary payee end until till creditor return dropoff arrival dst consignee addressee empfanger empfaenger destinataire destinatario ontvanger nach an vers hasta naar"
)
SELLERS: Final = words("supplier vendor seller provider shop store merchant retailer restaurant manufacturer brand")
"""Who something comes from: "20 boxes from Medpoint"."""
_LIST: Final = re.compile(r"[\s,]*(?:and|or|und|oder|et|ou|y|e|o|en|of|&)?\s*", re.IGNORECASE)


def called(item: Item, one: Value, items: Sequence[Item]) -> int:
    """How much of the parameter's name stands right before a value of the wish."""
    place = _place(item, items)
    start = next((at + 1 for at in range(place - 1, -1, -1) if items[at].kind), 0)
    return spoken_of([bare(word.word) for word in items[max(start, place - 3) : place]], one)


def _place(item: Item, items: Sequence[Item]) -> int:
    """Where an item stands among those of its text, which are in their order."""
    return bisect_left(items, item.start, key=lambda one: one.start)


def role(one: Value) -> str:
    names = set(parts(one.path))
    return "from" if names & FROM_LIKE else "to" if names & GOAL_LIKE else ""


def bare_name(one: Value) -> frozenset[str]:
    """A parameter's name without the word of its role, so that oldName and newName are one."""
    return frozenset(parts(one.path)) - FROM_LIKE - GOAL_LIKE


def first(one: Value) -> tuple[int, int]:
    return one.spans[0].trace, one.spans[0].start


def label(text: Text, item: Item, one: Value) -> int:
    """How much of the parameter's name stands beside a value; in a list it stands before the first."""
    told = values(text.text)
    place = _place(item, told)
    while place and _LIST.fullmatch(text.text[told[place - 1].end : told[place].start]):
        place -= 1
    item = told[place]
    before, after = text.text[max(0, item.start - 30) : item.start], text.text[item.end : item.end + 20]
    return spoken_of([*word_list(before.rsplit(".", 1)[-1])[-3:], *word_list(after.split(".", 1)[0])[:1]], one)


def spoken_of(said: Sequence[str], one: Value) -> int:
    """How many parts of a parameter's name are among the words; one, where a word only names the same kind of thing."""
    names = parts(one.path)
    same = sum(any(alike(word, name) for word in said) for name in names)
    return same or int(any(things(word) & things(name) for word in said for name in names))


def in_one_sentence(other: tuple[Text, Item], mine: Sequence[tuple[Text, Item]]) -> bool:
    text, item = other
    return any(text.number == own.number and not ends(text.text[min(item.end, at.end) : max(item.start, at.start)]) for own, at in mine)


def ends(between: str) -> bool:
    return any(mark in between for mark in (". ", "! ", "? ", ";", "\n\n"))
