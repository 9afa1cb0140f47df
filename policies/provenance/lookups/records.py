"""The answers of look-ups as records: objects of JSON, or of a plain list, with their short fields, and the words of those who may ask that name one of them."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from policies.provenance.language import dates
from policies.provenance.language.common import COMMON, words
from policies.provenance.language.plain import bare, strict, unseen
from policies.provenance.language.scopes import LIGHT
from policies.provenance.lookups.listings import listed
from policies.provenance.reading import WORD, Text, Trace, word_list
from policies.provenance.requests.requesting import may_ask, requests
from policies.provenance.requests.vocabulary import parts
from policies.provenance.values import tracing

MOST: Final = 2000
_LONGEST: Final = 400_000
_NAMES: Final = words("name title label subject from company hotel eatery restaurant product payee recipient")
_ENDING: Final = re.compile(r"\.[a-z0-9]{2,4}\Z")
_SHORT: Final = 8
"""Words of a field that names its record; a longer one is prose."""
_DEEPEST: Final = 8
_STEM: Final = 4
_COMPOUND: Final = 4
_ENDINGS: Final = ("s", "es", "n", "en", "e", "er")
PROSE: Final = words(
    "note notes comment comments hint hints snippet body message messages bio promo info content remark remarks preview details review reviews notice answer answers instruction instructions blurb head"
)
"""Fields that anybody may have written into; what stands there names nothing."""
_MIXED: Final = words("text memo description reference purpose")
_FEW: Final = 4
"""Words of a field that may be a name or prose."""


@dataclass(frozen=True, slots=True)
class Record:
    """``fields`` are its scalars as text, with those of objects inside it; ``flags`` the names of those that are true."""

    fields: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    is_guessed: bool = False
    """Read from plain text: where it ends is a guess."""

    def named(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of a record that stands in a text of somebody who may ask, with its place there; ``whole`` where it is all of the record's name."""

    word: str
    trace: int
    start: int
    end: int
    whole: bool = False
    field: str = ""


@lru_cache(maxsize=128)
def records(text: str) -> tuple[Record, ...]:
    """Objects of JSON, none where one holds a name twice (nobody can tell which of them was read); of any other text what it lists."""
    if len(text) > _LONGEST:
        return ()
    try:
        return tuple(_records(json.loads(text, object_pairs_hook=_object), 0))[:MOST]
    except _Twice:
        return ()
    except (ValueError, RecursionError):
        if (told := _literal(text)) is not None:
            return tuple(_records(told, 0))[:MOST]
        return tuple(
            _guessed(one) for one in listed(text) if not any(_asks(value) for name, value in one.items() if name.startswith("cell"))
        )


def _literal(text: str) -> Any:
    """What Python writes for lists and dicts ({'id': 'B-4'}); None for anything else, and where an object holds a name twice."""
    if text.lstrip()[:1] not in ("{", "[") or len(text) > _LONGEST_LITERAL:
        return None
    try:
        tree = ast.parse(text.strip(), mode="eval")
        twice = any(len({ast.dump(key) for key in one.keys if key}) < len(one.keys) for one in ast.walk(tree) if isinstance(one, ast.Dict))
        return None if twice else ast.literal_eval(tree)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None


_LONGEST_LITERAL: Final = 40_000


def _guessed(told: Mapping[str, str]) -> Record:
    return Record(tuple(told.items()), (), is_guessed=True)


class _Twice(Exception):
    """One name twice in an object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _records(value: Any, depth: int, *, inside: bool = False) -> Iterator[Record]:
    """What stands inside an object with a name (``inside``) may be anything that somebody has told about it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        yield Record(tuple(_scalars(value, 0)), tuple(key for key, one in value.items() if one is True), is_guessed=inside)
        inside = inside or any(isinstance(one, str) and _NAMES.intersection(parts(key)) for key, one in value.items())
    for below in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _records(below, depth + 1, inside=inside)


