"""Values that belong together by where they stand: objects of one list, the lines of an address, figures that are no count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from policies.provenance.language.common import words
from policies.provenance.language.options import speaking
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import Scope
from policies.provenance.language.sentences import Item
from policies.provenance.reading import Text
from policies.provenance.requests.vocabulary import parts
from policies.provenance.ties.spoken import Value
from policies.provenance.values.tracing import Argument

_INDEX: Final = re.compile(r"\[\d+\]")
_ELEMENT: Final = re.compile(r"(.*?)\[(\d+)\]\.(.+)\Z")
_NAMES: Final = re.compile(r"(?:(?:[^\W\d_a-zà-ÿ][\w.'’-]*|\d[\w/-]*|[a-zà-ÿ]{1,3}|rue|calle|via|street|road|avenue)[ ,]{0,2}){0,8}")
_FAR_BELOW: Final = 300
_POSTAL: Final = words("zip postcode postal plz postleitzahl cp")
_POSTCODE: Final = 4


def shuffled(values: Sequence[Value], number: int) -> frozenset[str]:
    """Objects in a list whose values stand in another order than their fellows': "2 cakes and 5 pies", and it orders 5 cakes."""
    fields: dict[tuple[str, str], dict[str, int]] = {}
    paths: dict[tuple[str, str], list[str]] = {}
    for one in values:
        place = next((span.start for span in one.spans if span.trace == number), None)
        if (at := _ELEMENT.match(one.path)) and place is not None:
            fields.setdefault((at[1], at[3]), {})[at[2]] = place
            paths.setdefault((at[1], at[3]), []).append(one.path)
    orders = {field: sorted(places, key=places.__getitem__) for field, places in fields.items() if len(set(places.values())) == len(places)}
    return frozenset(
        path
        for field, order in orders.items()
        for other, theirs in orders.items()
        if field[0] == other[0] and [one for one in order if one in theirs] != [one for one in theirs if one in order]
        for path in paths[field]
    )


def in_order(values: Sequence[Value], number: int) -> frozenset[str]:
    """Paths of lists of objects of which each stands in a stretch of its own, one behind the other: "train 89.90 on 18 November and hotel 142 on the 19th"."""
    lists: dict[str, dict[int, list[Value]]] = {}
    for one in values:
        if at := _ELEMENT.match(one.path):
            lists.setdefault(at[1], {}).setdefault(int(at[2]), []).append(one)
    return frozenset(
        one.path for told in lists.values() if len(told) > 1 and _apart([told[at] for at in sorted(told)], number) for each in told.values() for one in each
    )  # fmt: skip


def _apart(objects: Sequence[Sequence[Value]], number: int) -> bool:
    """Whether each has two values of its own and more, and all of them stand behind those of the one before."""
    often = Counter(str(one.argument.value) for values in objects for one in values)
    end = 0
    for values in objects:
        own = [one for one in values if often[str(one.argument.value)] == 1]
        places = [next(((span.start, span.end) for span in one.spans if span.trace == number and span.start >= end), None) for one in own]
        if len(own) < _LEAST or None in places:
            return False
        end = max(place[1] for place in places if place is not None)
    return True


_LEAST: Final = 2


def is_sibling(other: Value, one: Value) -> bool:
    """The same field of another object of the list."""
    theirs, mine = _ELEMENT.match(other.path), _ELEMENT.match(one.path)
    return theirs is not None and mine is not None and theirs[1] == mine[1] and theirs[2] != mine[2] and theirs[3] == mine[3]


def is_no_count(one: Value, item: Item) -> bool:
    """A postcode is a place, and no small number is taken for it."""
    value = one.argument.value
    return (
        isinstance(value, str)
        and bool(_POSTAL.intersection(parts(one.path)))
        and value.isdigit()
        and len(value) >= _POSTCODE > len(item.key)
    )


def is_beneath(one: Value, scope: Scope, texts: Sequence[Text], number: int) -> bool:
    """Whether it stands in the lines right below a wish, of which each says a name, a number or a place: an address."""
    last = scope.items[-1].end
    for span in one.spans:
        if span.trace == number and last <= span.start < last + _FAR_BELOW:
            text = next(text.text for text in texts if text.number == number)
            head, *lines = text[last : span.end].split("\n")
            if not head.strip(" .:?!,") and lines and all(_NAMES.fullmatch(line.strip()) for line in lines):
                return True
    return False


def once_each(found: Sequence[Argument]) -> Iterator[Argument]:
    """A list that names one thing twice does it twice: the second is trusted only where it was said twice."""
    seen: dict[tuple[str, Any], int] = {}
    for one in found:
        key = (one.path.partition("[")[0], str(one.value).casefold().strip())
        seen[key] = seen.get(key, 0) + 1
        listed = "[" in one.path and isinstance(one.value, str) and one.trusted
        often = len({(span.trace, span.start) for span in one.spans if span.trusted})
        yield replace(one, trusted=False, why="repeated") if listed and seen[key] > max(1, often) else one


def chosen_alone(found: Sequence[Argument], texts: Sequence[Text], offered: Mapping[str, frozenset[str]], verb: str) -> frozenset[str]:
    """Choices of which the requester has named this one and no other but the verb of the wish: it is meant wherever it stands."""
    said = frozenset().union(*(text.words for text in texts))
    in_other_words = frozenset(
        one.path for one in found if _is_spoken_alone(one, offered.get(_INDEX.sub("", one.path), frozenset()), said, texts)
    )
    return in_other_words | frozenset(
        one.path for one in found
        if (choices := offered.get(_INDEX.sub("", one.path))) and bare(str(one.value).casefold()) in said and len((choices & said) - ({verb} - {bare(str(one.value).casefold())})) == 1
    )  # fmt: skip


def _is_spoken_alone(one: Argument, offers: frozenset[str], said: frozenset[str], texts: Sequence[Text]) -> bool:
    """Whether everyday words mean this offer and no other; of rights it is not enough that they were spoken of."""
    own, named = bare(str(one.value).casefold()), parts(_INDEX.sub("", one.path).rpartition(".")[2])
    lines = speaking.lines_among(str(one.value), offers - {own}, named) if own in offers and one.trusted else frozenset()
    if not lines or speaking.is_right(lines):
        return False
    spoken = frozenset().union(*(place.lines for text in texts for place in speaking.spoken(text.text)))
    return bool(lines & spoken) and not any(other in said or speaking.lines_of(other, named) & spoken for other in offers - {own})


def chosen_elsewhere(found: Sequence[Argument], number: int, scope: Scope, offered: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Choices named outside the wish, while the wish names another ("to an SUV, luxury is too expensive")."""
    here = frozenset(bare(one.word) for one in scope.items if not one.kind)
    return frozenset(
        one.path for one in found
        if (offered.get(_INDEX.sub("", one.path), frozenset()) - {bare(str(one.value).casefold())}) & here
        and one.spans and not any(span.trace == number and scope.holds(span.start, span.end) for span in one.spans if span.trusted)
    )  # fmt: skip
