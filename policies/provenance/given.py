"""A case from outside (the command, a benchmark, a page): checked, judged, and made the facts of a ruling by the same code as the gate's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from kit.errors import InvalidInput
from policies import injection
from policies.facts import ActionFacts
from policies.provenance.judging import Judged, judge
from policies.provenance.types import Call, Said, Tool

_IDENTITIES: Final = ("verified", "soft", "none")


@dataclass(frozen=True, slots=True)
class Case:
    tool: Tool
    tools: tuple[Tool, ...]
    trace: tuple[Said, ...]
    call: Call
    identity: str
    today: date


def case(given: Mapping[str, Any]) -> Case:
    """Raises InvalidInput that names what is wrong. A tool that is not among ``tools`` is one that says nothing of itself."""
    tools = tuple(_tool(one) for one in _list(given, "tools"))
    call = given.get("call")
    if not isinstance(call, Mapping) or not isinstance(call.get("tool"), str) or not isinstance(call.get("arguments") or {}, Mapping):
        raise InvalidInput('call must be an object such as {"tool": "refund", "arguments": {"order": "A-7"}}.')
    trace = tuple(_said(one) for one in _list(given, "trace"))
    name = call["tool"]
    tool = _one_of(tools, name)
    identity = given.get("identity", "verified")
    if identity not in _IDENTITIES:
        raise InvalidInput(f"identity is one of {', '.join(_IDENTITIES)}.")
    return Case(tool, tools, trace, Call(name, call.get("arguments") or {}), identity, _today(given.get("today")))


def judged(one: Case) -> Judged:
    return judge(one.tool, one.call, one.trace, verified=one.identity == "verified", tools=one.tools, today=one.today)


def facts(one: Case, found: Judged) -> ActionFacts:
    return ActionFacts.build(
        action={**found.action, **found.traced()},
        arguments=found.origins(),
        signals={"injection": found.injection},
        conversation={"identity": one.identity},
    )


def findings(one: Case) -> list[dict[str, Any]]:
    """What the detectors saw in texts that are not trusted, each with its place in the trace."""
    untrusted = [(number, said) for number, said in enumerate(one.trace) if said.source not in ("system", "reviewer")]
    return [{"trace": number, **found.as_dict()} for number, said in untrusted for found in injection.detect(said.text).findings]


def _one_of(tools: tuple[Tool, ...], name: str) -> Tool:
    """Nobody can tell which of two tools of one name is meant."""
    found = [one for one in tools if one.name == name]
    if any(one != found[0] for one in found):
        raise InvalidInput(f"Two tools that differ are called {name}.")
    return found[0] if found else Tool(name)


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    """Null is an empty one."""
    value = given.get(name)
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise InvalidInput(f"{name} must be a list of objects.")
    return value


def _tool(given: Mapping[str, Any]) -> Tool:
    name, parameters = given.get("name"), given.get("parameters") or {}
    if not isinstance(name, str) or not name or not isinstance(parameters, Mapping):
        raise InvalidInput("A tool has a name and its parameters as a JSON schema.")
    return Tool(
        name, str(given.get("description") or ""), _schema(parameters), _flag(given, "writes"), _flag(given, "irreversible"),
        _fields(given.get("authoritative")),
    )  # fmt: skip


def _fields(value: Any) -> tuple[str, ...]:
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidInput("authoritative of a tool is a list of names of fields.")
    return tuple(value)


def _schema(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """A JSON schema, or the bare table of its properties as some describe tools."""
    told = not parameters or "properties" in parameters or isinstance(parameters.get("type"), str)
    return parameters if told else {"type": "object", "properties": parameters}


def _flag(given: Mapping[str, Any], name: str) -> bool | None:
    value = given.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(f"{name} of a tool is true or false.")
    return value


def _said(given: Mapping[str, Any]) -> Said:
    source, text = given.get("source"), given.get("text")
    text = "" if text is None else text
    if not isinstance(source, str) or not isinstance(text, str):
        raise InvalidInput('An entry of the trace is {"source": "requester", "text": "..."}.')
    return Said(source, text)


def _today(value: Any) -> date:
    try:
        return timezone.localdate() if value is None else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidInput("today is a day such as 2026-11-25.") from None