def _scalars(value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for key, one in value.items():
        if isinstance(one, str | int | float) and not isinstance(one, bool):
            yield key, str(one)
        elif isinstance(one, Mapping) and depth < 2:
            yield from ((f"{key} {below}", told) for below, told in _scalars(one, depth + 1))


def cues(record: Record, trace: Trace) -> frozenset[Cue]:
    """The words by which it was named. Fields of prose and sentences that ask name nothing."""
    return frozenset(replace(cue, field=key) for key, value in record.fields for cue in _cues(key, value, trace)) | frozenset(
        cue for flag in record.flags for word in parts(flag) if len(word) > 2 for cue in _said(word, trace)
    )


def _cues(key: str, value: str, trace: Trace) -> Iterator[Cue]:
    if PROSE.intersection(parts(key)) or len(value) > 120 or _is_disguised(value, trace):
        return
    figured = any(map(str.isdigit, value))
    if figured and (moment := tracing.moment(value)) and moment[0]:
        yield from (
            Cue(str(moment[0]), text.number, *text.exact.span(one.start, one.end))
            for text in trace.askers for one in dates.days(text.exact.text) if one.means(moment[0], trace.todays)
        )  # fmt: skip
        return
    told = word_list(value)
    if trace.asked_stems.isdisjoint(told) and not (figured and _is_spoken(value, trace)):
        return  # most of what a long list holds
    if _MIXED.intersection(parts(key)) and len(told) > _FEW:
        return
    if len(value) > _STEM and figured and " " not in value and _is_spoken(value, trace):
        yield from (Cue(value, text.number, *text.plain.span(*one)) for text in trace.askers for one in tracing.code(value)(text))
    if len(told) <= _SHORT and not _asks(value):
        if len(told) > 1 and trace.asked_words.issuperset(told[:-1]) and (_NAMES.intersection(parts(key)) or told[-1] in trace.asked_words):
            yield from _whole(value, trace)
        for word in told:
            if (word.isdigit() and " " in value) or (not word.isdigit() and len(word) > 2 and word not in LIGHT and word not in COMMON):
                yield from _said(word, trace)


def _is_spoken(value: str, trace: Trace) -> bool:
    """Whether the letters and figures of a number stand in a text of those who may ask, whatever lies between them."""
    return any(_bare_of(value) in _bare_of(text.text) for text in trace.askers)


@lru_cache(maxsize=512)
def _bare_of(text: str) -> str:
    return "".join(one for one in strict(text).text if one.isalnum())


def _is_disguised(value: str, trace: Trace) -> bool:
    """Letters nobody sees, or of an alphabet that nobody who may ask has written in."""
    strange = {one for one in value if not one.isascii() and one.isalpha() and not unicodedata.name(one, "").startswith("LATIN")}
    return unseen(value) is not None or any(not any(one in text.text for text in trace.askers) for one in strange)


def _whole(value: str, trace: Trace) -> Iterator[Cue]:
    """The name as it stands, with or without the ending of a file."""
    for name in dict.fromkeys((value, _ENDING.sub("", value))):
        for text in trace.askers:
            for found in tracing.phrase(name)(text):
                start, end = text.plain.span(*found)
                if not tracing.denied_at(text.text, start):
                    yield Cue(value, text.number, start, end, True)


def _asks(value: str) -> bool:
    """Whether a name asks for something, as nobody's name does."""
    return may_ask(value) and any(one.form == "asked" for one in requests(value))


def _said(word: str, trace: Trace) -> Iterator[Cue]:
    for text in trace.askers:
        for said, start, end in placed(text):
            if is_said(word, said) and not tracing.denied_at(text.text, start):
                yield Cue(word, text.number, start, end)


def is_said(word: str, said: str) -> bool:
    """The word, with an ending of its own, or as the first of a compound: "savings" and "giro" in "girokonto", but "Ingri" is not Ingrid."""
    return said == word or (
        len(word) >= _STEM and said.startswith(word) and (said.removeprefix(word) in _ENDINGS or len(said) - len(word) >= _COMPOUND)
    )


def placed(text: Text) -> tuple[tuple[str, int, int], ...]:
    return _placed(text.text)


@lru_cache(maxsize=64)
def _placed(text: str) -> tuple[tuple[str, int, int], ...]:
    """Words of a text, bare, each with where it stands."""
    plain = strict(text)
    return tuple((bare(one[0]), *plain.span(one.start(), one.end())) for one in WORD.finditer(plain.text))


def holding(value: str, texts: Sequence[Text]) -> Iterator[tuple[Text, Record, str]]:
    """Records of which a whole field is ``value``, with the name of the field."""
    for text in texts:
        for record in records(text.text):
            for key, one in record.fields:
                if one == value or (re.fullmatch(r"-?\d+\.0", value) and one == value[:-2]):
                    yield text, record, key
