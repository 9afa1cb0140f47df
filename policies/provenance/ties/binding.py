"""Whether each value of a change belongs to the wish that the change fulfils.

"Cancel A-1001; A-2002 must arrive": both are the requester's words, and only one may be cancelled. A value that the wish's own clause names is
fine; one from elsewhere is fine while it is the only one of its kind ("My order is A-1001. Please cancel it."), and strays where another of its kind
stands in the wish, or where several do not and nothing says which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language.common import ENDS, words
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import LIGHT, is_determiner, is_telling
from policies.provenance.language.sentences import Item, sentences, values
from policies.provenance.lookups.naming import beyond
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.vocabulary import alike, parts
from policies.provenance.ties import elements, labels, spoken
from policies.provenance.ties.labels import FROM_LIKE, GOAL_LIKE, bare_name, called, ends, first, in_one_sentence, label, role, spoken_of
from policies.provenance.ties.spoken import WORD, Value, same_kind
from policies.provenance.ties.standing import Standing
from policies.provenance.values import tracing
from policies.provenance.values.taking import worded_by
from policies.provenance.values.tracing import Argument

_ADDRESSES: Final = ("mail", "phone", "account", "link")
_BEHIND: Final = 4
"""Words after "to" among which the value stands: "to our new clinic, a@b.example"."""


class Bound(Standing):
    """The arguments of one call beside one wish in text ``number``."""

    def strays(self) -> frozenset[str]:
        """Paths of the arguments that do not belong."""
        found = {one.path for one in self.values if any(self._strays(one, kind) for kind in one.kinds)}
        listed = elements.in_order(self.values, self.number) if self.whole else frozenset()
        return frozenset(((found | self._crossed()) - listed) | self._reversed() | elements.shuffled(self.values, self.number))

    def _strays(self, one: Value, kind: str) -> bool:
        if one.is_of_record:
            return not self._is_named(one)
        if self._is_of_the_house(one, kind):
            return False
        if self.whole and self._is_unmixed(one, kind):
            return (kind == WORD and (self._is_turned(one) or self._is_left(one))) or self._is_ones_own(one)
        sole = self.whole and self._is_sole(one, kind)
        if kind == WORD:
            return (not sole and not self._inside(one) and self._names_another(one)) or self._is_turned(one) or self._is_left(one)
        if self._is_ones_own(one):
            return True
        if sole:
            return False
        mine = [item for item in self.scope.items if item.kind and one.covers(self.number, item)]
        rivals = [
            item for item in self.scope.items
            if same_kind(item.kind, kind) and not one.covers(self.number, item) and not (item.key.isalpha() and item.key in self.said)
            and not elements.is_no_count(one, item) and not (item.kind == "money" and one.is_figure) and not self._is_denied(item)
        ]  # fmt: skip
        free = [item for item in rivals if not self._is_of_another(item, one)]
        if mine and all(self._is_swapped(item, rivals, one) for item in mine):
            return True
        if mine:
            free = [item for item in free if not any(self._is_beside(item, own, one) for own in mine)]
            return bool(free) and not any(self._reached(item, free, one) for item in mine)
        if self._inside(one) or self._goes_on(one, kind) or (not free and self._is_alone_beside(one, kind)):
            return False
        spoken = [(text, item) for text, item in self._everywhere(kind) if one.covers(text.number, item)]
        if rivals and spoken and not free and kind in ("day", "clock") and self._in_its_sentence(spoken):
            return False  # a beginning and an end
        if rivals and spoken and not free:
            return not any(label(text, item, one) for text, item in spoken) and not self._is_last(kind, rivals, one)
        return bool(free) or self._is_ambiguous(one, kind)

    def _is_unmixed(self, one: Value, kind: str) -> bool:
        """Whether it can have changed places with nothing: of a call that takes up all that was said, the name of somebody, a day, the only figure, a whole list."""
        if "[" in one.path:
            return not any(self._inside(other) for other in self.values if other.root == one.root)
        if kind == WORD:
            return not one.is_said or (bool(_NAMES.intersection(parts(one.path)[-1:])) and len(str(one.argument.value).split()) > 1)
        figures = [other for other in self.values if other is not one and any(same_kind(kind, theirs) for theirs in other.kinds)]
        if not figures:
            return True
        spoken = [(text, item) for text, item in self._everywhere(kind) if one.covers(text.number, item)]
        if (self._is_called(one) or all(map(self._is_called, figures))) and self._in_its_sentence(spoken):
            return True
        return kind == "day" and not self._has_days() and all(_in_order(one, other) for other in figures)

    def _is_called(self, one: Value) -> bool:
        """Whether it is said behind what its parameter is called: "cost centre 4410"."""
        return any(label(text, item, one) for text in self.texts for item in values(text.text) if one.covers(text.number, item))

    def _has_days(self) -> bool:
        """Whether the wish names a day that is not in a wording of the call."""
        text = next(text for text in self.texts if text.number == self.number)
        given = [one.argument for one in self.values]
        return any(item.kind == "day" and not worded_by(item, text, given) for item in self.scope.items)

    def _is_ones_own(self, one: Value) -> bool:
        """ "Cancel the walk with Bruno, W-80 is mine": said to tell it apart from what the wish names by something the call does not have."""
        texts = {text.number: text.text for text in self.texts}
        owned = any(span.trace in texts and _MINE.match(texts[span.trace], span.end) for span in one.spans if span.trusted)
        others = (item for run, _ in self.scope.runs for item in run if item.kind or item.upper or item.joins)
        return owned and any(not any(other.covers(self.number, item) for other in self.values) for item in others)

    def _is_named(self, one: Value) -> bool:
        """Whether this very wish names the record that the value was taken from, or the only number of the message does."""
        codes = {item.key for _, item in self._everywhere("code")}
        if len(codes) == 1 and any(one.covers(text.number, item) for text, item in self._everywhere("code")):
            return True
        text = next(text.text for text in self.texts if text.number == self.number)
        ranges = list(beyond(self.scope, text))
        return any(
            self.scope.holds(span.start, span.end) or any(low <= span.start < high for low, high in ranges)
            for span in one.spans
            if span.trace == self.number
        )

    def _is_sole(self, one: Value, kind: str) -> bool:
        """Whether the call has no other value of its kind, and for a name, whether no other name was said."""
        if (
            any(
                (other.top != one.top if kind == WORD else other is not one) and same_kind(kind, theirs)
                for other in self.values
                for theirs in other.kinds
            )
            or "[" in one.path
        ):
            return False
        return kind != WORD or (" " in str(one.argument.value) and not self._others_named(one))

    def _inside(self, one: Value) -> bool:
        return elements.is_beneath(one, self.scope, self.texts, self.number) or any(
            span.trace == self.number and self.scope.holds(span.start, span.end) for span in one.spans
        )

    def _is_last(self, kind: str, rivals: Sequence[Item], one: Value) -> bool:
        """Whether nothing else of its kind is left, as each in the wish is another parameter's, and none of them is a start or a goal."""
        takers = [other for other in self.values if any(other.covers(self.number, item) for item in rivals)]
        if kind not in ("code", "account") or any(role(other) for other in (one, *takers)):
            return False
        keys = {item.key for text, item in self._everywhere(kind) if not any(other.covers(text.number, item) for other in takers)}
        return len(keys) == 1

    def _in_its_sentence(self, spoken: Sequence[tuple[Text, Item]]) -> bool:
        last = self.scope.items[-1].end
        return any(
            text.number == self.number and item.start >= last and not ends(f"{text.text[last : item.start]}") for text, item in spoken
        )

    def _is_of_another(self, item: Item, one: Value) -> bool:
        """Whether another parameter of the call takes it, and the words before it do not rather call it by this one's name."""
        takers = [other for other in self._takers[item] if other.root != one.root or elements.is_sibling(other, one)]
        own = called(item, one, self.scope.items)
        return any(called(item, other, self.scope.items) >= own for other in takers)

    def _is_beside(self, item: Item, own: Item, one: Value) -> bool:
        """Whether the same list of the call takes it, and the wish leads both alike: "to 2A and to 2B"."""
        mates = (other for other in self.values if "[" in one.path and other is not one and other.root == one.root)
        return any(other.covers(self.number, item) for other in mates) and self._mark(self._places[item]) == self._mark(self._places[own])

    def _goes_on(self, one: Value, kind: str) -> bool:
        """Whether a list that the wish holds one end of goes on to it: "send B-1 and B-2 to our adviser"."""
        mates = [other for other in self.values if "[" in one.path and other is not one and other.root == one.root]
        if not any(same_kind(item.kind, kind) and other.covers(self.number, item) for other in mates for item in self.scope.items):
            return False
        text = next(text.text for text in self.texts if text.number == self.number)
        last = self.scope.items[-1].end
        behind = [
            one
            for one in one.spans
            if one.trace == self.number and one.start >= last and _JOINING.fullmatch(text[last : one.start].strip())
        ]
        return any(_goes_to(text[span.end : span.end + 60]) for span in behind)

    def _is_swapped(self, item: Item, rivals: Sequence[Item], one: Value) -> bool:
        """ "Merge A into B": the start of one parameter and the goal of another, by their names."""
        names = set(parts(one.path))
        goal, *goals = (self._mark(self._places[each]) == "to" for each in (item, *rivals))
        if names & FROM_LIKE:
            return goal and not all(goals)
        return bool(names & GOAL_LIKE) and not goal and any(goals)

    def _is_turned(self, one: Value) -> bool:
        """ "From Holidays to Car", and a name that the wish leads by the one word is given to the parameter of the other."""
        names = set(parts(one.path))
        if not names & (FROM_LIKE | GOAL_LIKE):
            return False
        marks = {
            self._mark(place)
            for place, item in enumerate(self.scope.items)
            if one.covers(self.number, item) and not self._within(place, one)
        }
        wrong, right = ("to", "from") if names & FROM_LIKE else ("from", "to")
        return wrong in marks and right not in marks and self._has_both()

    def _is_left(self, one: Value) -> bool:
        """ "Switch me from Premium to Flex", and Premium is what the call sets: what shall be left, while the goal is taken up by nothing."""
        if set(parts(one.path)) & (FROM_LIKE | GOAL_LIKE | labels.SELLERS) or not self._has_both():
            return False
        items = self.scope.items
        own = [place for place, item in enumerate(items) if one.covers(self.number, item) and not self._within(place, one)]
        if not own or any(self._mark(place) != "from" for place in own):
            return False
        if any(item.kind == "number" for item in items[max(0, own[0] - _PARTITIVE) : own[0]]) and self.scope.tongue in ("fr", "es"):
            return False  # "trois paquets de farine à mon panier"
        goals = [
            item for place, item in enumerate(items)
            if place > own[0] and is_telling(item) and self._mark(place) == "to" and not any(other.covers(self.number, one) for other in self.values for one in (*items[place + 1 : place + 2], *(each for each in items[place + 2 : place + _BEHIND] if each.kind in _ADDRESSES)))
        ]  # fmt: skip
        return bool(goals) and not any(other.covers(self.number, item) for other in self.values for item in goals)

    def _is_ambiguous(self, one: Value, kind: str) -> bool:
        """Whether the requester has named several of the kind, and nothing says that this one is meant."""
        mine = [(text, item) for text, item in self._everywhere(kind) if one.covers(text.number, item)]
        others = [
            (text, item) for text, item in self._everywhere(kind)
            if not one.covers(text.number, item) and not tracing.denied_at(text.text, item.start) and item.key not in {own.key for _, own in mine} and not self._taken(text, item, one)
        ]  # fmt: skip
        if not mine or not others:
            return False
        if len(others) > MOST_RIVALS:
            return True
        return not (self._meant(mine, others, one) or self._labelled(mine, others, one))

    def _everywhere(self, kind: str) -> Iterator[tuple[Text, Item]]:
        for text in self.texts:
            yield from ((text, item) for item in values(text.text) if same_kind(item.kind, kind) and (kind != "money" or item.kind == kind))

    def _taken(self, text: Text, item: Item, one: Value) -> bool:
        own = label(text, item, one)
        return any(other.root != one.root and other.covers(text.number, item) and label(text, item, other) >= own for other in self.values)

    def _meant(self, mine: Sequence[tuple[Text, Item]], others: Sequence[tuple[Text, Item]], one: Value) -> bool:
        """ "Cancel it": the only one named before. "Cancel both": all that were named before, in one breath."""
        here = (self.number, self.scope.items[self.scope.at].start)
        siblings = [other for other in self.values if other.root == one.root and other is not one]  # "to A and to B. Please change that"
        before = [
            (text, item) for text, item in others
            if (text.number, item.start) < here and not any(other.covers(text.number, item) for other in siblings)
        ]  # fmt: skip
        if self.scope.is_bare and not self.scope.is_plural:
            return not before and any((text.number, item.start) < here for text, item in mine)
        return self.scope.is_plural and all(in_one_sentence(other, mine) for other in others)

    def _labelled(self, mine: Sequence[tuple[Text, Item]], others: Sequence[tuple[Text, Item]], one: Value) -> bool:
        """The word before it is the parameter's name, and the others are called something else."""
        best = max((label(text, item, one) for text, item in others), default=0)
        return any(label(text, item, one) > best for text, item in mine[:MOST_RIVALS])

    def _names_another(self, one: Value) -> bool:
        """A name or a word from elsewhere, while the wish names something that no argument takes up, or nothing, and others were named."""
        if self.scope.is_bare and self._others_named(one):
            return True
        name = [word for word in parts(one.path) if len(word) > 3]
        for run, _ in self.scope.runs:
            open_ = [
                item
                for item in run
                if not item.kind and self._is_open(item) and not any(other.covers(self.number, item) for other in self.values)
            ]
            first = self.scope.items.index(run[0])
            named = any(alike(bare(item.word), word) for item in run for word in name)
            alone = first == 0 or not is_determiner(self.scope.items[first - 1].word, self.scope.tongue)
            alone |= self.scope.tongue != "de" and any(item.upper for item in open_ if item is not run[0])
            if open_ and (named or (alone and (any(item.upper for item in open_) or self._is_small(one)))):
                return True
        return False

    def _is_small(self, one: Value) -> bool:
        """Whether it is no name: written small, or large at the beginning of a sentence only."""
        begins = {(text.number, sentence.items[0].start) for text in self.texts for sentence in sentences(text.text)}
        value = str(one.argument.value)
        if " " in value and any(map(str.isdigit, value)):
            return False  # an address
        return value.islower() or (one.is_said and all((span.trace, span.start) in begins for span in one.spans))

    def _others_named(self, one: Value) -> bool:
        """Whether names stand in the text that no argument takes up, where the wish only says "it"."""
        names = [
            (text, item)
            for text in self.texts for sentence in sentences(text.text) for place, item in enumerate(sentence.items)
            if item.upper and not item.kind and len(item.word) > 2 and is_telling(item) and self._is_open(item) and not self._names_record(text.number, item)
            and not (sentence.tongue == "de" and place and sentence.items[place - 1].word in LIGHT) and not tracing.denied_at(text.text, item.start)
        ]  # fmt: skip
        return (
            one.is_said and str(one.argument.value)[:1].isupper() and bool(names) and not any(self._calls(text, one) for text in self.texts)
        )

    def _calls(self, text: Text, one: Value) -> bool:
        """Whether the word before the value is the parameter's name."""
        return any(
            spoken_of(word_list(text.text[max(0, span.start - 30) : span.start])[-3:], one)
            for span in one.spans
            if span.trace == text.number
        )

    def _names_record(self, number: int, item: Item) -> bool:
        """Whether a value of the call was found by it: the record of a look-up that the requester has called so."""
        return any(one.argument.source.startswith("tool:") and one.covers(number, item) for one in self.values)

    def _reversed(self) -> set[str]:
        """Old and new, named without "from" and "to": the old one is named first."""
        if self._has_both():
            return set()
        pairs = [
            (old, new) for old in self.values for new in self.values
            if old.kinds & new.kinds - {"day", "clock"} and role(old) == "from" and role(new) == "to" and bare_name(old) == bare_name(new)
        ]  # fmt: skip
        wrong = [
            pair for pair in pairs if pair[0].spans and pair[1].spans and first(pair[0]) > first(pair[1]) and not self._calls_any(pair)
        ]
        return {one.path for pair in wrong for one in pair}

    def _calls_any(self, pair: tuple[Value, Value]) -> bool:
        return any(self._calls(text, one) for one in pair for text in self.texts)

    def _crossed(self) -> set[str]:
        """Two values from two parts of a list of orders: "50 to Anna and 70 to Ben", and Anna gets 70."""
        placed = [(one, kind, self._parts(one)) for one in self.values for kind in one.kinds if kind != WORD]
        return {
            one.path
            for one, kind, mine in placed for _, other, theirs in placed
            if kind != other and mine and theirs and not mine & theirs
            and all(self._has(part, other) for part in mine) and all(self._has(part, kind) for part in theirs)
        }  # fmt: skip

    def _parts(self, one: Value) -> frozenset[int]:
        return frozenset(
            self.scope.part_of(place) for place, item in enumerate(self.scope.items) if item.kind and one.covers(self.number, item)
        )

    def _has(self, part: int, kind: str) -> bool:
        start, end = self.scope.parts[part]
        return any(
            item.kind == kind if "money" in (item.kind, kind) else same_kind(item.kind, kind) for item in self.scope.items[start:end]
        )


