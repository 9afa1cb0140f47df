"""Which tools could take up the values of a call at all, by the types of their parameters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.provenance.language.common import WORDING, words
from policies.provenance.language.sentences import values
from policies.provenance.reading import Text
from policies.provenance.requests.vocabulary import parts
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument

_DEEPEST: Final = 6
_INDEX: Final = re.compile(r"\[\d+\]")
_NAMED: Final = {
    "day": words("date day datum fecha jour dag dt start end begin until arrival departure"),
    "clock": words("time slot hour uhrzeit heure hora tijd"),
    "phone": words("phone mobile tel telephone telefon telefono msisdn fax"),
    "account": words("iban bic"),
    "place": words("street zip postcode plz strasse rue calle straat"),
    "mail": words("email mail"),
    "link": words("url uri link href"),
    "wording": WORDING | words("instruction narrative details symptom issue words problem defect fault damage complaint concern"),
}  # fmt: skip
_SAID: Final = {"hour": "clock", "money": "number"}
_TYPED: Final = ("number", "day", "clock", "phone", "account", "place", "mail", "link")
"""A parameter of these needs a value of its kind: a tool that has one is not meant where none was said."""


@dataclass(frozen=True)
class Shape:
    """How many values of each kind a call takes from the requester, which kinds they have said at all, and how many parameters have a value."""

    kinds: Counter[str]
    said: frozenset[str]
    given: int = 0

    def could(self, tool: Tool) -> bool:
        """Whether the requester has said a value of every kind that the tool has a parameter for."""
        offered = _offered(tool)
        return all(self.kinds[kind] or kind in self.said for kind in _TYPED if offered[kind])

    def fits(self, tool: Tool) -> bool:
        """Whether the tool has, besides, a parameter for every value."""
        offered = _offered(tool)
        return self.could(tool) and all(count <= offered[kind] for kind, count in self.kinds.items())

    def fills(self, tool: Tool) -> bool:
        """Whether the same values would be a whole call of the tool: it fits, and requires no more than there are."""
        return self.fits(tool) and _required(tool.parameters, 0) <= self.given


@lru_cache(maxsize=1024)
def _offered(tool: Tool) -> Counter[str]:
    return Counter(_kinds(tool.parameters, "", 0))


def _required(schema: Any, depth: int) -> int:
    """How many values a call must hold."""
    inner = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(inner, Mapping) or depth > _DEEPEST:
        return 1
    needed = schema.get("required")
    return sum(_required(below, depth + 1) for name, below in inner.items() if isinstance(needed, list) and name in needed)


def of(own: Tool, found: Sequence[Argument], texts: Sequence[Text]) -> Shape:
    choices = frozenset(_choices(own.parameters, 0))
    kinds = Counter(_of_value(one, choices) for one in found if one.trusted and one.source not in ("schema", "chosen"))
    given = len({_INDEX.sub("", one.path) for one in found})
    return Shape(kinds, frozenset(_SAID.get(item.kind, item.kind) for text in texts for item in values(text.text)), given)


def _of_value(one: Argument, choices: frozenset[str]) -> str:
    if isinstance(one.value, int | float):
        return "number"
    value = str(one.value)
    if value in choices:
        return f"={value}"
    named = _by_name(_INDEX.sub("", one.path).rpartition(".")[2])
    return named or ("mail" if "@" in value else "link" if "://" in value else "day" if tracing.moment(value) else "text")


def _by_name(name: str) -> str:
    told = set(parts(name))
    return next((kind for kind, names in _NAMED.items() if told & names), "")


def _choices(schema: Any, depth: int) -> Iterator[str]:
    if isinstance(schema, Mapping) and depth <= _DEEPEST:
        yield from (str(one) for one in schema.get("enum") or ())
        yield from _choices(schema.get("items"), depth + 1)
        for below in (schema.get("properties") or {}).values():
            yield from _choices(below, depth + 1)


def _kinds(schema: Any, name: str, depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    inner = schema.get("properties")
    yield from (f"={one}" for one in schema.get("enum") or ())
    if isinstance(inner, Mapping):
        for key, below in inner.items():
            yield from _kinds(below, str(key), depth + 1)
    elif isinstance(schema.get("items"), Mapping):
        yield from _kinds(schema["items"], name, depth + 1)
    elif schema.get("type") in ("number", "integer"):
        yield "number"
    elif "enum" not in schema and schema.get("type") != "boolean":
        yield _of_text(schema, name)


def _of_text(schema: Mapping[str, Any], name: str) -> str:
    shape = str(schema.get("format") or "")
    if shape.startswith("date"):
        return _by_name(name) or "day"
    return {"email": "mail", "uri": "link", "url": "link"}.get(shape, "") or _by_name(name) or "text"
