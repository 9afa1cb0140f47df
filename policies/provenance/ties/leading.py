"""What leads each value of a wish ("to", "from", another word, nothing), and what stands in a list with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import DETERMINERS, FROM, LIGHT, TO, Scope, is_telling, side_of
from policies.provenance.language.sentences import Item
from policies.provenance.reading import Text
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.vocabulary import parts
from policies.provenance.ties.labels import FROM_LIKE, GOAL_LIKE
from policies.provenance.ties.spoken import NUMERIC, Value

_QUIET: Final = words(
    "please bitte svp favor alsjeblieft alstublieft also auch aussi también ook too the number nummer numéro número no nr € $ £ eur euro euros usd dollars"
)


@dataclass(frozen=True)
class Led:
    """The values of one call beside one wish in text ``number``."""

    wish: Wish
    number: int
    values: tuple[Value, ...]
    said: frozenset[str]
    texts: tuple[Text, ...]
    known: frozenset[str]
    whole: bool = False
    """The call takes up all that was said, so that no value can be taken for one that is left."""

    @property
    def scope(self) -> Scope:
        return self.wish.scope

    def _within(self, place: int, one: Value) -> bool:
        return place > 0 and one.covers(self.number, self.scope.items[place - 1])

    def _has_both(self) -> bool:
        told = {item.word for item in self.scope.items}
        return bool(told & TO) and bool(told & FROM)

    @cached_property
    def _places(self) -> dict[Item, int]:
        return {item: place for place, item in enumerate(self.scope.items)}

    @cached_property
    def _takers(self) -> dict[Item, list[Value]]:
        return {item: [one for one in self.values if one.covers(self.number, item)] for item in self.scope.items if item.kind}

    @cached_property
    def _leads(self) -> list[str]:
        return []

    def _reached(self, item: Item, rivals: Sequence[Item], one: Value) -> bool:
        """Whether the verb means this one of several: the object itself, one listed beside it, or the goal where another is the start."""
        place, others = self._places[item], [self._places[rival] for rival in rivals]
        side = side_of([place, *others], self.scope)
        if (place > self.scope.at) is not side:
            return not any((other > self.scope.at) is side for other in others)
        marks = {at: self._mark(at) for at in (place, *others)}
        names = set(parts(one.path))
        if "to" in marks.values() and len(set(marks.values())) > 1:
            if names & FROM_LIKE:
                return marks[place] != "to"
            if names & GOAL_LIKE or marks[place] == "from" or "update" in self.wish.deeds:
                return marks[place] == "to"
        near = sorted((at for at in (place, *others) if (at > self.scope.at) is side), key=lambda at: abs(at - self.scope.at))
        plain = [at for at in near if not marks[at]]
        anchor = (plain or near)[0]
        goes_from = "to" in marks.values() and all(marks[other] == "from" for other in others)
        return place == anchor or self._listed(anchor, place) or (marks[place] == "to" and goes_from)

    def _mark(self, place: int) -> str:
        """What leads a value: "to", "from", another word that makes it no object, or nothing. Found once each, from the front: lists are long."""
        while len(self._leads) <= place:
            self._leads.append(self._lead(len(self._leads)))
        return self._leads[place]

    def _lead(self, place: int) -> str:
        for at in range(place - 1, -1, -1):
            before, after = self.scope.items[at], self.scope.items[at + 1]
            if before.joins or "," in after.gap:
                return self._mark_of_list(at, place)
            if at == self.scope.at or before.kind or after.gap.strip():
                return ""
            if before.upper and self.scope.items[place].kind in NUMERIC:
                return ""  # "to Hamburg 89.90"
            if before.word in TO or before.word in FROM:
                return "to" if before.word in TO else "from"
            if (
                before.word in DETERMINERS
                or bare(before.word) in self.known
                or things(bare(before.word))
                or (before.upper and at > self.scope.own[0])
            ):
                continue
            if before.word in LIGHT:
                return "" if before.word in _QUIET else "with"
            return "" if self.scope.tongue != "en" and is_telling(before) and self._is_noun(at) else self._marks(at)
        return ""

    def _mark_of_list(self, at: int, place: int) -> str:
        """In "to Anna and Ben", Ben is led as Anna is."""
        kind = self.scope.items[place].kind
        before = at - 1 if self.scope.items[at].joins and at else at
        return self._mark(before) if self.scope.items[before].kind == kind else ""

    def _is_noun(self, at: int) -> bool:
        return at > 0 and self.scope.items[at - 1].word in DETERMINERS

    def _marks(self, at: int) -> str:
        word = bare(self.scope.items[at].word)
        return "" if word in self.known or self._is_noun(at) or at == self.scope.at + 1 else "with"

    def _listed(self, first: int, second: int) -> bool:
        """Whether only a list lies between two values: commas, "and", articles, names of things, values of other kinds."""
        low, high = sorted((first, second))
        kind = self.scope.items[first].kind
        between = self.scope.items[low + 1 : high]
        joined = any("," in one.gap or one.joins for one in self.scope.items[low + 1 : high + 1]) or any(
            "\n" in one.gap or not one.gap for one in between
        )
        lists = all(
            one.kind or one.joins or one.word in DETERMINERS | _QUIET or (things(bare(one.word)) and not (deeds(bare(one.word)) and self._is_new(one)))
            or (one.word in (LIGHT - FROM if kind in NUMERIC else LIGHT) and any(other.kind and other.kind != kind for other in between))
            for one in between
        )  # fmt: skip
        return lists and (joined or self.scope.part_of(low) != self.scope.part_of(high))

    def _is_new(self, item: Item) -> bool:
        return sum(one.word == item.word for one in self.scope.items) < 2
