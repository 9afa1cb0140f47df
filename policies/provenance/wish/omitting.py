"""What a message names and a call leaves out: an identifier, an account or an address wherever it stands, a day or a figure beside a value that the call takes up, and somebody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from policies.provenance.language import numbers
from policies.provenance.language.common import words
from policies.provenance.language.sentences import Item
from policies.provenance.reading import word_list
from policies.provenance.wish import implying
from policies.provenance.wish.heard import Heard
from policies.provenance.wish.stating import Message

_ASIDE: Final = ("day", "hour", "number")
"""May be said of something else: why one asks, and since when."""
_ON: Final = words("on next this coming am vom nächsten kommenden du le de del el próximo van op volgende aanstaande")
_FROM: Final = words("from von vom de du desde del van")
_PAST: Final = words("yesterday lastnight gestern hier ayer anoche gisteren gisteravond")
"""Days that are over: why one asks, or when what the call is about was done."""


def leaves_a_value(heard: Heard) -> bool:
    """In a sentence that only tells something beside one that asks, days and figures may be left."""
    rest = _rest(heard)
    return any(_leaves_in(number, rest, heard) for number in range(len(heard.message.told)))


def leaves_an_identifier(heard: Heard) -> bool:
    """Whether it names an identifier, an account or an address that the call does not take up, and that does not only tell which thing is meant."""
    rest = _rest(heard)
    return any(
        item.start in rest and item.kind in _POINTING and not _is_said_to_tell(items, at, taken, heard)
        for sentence in heard.message.told
        for items in (sentence.items[start:end] for start, end in sentence.parts)
        for taken in ([at for at, item in enumerate(items) if heard.takes_up(item)],)
        for at, item in enumerate(items)
    )


_POINTING: Final = ("code", "mail", "account", "phone")


def leaves_a_figure(heard: Heard) -> bool:
    """Whether a sentence has a figure that no argument takes beside one that an argument does: "two tables; five is what Nell has"."""
    rest = _rest(heard)
    return any(
        any(item.start in rest for item in figures) and any(map(heard.takes_up, figures))
        for sentence in heard.message.told
        for figures in ([item for item in sentence.items if item.kind in ("number", "money")],)
    )


def leaves_a_name(heard: Heard) -> bool:
    """Whether it names somebody whom the call does not, but for who signs or whom the system knows as the customer."""
    known = {word for text in heard.trace.trusted if text.source == "system" for word in text.words}
    given = {word for one in heard.found if one.trusted for word in word_list(str(one.value))}
    return any(
        not {one.word, other.word} <= known and not {one.word, other.word} <= given and not _is_signed(heard.message, other)
        for one, other in implying.names_left(heard.message, heard.found)
    )


def _rest(heard: Heard) -> set[int]:
    """Where the values stand that no argument takes up, nor holds in another form ("eight" as "8 bento")."""
    trusted = [one for one in heard.found if one.trusted]
    given = {word for one in trusted if isinstance(one.value, str) for word in word_list(one.value)} | _PAST
    figures = {value for one in trusted for each in numbers.numbers(str(one.value)) for value in each.readings}
    return {
        item.start
        for item in implying.left(heard.message, heard.found, small=True)
        if not (
            item.word in given
            or item.key in given
            or (item.kind == "link" and heard.is_looked_up)
            or figures.intersection(_figures(item, heard.message))
        )
    }


def _figures(item: Item, message: Message) -> Iterator[Decimal]:
    for one in numbers.numbers(message.text.text[item.start : item.end]):
        yield from one.readings


def _leaves_in(number: int, rest: set[int], heard: Heard) -> bool:
    sentence = heard.message.told[number]
    tells = bool(heard.requested) and number not in heard.requested
    kinds = {item.kind for item in sentence.items if heard.takes_up(item)} & {"day", "hour"}
    return any(
        item.start in rest and not (item.kind in _ASIDE and (tells or not (taken or item.kind in kinds))) and not _is_said_to_tell(items, at, taken, heard)
        for items in (sentence.items[start:end] for start, end in sentence.parts)
        for taken in ([at for at, item in enumerate(items) if heard.takes_up(item)],)
        for at, item in enumerate(items)
    )  # fmt: skip


def _is_said_to_tell(items: Sequence[Item], at: int, taken: Sequence[int], heard: Heard) -> bool:
    """Whether a value tells which thing is meant, or what it was before."""
    return ("cancel" in heard.own.deed.specific and _names_the_thing(items, at, taken)) or _is_former(items, at, taken)


def _is_former(items: Sequence[Item], at: int, taken: Sequence[int]) -> bool:
    """ "From Thursday to Friday": the first of two, of which the other is taken up."""
    before = [one.word for one in items[max(0, at - _BACK) : at]]
    if not _INSTEAD.isdisjoint(before) and bool(taken):
        return True
    return (
        before[-1:] != []
        and before[-1] in _FROM
        and items[at].kind in _ASIDE
        and any(items[one].kind == items[at].kind for one in taken if one > at)
    )


_INSTEAD: Final = words("instead statt anstatt anstelle lieu vez plaats")
_BACK: Final = 4
"""Words between "instead" and the value that was before: "in plaats van de 30e"."""


def _names_the_thing(items: Sequence[Item], at: int, taken: Sequence[int]) -> bool:
    """ "Cancel my appointment A-7 next Tuesday": a day right behind the number of what the call is about says which it is."""
    before = [one for one in taken if one < at and items[one].kind == "code"]
    return items[at].kind == "day" and bool(before) and all(items[one].word in _ON for one in range(before[-1] + 1, at))


def _is_signed(message: Message, last: Item) -> bool:
    """Whether nothing stands behind it, and it stands on a line of its own or behind a comma."""
    before = message.text.text[: last.start].rstrip().rpartition(" ")[0].rstrip()
    return not message.text.text[last.end :].strip(" .!\n") and before[-1:] in (",", "", "\n", ".", "!")
