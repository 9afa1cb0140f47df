"""A tool, a call, and what had been said before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from policies.provenance import Argument, Call, Judged, Said, Tool, judge

TODAY: Final = date(2026, 11, 25)
TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "number"}


def tool(name: str = "refund_order", *, writes: bool | None = True, **properties: Any) -> Tool:
    return Tool(name, "", {"type": "object", "properties": properties}, writes, False)


def described(name: str, told: str, *, irreversible: bool = False, **properties: Any) -> Tool:
    """A change that says what it does."""
    return Tool(name, told, {"type": "object", "properties": properties}, True, irreversible)


def wished(found: Judged) -> bool:
    """Whether the call is asked for, or presumed to be."""
    return found.asked or found.presumed


def ran(tools: Sequence[Tool], which: str, given: dict[str, Any], said: Sequence[Said]) -> bool:
    """Whether the call of one of ``tools`` is asked for with all its arguments, by a verified requester."""
    used = next(one for one in tools if one.name == which)
    found = judge(used, Call(which, given), said, verified=True, tools=tools, today=TODAY)
    return wished(found) and all(one.trusted for one in found.arguments)


def ruled_on(asked: str, given: dict[str, Any], *others: tuple[str, str], used: Tool | None = None, verified: bool = True) -> Judged:
    """The requester's text, the call's arguments, and texts of other sources."""
    chosen = used or tool()
    said = [Said("requester", asked), *(Said(source, text) for source, text in others)]
    return judge(chosen, Call(chosen.name, given), said, verified=verified, today=TODAY)


def of(value: Any, asked: str, *others: tuple[str, str], name: str = "value", schema: dict[str, Any] | None = None) -> Argument:
    """The one argument of a call."""
    return ruled_on(
        asked, {name: value}, *others, used=Tool("change_it", "", {"type": "object", "properties": {name: schema or {}}}, True, False)
    ).arguments[0]