def _in_order(one: Value, other: Value) -> bool:
    """Whether one begins and the other ends something, and the days are so, too."""
    roles = (set(parts(one.path)) & ENDS, set(parts(other.path)) & ENDS)
    first, last = (one, other) if roles[1] else (other, one)
    return bool(roles[0]) != bool(roles[1]) and str(first.argument.value) <= str(last.argument.value)


_NAMES: Final = words("name beneficiary payee holder owner recipient contact person attendee guest nom nombre naam empfanger")
"""Called so, a parameter is who somebody is."""
_PARTITIVE: Final = 3
_JOINING: Final = re.compile(r"[,&+]|[,&+]?\s*(?:and|und|et|y|e|en)\b")
_MINE: Final = re.compile(
    r"\s+(?:(?:is|are|'s)\s+(?:mine|ours)|(?:ist|sind)\s+(?:mein|unser)\w*|est\s+(?:à|a)\s+(?:moi|nous)|es\s+(?:m[ií][oa]|nuestr[oa])|is\s+van\s+(?:mij|ons))\b",
    re.IGNORECASE,
)
_OBJECTS: Final = words(
    "to for of the our my your from an für der den dem die das unserer meiner aux au à pour de du del al para voor aan van het onze"
)
"""Words by which an order goes on behind one of its values; a verb or a pronoun begins another clause."""
MOST_COMPARED: Final = 250_000
"""Each value of a call is held against every other and everything that was said, for each wish: beyond this, some seconds of work, a person looks."""
MOST_RIVALS: Final = 50
"""More values of one kind than that say nothing by standing beside each other."""


