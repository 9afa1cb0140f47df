"""Which tools could take up the values of a call at all, by the types of their parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from policies.provenance import tracing
from policies.provenance.common import words
from policies.provenance.tracing import Argument
from policies.provenance.types import Tool
from policies.provenance.vocabulary import parts

_DEEPEST: Final = 6
_DAYS: Final = words("date day datum fecha jour dag dt start end begin until from")
_LINKED: Final = {"email": "mail", "mail": "mail", "url": "link", "uri": "link", "link": "link"}
_TYPED: Final = ("number", "mail", "link", "day")
"""A parameter of these needs a value of its kind: a tool that has one is not meant where none was said."""


def holds(tool: Tool, own: Tool, found: Sequence[Argument]) -> bool:
    """Whether the tool has a parameter for every value that the call takes from the requester, and a value for what it needs."""
    choices = frozenset(_choices(own.parameters, 0))
    wanted = Counter(_of_value(one, choices) for one in found if one.trusted and one.source not in ("schema", "chosen"))
    offered = Counter(_kinds(tool.parameters, "", 0))
    if any(offered[kind] and not wanted[kind] for kind in _TYPED):
        return False
    return all(count <= offered[kind] for kind, count in wanted.items())


def _of_value(one: Argument, choices: frozenset[str]) -> str:
    if isinstance(one.value, int | float):
        return "number"
    value = str(one.value)
    if value in choices:
        return f"={value}"
    return "mail" if "@" in value else "link" if "://" in value else "day" if tracing.moment(value) else "text"


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
    told = set(parts(name))
    if str(schema.get("format") or "").startswith("date") or told & _DAYS:
        return "day"
    return next((kind for word, kind in _LINKED.items() if word in told or schema.get("format") == word), "text")
