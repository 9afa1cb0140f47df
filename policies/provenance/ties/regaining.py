"""Values that stand in another sentence than the wish, where they can be meant for no other parameter of the call.

Asked only where nobody else can have steered the call (``presuming``): then what the messages hold nothing else of its kind beside, the one figure of a message, one of what the
schema offers of which no other was named, and a name or address of several words are trusted wherever they stand, and so is what no wish holds and that stands behind the name of
its parameter, in one sentence with the others of its kind, or is the only one of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from policies.provenance.language import numbers
from policies.provenance.language.common import ENDS, words
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_telling
from policies.provenance.language.sentences import Item, sentences, values
from policies.provenance.reading import Text, Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.deed import deed_of
from policies.provenance.requests.vocabulary import alike, parts
from policies.provenance.ties import slight, spoken
from policies.provenance.ties.labels import label
from policies.provenance.ties.spoken import ARTICLES, NUMERIC, WORD, Value, same_kind
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import stands_at
from policies.provenance.values.tracing import Argument, Span
from policies.provenance.wish.heard import TAKING

_INDEX: Final = re.compile(r"\[\d+\]")


def regained(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with those trusted again that had strayed and can be nothing else."""
    offered = dict(vocabulary.offered_by(tool.parameters))
    strays = (
        one.why == "elsewhere" and (_is_its_own(one, found, offered, trace) or _is_all_there_is(one, found, offered, tool, trace))
        for one in found
    )
    return tuple(replace(one, trusted=True, why="") if its_own else one for one, its_own in zip(found, strays, strict=True))


def rejoined(
    tool: Tool, found: Sequence[Argument], whole: Sequence[Argument], wishes: Sequence[tuple[int, Wish]], trace: Trace
) -> tuple[Argument, ...]:
    """``found`` with those trusted that are so in ``whole``, the same call beside all that was said, and that another sentence than the ``wishes`` holds: where no argument of
    their kind stands in a wish, nor a name beside other words."""
    if all(one.trusted for one in found):
        return tuple(found)
    offered = frozenset(dict(vocabulary.offered_by(tool.parameters)))
    given = [one for one in spoken.of(found, tuple(trace.askers)) if _INDEX.sub("", one.path) not in offered]
    return tuple(
        other if one.why == "elsewhere" and other.trusted and _stands_apart(one, given, wishes, trace) else one
        for one, other in zip(found, whole, strict=True)
    )


def _stands_apart(one: Argument, given: Sequence[Value], wishes: Sequence[tuple[int, Wish]], trace: Trace) -> bool:
    """Whether no wish holds it, and each argument of its kind stands in one sentence with it."""
    if any(span.trace == number and wish.scope.holds(span.start, span.end) for span in one.spans for number, wish in wishes):
        return False
    mine = Value(one, tuple(trace.askers))
    mixed = (
        other for other in given if other.path != one.path and any(same_kind(kind, theirs) for kind in mine.kinds for theirs in other.kinds)
    )
    if mine.kinds & set(NUMERIC) and _leaves_a_figure(one, (), trace) and not _is_labelled(mine, trace):
        return False
    if WORD in mine.kinds and any(_is_name_left(item, given, number, wish) for number, wish in wishes for item in wish.scope.items[1:]):
        return False
    return all((mine.kinds == {WORD} and _are_together(mine, other, trace)) or _is_labelled(mine, trace) for other in mixed)


def _is_labelled(one: Value, trace: Trace) -> bool:
    """Whether the name of its parameter stands beside it: "15 percent off"."""
    return any(label(text, item, one) for text in trace.askers for item in values(text.text) if one.covers(text.number, item))


def _is_name_left(item: Item, given: Sequence[Value], number: int, wish: Wish) -> bool:
    """Whether a word of a wish, written large, which may be a name, is in no argument: "Remove Fred, Gina can stay"."""
    return (
        item.upper
        and not item.kind
        and is_telling(item)
        and wish.scope.tongue != "de"
        and not any(one.covers(number, item) for one in given)
    )


def _are_together(one: Value, other: Value, trace: Trace) -> bool:
    return any(
        all(any(value.covers(text.number, item) for item in sentence.items) for value in (one, other))
        for text in trace.askers
        for sentence in sentences(text.text)
    )