def _goes_to(after: str) -> bool:
    """Whether a sentence ends there or goes on with what the order is about."""
    rest = word_list(re.split(r"[.!?;\n]", after)[0])
    return not rest or rest[0] in _OBJECTS


def settled(
    found: Sequence[Argument],
    wishes: Iterable[tuple[int, Wish]],
    trace: Trace,
    known: frozenset[str],
    offered: Mapping[str, frozenset[str]],
    *,
    whole: bool = False,
) -> tuple[Argument, ...]:
    """The arguments under the wish that they fit best; those that stray are trusted no more. ``whole``: nothing that was said is left out."""
    told, wishes = spoken.of(found, trace.askers), list(wishes)
    if len(wishes) * len(told) ** 2 * sum(len(values(text.text)) for text in trace.askers) > MOST_COMPARED:
        return tuple(replace(one, trusted=False, why="too_many") if one.trusted and one.spans else one for one in found)
    said = frozenset(word for one in found for word in word_list(str(one.value)))
    stray: frozenset[str] | None = None
    for number, wish in wishes:
        bound = Bound(wish, number, told, said, trace.askers, known, whole)
        alone = elements.chosen_alone(found, trace.askers, offered, wish.verb)
        fits = (bound.strays() | elements.chosen_elsewhere(found, number, wish.scope, offered)) - alone
        stray = fits if stray is None or len(fits) < len(stray) else stray
        if not stray:
            return tuple(found)
    stray = stray or frozenset()
    return tuple(replace(one, trusted=False, why="elsewhere") if one.path in stray else one for one in found)
