"""Stops as people read them: what is stopped, why, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Workspace
from agents.models import Agent, AgentVersion
from connectors.models import Channel, Delivery, Tool
from kit.errors import InvalidInput
from review import stop
from review.models import Action, Stop
from review.stop import Scope
from review.triage.kinds import KINDS

EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Shown:
    """``what`` completes "... is stopped"."""

    stop: Stop
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


def standing(workspace: Workspace) -> list[Shown]:
    return _shown(workspace, stop.standing(workspace.id))


def earlier(workspace: Workspace, most: int = 20) -> list[Shown]:
    rows = Stop.objects.filter(workspace=workspace).exclude(lifted_at=None).select_related("user", "lifted_by").order_by("-created_at")
    return _shown(workspace, list(rows[:most]))


def _shown(workspace: Workspace, stops: Sequence[Stop]) -> list[Shown]:
    """A query a kind of what is named, and two for the reasons, however many stops there are."""
    told, reasons = names(stops), stop.reasons(workspace.id, stops)
    return [Shown(one, told[one.id], reasons.get(one.id, "")) for one in stops]


def name(one: Stop) -> str:
    return names([one])[one.id]


def names(stops: Sequence[Stop]) -> dict[UUID, str]:
    """What each stops. What is not there any more is called by its id."""
    named = {
        (kind, key): str(label)
        for kind, rows in _named(stops).items()
        for key, label in rows
    }  # fmt: skip
    return {one.id: _name(one, named) for one in stops}


def _named(stops: Sequence[Stop]) -> dict[str, Iterable[tuple[Any, str]]]:
    tools, agents, channels = ({getattr(one, kind) for one in stops if getattr(one, kind)} for kind in ("tool", "agent", "channel"))
    workspaces = {one.workspace_id for one in stops}
    return {
        "tool": Tool.objects.filter(workspace__in=workspaces, name__in=tools).values_list("name", "label") if tools - KINDS.keys() else (),
        "agent": Agent.objects.filter(id__in=agents).values_list("id", "name") if agents else (),
        "channel": Channel.objects.filter(id__in=channels).values_list("id", "name") if channels else (),
    }


def _name(one: Stop, named: Mapping[tuple[str, Any], str]) -> str:
    if one.tool in KINDS:
        return f"Triage: {KINDS[one.tool].label.lower()}"
    for kind in ("tool", "agent", "channel"):
        if key := getattr(one, kind):
            return f"The {kind} {named.get((kind, key)) or key}"
    return "Everything"


def choices(workspace: Workspace) -> list[tuple[str, list[Choice]]]:
    """What can be stopped by itself, in groups."""
    agents = Agent.objects.filter(workspace=workspace).order_by("name")
    channels = Channel.objects.filter(workspace=workspace).order_by("name")
    tools = Tool.objects.filter(workspace=workspace).order_by("label")
    groups = (
        ("Agents", [Choice(f"agent:{one.id}", one.name) for one in agents]),
        ("Channels", [Choice(f"channel:{one.id}", one.name) for one in channels]),
        ("Tools", [Choice(f"tool:{one.name}", one.label) for one in tools]),
        (
            "Triage",
            [Choice(f"tool:{name}", kind.label) for name, kind in KINDS.items()]
            if AgentVersion.objects.filter(agent__workspace=workspace).exclude(triage=[]).exists()
            else [],
        ),
    )
    return [group for group in groups if group[1]]


def scope(workspace: Workspace, value: str) -> Scope:
    """What a form's value means. Raises InvalidInput for what is not offered."""
    if value in ("", EVERYTHING):
        return Scope()
    if value not in {one.value for _, group in choices(workspace) for one in group}:
        raise InvalidInput("Choose what to stop: everything, an agent, a channel or a tool.")
    kind, _, rest = value.partition(":")
    return Scope(tool=rest) if kind == "tool" else Scope(**{kind: rest})  # type: ignore[arg-type]  # an id as text; the column reads it


def held(workspace: Workspace) -> int:
    """Deliveries that wait to leave. What was given back waits for a person."""
    allowed = Action.objects.filter(workspace=workspace, status=Action.Status.ALLOWED).values("id")
    return Delivery.objects.filter(workspace=workspace, status__in=("pending", "held"), action__in=allowed).count()
