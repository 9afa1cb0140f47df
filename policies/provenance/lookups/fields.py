"""Which field of a record a parameter means: its own number and no other record's, the address now and none from before, the one that fits best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from policies.provenance.language import sentences
from policies.provenance.language.common import words
from policies.provenance.lookups.records import PROSE, Record, placed
from policies.provenance.reading import Trace
from policies.provenance.requests.vocabulary import alike, parts
from policies.provenance.types import Tool

NUMBERS: Final = words("id no nr number num ref reference code key ts uid uuid sku slug handle iban")
_TITLES: Final = words("name title label subject drug medicine product item service")
KINDS: Final = {
    "mail": words("mail email address"),
    "account": words("iban account to"),
    "phone": words("phone mobile tel telephone number"),
}
_LOOKS_UP: Final = words("list find get search show look lookup fetch read query all query by for my our")
OPAQUE: Final = re.compile(r"(?=.*\d)[^\s@]{1,80}")
_AMOUNTS: Final = words(
    "amount price total sum cost costs fee value due charge balance rate fare qty quantity count eur usd gbp chf cents betrag preis montant prix importe precio bedrag prijs"
)
"""Of such a name, or of the parameter's, is a bare number that a parameter takes: no other field that happens to be called like a thing."""
_NEUTRAL: Final = words(
    "e mail email address phone telephone mobile tel number no nr iban account bank bic id full display own main primary default current new contact contacts data value external internal record entry object item public"
)
"""Says no more of a field than what it is."""
_OWN_NAMES: Final = words(
    """name names first last given family middle full display surname title label company firm organisation organization business payee recipient beneficiary owner
    holder vendor supplier merchant customer client contact person people nick nickname alias role relation position job function team department unit type category group
    firma vorname nachname kunde inhaber empfänger nom prénom nombre naam"""
)
"""Fields that say who a record is, not whom it is related to."""


@lru_cache(maxsize=4096)
def kind_of(value: str) -> str:
    kinds = [one.kind for one in sentences.values(value) if one.end - one.start >= len(value)]
    return kinds[0] if kinds else ""


def is_own_name(field: str) -> bool:
    told = set(parts(field))
    return bool(told & _OWN_NAMES) and not told - _OWN_NAMES - _NEUTRAL


def is_meant(parameter: str, field: str, record: Record, source: str, tool: Tool, tools: Sequence[Tool], trace: Trace) -> bool:
    """Whether of all fields of the record this is the one that the parameter is called."""
    value = record.named(field) or ""
    kind = kind_of(value)
    if not _is_called(parameter, field, value, kind, trace):
        return False
    known = _known(parameter, source, tool, trace)
    mine = _rank(parameter, field, known)
    if kind in KINDS and mine[0]:
        return False  # "old_iban", "manager_email"
    if kind not in KINDS and OPAQUE.fullmatch(value) and set(parts(field)) & NUMBERS:
        return _is_of_kind(parameter, field, source, tool, tools)
    return all(
        mine < _rank(parameter, other, known)
        for other, one in record.fields
        if one != value and kind_of(one) == kind and _is_called(parameter, other, one, kind, trace)
    )


def _is_called(parameter: str, field: str, value: str, kind: str, trace: Trace) -> bool:
    """Whether the field is what the parameter is called: its name, a number of the record, or a name where a name is wanted."""
    mine, theirs = set(parts(parameter)), set(parts(field))
    if PROSE & theirs:
        return False
    if kind in KINDS:
        return bool(KINDS[kind] & theirs)
    if re.fullmatch(r"-?[\d.]+", value) and not mine & NUMBERS:
        said = {word for text in trace.askers for word, _, _ in placed(text)}
        return bool(theirs & (_AMOUNTS | mine)) and any(word in said for word in theirs if len(word) > 2)
    if OPAQUE.fullmatch(value) and theirs & NUMBERS:
        return True
    return bool(mine & theirs - NUMBERS) or (bool(theirs & _TITLES) and (" " in value or value.isalpha()))


def _known(parameter: str, source: str, tool: Tool, trace: Trace) -> frozenset[str]:
    """Words that may stand in the name of a field beside the parameter's: those of the tools and of who may ask."""
    said = frozenset(word for text in trace.askers for word, _, _ in placed(text))
    return frozenset((*parts(parameter), *parts(tool.name), *parts(source.removeprefix("tool:")))) | said


def _rank(parameter: str, field: str, known: frozenset[str]) -> tuple[int, int]:
    """How many words of the field nobody has said, and how few it shares with the parameter."""
    told = set(parts(field))
    return sum(1 for word in told - _NEUTRAL if not any(alike(word, one) for one in known)), -len(told & set(parts(parameter)))


def _is_of_kind(parameter: str, field: str, source: str, tool: Tool, tools: Sequence[Tool]) -> bool:
    """Whether a number is one of the things that the parameter is about: no doctor's where an appointment's is wanted."""
    wanted = _nouns(parameter) or _nouns(tool.name)
    listed = _nouns(source.removeprefix("tool:"))
    if nouns := _nouns(field) - _NEUTRAL:
        return _meet(nouns, wanted | listed)
    others = frozenset(noun for one in tools for name in _numbers_of(one) for noun in _nouns(name))
    return _meet(listed, wanted) or not _meet(listed, others)


def lists_the_same(source: str, other: str) -> bool:
    """Whether two look-ups answer with the same things by their names."""
    return _meet(*(_nouns(one.removeprefix("tool:")) - _LOOKS_UP for one in (source, other)))


def _numbers_of(tool: Tool) -> Iterator[str]:
    inner = tool.parameters.get("properties")
    yield from (str(name) for name in (inner if isinstance(inner, dict) else ()) if NUMBERS.intersection(parts(str(name))))


def _nouns(name: str) -> frozenset[str]:
    return frozenset(word for word in parts(name) if word not in NUMBERS and len(word) > 2)


def _meet(left: frozenset[str], right: frozenset[str]) -> bool:
    return any(alike(one, other) for one in left for other in right)