def _is_its_own(one: Argument, found: Sequence[Argument], offered: Mapping[str, frozenset[str]], trace: Trace) -> bool:
    if "[" in one.path:
        return _is_of_its_list(one, found, trace)
    if isinstance(one.value, str) and tracing.moment(one.value):
        return not _leaves_of_its_kind(one, found, trace, ("day", "hour", "clock")) and not _is_mixed_up(one, found, trace)
    if sum(parts(other.path)[-1:] == parts(one.path)[-1:] for other in found) > 1:
        return False
    if _is_named_so(one, found, trace):
        return True
    if _is_figure(one):
        return _is_only_figure(one, found, trace)
    if options := offered.get(one.path, frozenset()):
        return not any(bare(word) in options - {bare(str(one.value).casefold())} for word in trace.asked_words)
    if _is_code(one):
        return _is_of_its_own_shape(one, found, trace)
    return " " in str(one.value).strip() and not _leaves_a_name(found, trace)


def _is_only_figure(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether it is the one figure that is left: of a call that has others, only beside another of its values, and where none of them is called as its parameter is."""
    if _leaves_a_figure(one, found, trace):
        return False
    figures = [other for other in found if other is not one and _is_figure(other)]
    if not figures:
        return True
    mine = Value(one, tuple(trace.askers))
    if not all(other.trusted for other in figures) or (one.source == "system" and len(str(one.value)) < _MANY):
        return False
    items = [(text, item) for text in trace.askers for item in values(text.text)]
    called = any(label(text, item, mine) for text, item in items if item.kind in NUMERIC and not mine.covers(text.number, item))
    called |= any(
        label(text, item, Value(other, mine.texts)) for text, item in items if mine.covers(text.number, item) for other in figures
    )
    return not called and (one.source == "system" or _stands_with_others(one, found, trace))


def _stands_with_others(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether its sentence holds another value of the call that is no figure."""
    texts = tuple(trace.askers)
    others = [Value(other, texts) for other in found if other.trusted and not _is_figure(other) and not isinstance(other.value, bool)]
    return any(_are_together(Value(one, texts), other, trace) for other in others)


def _is_mixed_up(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether the call has another day or hour, and the two are not the beginning and the end of something, told in one sentence."""
    texts = tuple(trace.askers)
    mine, own = Value(one, texts), tracing.moment(str(one.value))
    others = [
        other for other in found
        if other is not one and isinstance(other.value, str) and (moment := tracing.moment(other.value)) and own and any(left and right for left, right in zip(moment, own, strict=True))
    ]  # fmt: skip
    return any(not (_are_together(mine, Value(other, texts), trace) and _are_in_order(one, other)) for other in others)


def _are_in_order(one: Argument, other: Argument) -> bool:
    ends = [bool(ENDS.intersection(parts(each.path))) for each in (one, other)]
    first, last = (one, other) if ends[1] else (other, one)
    return ends[0] != ends[1] and str(first.value) <= str(last.value)


def _is_named_so(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """ "Cost centre 4410", "reference Foley flat 6", "15 percent off": whether its place is right beside all that its parameter is called, and nothing else is called so."""
    name = [word for word in parts(_INDEX.sub("", one.path)) if word not in _NO_NAME]
    spans = [span for span in one.spans if span.trusted and span.source in _PEOPLE]
    texts = {text.number: text for text in trace.askers}
    beside = [_beside(texts[span.trace], span) for span in spans if span.trace in texts]
    named = bool(name) and any(_is_beside(name, led, behind) for led, behind in beside)
    told = [word for text in trace.askers for word in word_list(text.text)]
    return named and not any(sum(alike(word, part) for word in told) > 1 for part in name) and not _is_called_so(name, one, found)


def _beside(text: Text, span: Span) -> tuple[list[str], list[str]]:
    """The words right before a value and right behind it, in its sentence."""
    before, after = text.text[max(0, span.start - _NEAR) : span.start], text.text[span.end : span.end + _NEAR]
    led = word_list(_STOP.split(before)[-1].replace("%", " percent "))[-_LED:]
    while led and led[-1] in _IS:
        led.pop()
    return led, word_list(_STOP.split(after)[0].replace("%", " percent "))[:_FOLLOWED]


def _is_beside(name: Sequence[str], led: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether all of a name is said there, and a word of it next to the value."""
    near = (*led[-1:], *behind[:1])
    return all(any(_calls(word, part) for word in (*led, *behind)) for part in name) and any(
        _calls(word, part) for word in near for part in name
    )


def _calls(word: str, part: str) -> bool:
    return alike(word, part) or {word, part} <= _OFF


def _is_called_so(name: Sequence[str], one: Argument, found: Sequence[Argument]) -> bool:
    """Whether another parameter that strays too has all of the name."""
    return any(other is not one and not other.trusted and set(name) <= set(parts(other.path)) for other in found)


def _is_of_its_list(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """An address of a list whose others stand in its sentence, where the newest message names no other that the call does not take."""
    mates = [other for other in found if other is not one and other.trusted and _INDEX.sub("", other.path) == _INDEX.sub("", one.path)]
    if "@" not in str(one.value) or not mates or _leaves_of_its_kind(one, found, trace, ("mail",)):
        return False
    texts = tuple(trace.askers)
    return any(_are_together(Value(one, texts), Value(other, texts), trace) for other in mates)


def _leaves_of_its_kind(one: Argument, found: Sequence[Argument], trace: Trace, kinds: Collection[str]) -> bool:
    """Whether nobody has said it, or the newest message has another value of its kind that the call does not take."""
    items = [(text, item) for text in trace.askers[-1:] for item in values(text.text) if item.kind in kinds]
    said = any(span.trusted and span.source in _PEOPLE for span in one.spans)
    return not said or any(
        not any(stands_at(other, item, text) for other in found) and not tracing.denied_at(text.text, item.start) for text, item in items
    )


def _is_all_there_is(one: Argument, found: Sequence[Argument], offered: Mapping[str, frozenset[str]], tool: Tool, trace: Trace) -> bool:
    """Whether the messages have nothing else of its kind that the call does not take, and no other that strays could change places with it."""
    texts = tuple(trace.askers)
    own, path = Value(one, texts), _INDEX.sub("", one.path)
    if slight.WORTH.intersection(parts(path)):
        return False
    if not own.is_said:
        return one.source == "system" and any(map(str.isdigit, str(one.value))) and _is_only_of_its_shape(one, found, trace)
    if "[" in one.path and (deed_of(tool.name, tool.description).specific & TAKING or not _stands_in_its_list(one, found, trace)):
        return False
    if path in offered:
        return "[" in one.path
    kinds = own.kinds
    if "[" not in one.path and _has_another(one, kinds, found, texts):
        return False
    strays = [
        Value(other, texts)
        for other in found
        if other.why == "elsewhere" and ((other is not one and "[" in path) or _INDEX.sub("", other.path) != path)
    ]
    if any(same_kind(kind, theirs) for other in strays for kind in kinds for theirs in other.kinds):
        return False
    if WORD in kinds:
        return not _leaves_a_name(found, trace, pairs=True) and any(
            _are_together(own, Value(other, texts), trace) for other in found if other is not one and other.trusted
        )
    items = (
        (text, item)
        for text in texts
        for item in values(text.text)
        if item.key not in ARTICLES and any(same_kind(kind, item.kind) for kind in kinds)
    )
    return all(_is_held(item, text, found) or tracing.denied_at(text.text, item.start) for text, item in items)


def _has_another(one: Argument, kinds: Collection[str], found: Sequence[Argument], texts: tuple[Text, ...]) -> bool:
    """Whether the call has another figure, day or hour, with which it could change places."""
    others = (Value(other, texts).kinds for other in found if other is not one and not isinstance(other.value, bool))
    return WORD not in kinds and any(same_kind(kind, theirs) for other in others for theirs in other for kind in kinds)


def _stands_in_its_list(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether another of its list stands in one sentence with it; what is told of beside them ("Tom knows already") is none of them."""
    texts, path = tuple(trace.askers), _INDEX.sub("", one.path)
    mates = (other for other in found if other is not one and other.trusted and _INDEX.sub("", other.path) == path)
    return any(_are_together(Value(one, texts), Value(other, texts), trace) for other in mates)


def _is_only_of_its_shape(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether the system has told nothing else that looks like it, and who asks no identifier that the call does not take."""
    looks = tracing.masked(str(one.value))
    shape = re.compile(rf"(?<!\w){''.join(_SHAPES.get(letter, re.escape(letter)) for letter in looks)}(?!\w)")
    told = {each[0] for text in trace.trusted if text.source == "system" for each in shape.finditer(text.text)}
    others = (
        (text, item)
        for text in trace.askers
        for item in values(text.text)
        if item.kind in ("code", "mail", "account") or tracing.masked(text.text[item.start : item.end]) == looks
    )
    return len(told) == 1 and all(any(stands_at(other, item, text) for other in found) for text, item in others)


_SHAPES: Final = {"9": r"\d", "a": r"[^\W\d_]"}


def _is_held(item: Item, text: Text, found: Sequence[Argument]) -> bool:
    """Whether an argument takes it, holds it in a longer name ("Via Roma 22"), or is the hour that it tells ("at eight")."""
    if any(stands_at(one, item, text) for one in found) or any(
        item.key in word_list(one.value) for one in found if isinstance(one.value, str)
    ):
        return True
    figures = {reading for each in numbers.numbers(text.text[item.start : item.end]) for reading in each.readings}
    hours = {moment[1].hour for one in found if isinstance(one.value, str) and (moment := tracing.moment(one.value)) and moment[1]}
    return any(hour in figures or (hour - _HALF_A_DAY) in figures for hour in hours)


_HALF_A_DAY: Final = 12


def _is_code(one: Argument) -> bool:
    return isinstance(one.value, str) and " " not in one.value and "@" not in one.value and any(map(str.isdigit, one.value))


def _is_of_its_own_shape(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """An identifier that no other of the call could be taken for, where the messages name none that the call does not take."""
    shape, texts = tracing.masked(str(one.value)), tuple(trace.askers)
    others = [Value(other, texts) for other in found if other is not one and _is_code(other)]
    if not others or any(tracing.masked(str(other.argument.value)) == shape for other in others):
        return False
    codes = [(text, item) for text in texts for item in values(text.text) if item.kind == "code"]
    mine = [(text, item) for text, item in codes if stands_at(one, item, text)]
    left = (item for text, item in codes if not any(stands_at(other, item, text) for other in found))
    own = Value(one, texts)
    if not mine or len(codes) > _MOST or any(left):
        return False
    return not any(label(text, item, other) > label(text, item, own) for text, item in mine for other in others)


def _is_figure(one: Argument) -> bool:
    return not isinstance(one.value, bool) and any(map(str.isdigit, str(one.value))) and not any(map(str.isalpha, str(one.value)))


def _leaves_a_figure(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether the newest message has another number that is no day, hour or identifier, and that no trusted argument takes."""
    taken = [one, *(other for other in found if other.trusted)]
    others = ((text, item) for text in trace.askers[-1:] for item in values(text.text) if item.kind in ("number", "money"))
    return any(
        not (any(stands_at(other, item, text) for other in taken) or tracing.denied_at(text.text, item.start)) for text, item in others
    )


def _leaves_a_name(found: Sequence[Argument], trace: Trace, *, pairs: bool = False) -> bool:
    """Whether a word written large, which may be a name, is in no argument of the call, and is none of its parameters' either. ``pairs``: in German, which writes every noun large, two of them in a row."""
    given = {word for one in found for word in (*word_list(str(one.value)), *parts(_INDEX.sub("", one.path)))}
    told = [sentence for text in trace.askers for sentence in sentences(text.text)]
    said = (
        (item, sentence.items[at + 2 : at + 3], pairs and sentence.tongue == "de")
        for sentence in told
        for at, item in enumerate(sentence.items[1:])
    )
    return any(
        item.upper
        and not item.kind
        and not ({bare(item.word), item.word} & given or given.issuperset(word_list(item.word)))
        and (not german or any(one.upper and not one.kind for one in after))
        for item, after, german in said
    )


_PEOPLE: Final = ("requester", "reviewer")
_NO_NAME: Final = words("number id no nr ref text value name code key")
"""Of a parameter's name what people leave out."""
_OFF: Final = words("discount rebate reduction off less rabatt nachlass remise reduction descuento rebaja korting")
"""Called so, a figure is taken off a price."""
_IS: Final = words("is number no nr ist lautet nummer est numéro es número nummer the my den die das le la el the")
"""Words between a name and its value."""
_NEAR: Final = 60
_LED: Final = 4
_FOLLOWED: Final = 2
_MANY: Final = 3
"""Figures of a room or a customer that the system has told."""
_MOST: Final = 50
_STOP: Final = re.compile(r"[.!?;:]\s|\n")
