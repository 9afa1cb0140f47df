"""Stops as people read them: what is stopped, why, and since when."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Workspace
from agents.models import Agent, AgentVersion
from audit.errors import ContentErased, ContentMissing
from connectors.models import Channel, Delivery, Tool
from kit.errors import InvalidInput
from review import stop
from review.models import Stop
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
    found = stop.standing(workspace.id)
    return [Shown(one, name(one), reason(one)) for one in found]


def earlier(workspace: Workspace, most: int = 20) -> list[Shown]:
    rows = Stop.objects.filter(workspace=workspace).exclude(lifted_at=None).select_related("user", "lifted_by").order_by("-created_at")
    return [Shown(one, name(one), reason(one)) for one in rows[:most]]


def name(one: Stop) -> str:
    if one.tool in KINDS:
        return f"Triage: {KINDS[one.tool].label.lower()}"
    if one.tool:
        label = Tool.objects.filter(workspace=one.workspace_id, name=one.tool).values_list("label", flat=True).first()
        return f"The tool {label or one.tool}"
    if one.agent:
        return f"The agent {Agent.objects.filter(id=one.agent).values_list('name', flat=True).first() or one.agent}"
    if one.channel:
        return f"The channel {Channel.objects.filter(id=one.channel).values_list('name', flat=True).first() or one.channel}"
    return "Everything"


def reason(one: Stop) -> str:
    try:
        return stop.reasons([one]).get(one.id, "")
    except (ContentErased, ContentMissing):
        return ""


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
    """Deliveries that wait to leave."""
    return Delivery.objects.filter(workspace=workspace, status__in=("pending", "held")).count()
