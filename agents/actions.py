"""Every change to an agent: a new version instead of an edit, and an entry for each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.permissions import require
from agents import prompts, sorting, tiers
from agents.models import Agent, AgentChannel, AgentVersion
from agents.suites import requirement
from audit.recorder import record
from connectors.models import Channel, Tool
from kit.actor import SYSTEM
from kit.errors import InvalidInput, TransitionError
from review.models import Queue


@transaction.atomic
def create(workspace: UUID, name: str, *, acting_user: User | None) -> Agent:
    """An agent without a version drafts nothing."""
    _allowed(workspace, acting_user)
    _require_free_name(workspace, name)
    agent = Agent.objects.create(workspace_id=workspace, name=name.strip())
    _record("agent.created", agent, acting_user, {})
    return agent


@transaction.atomic
def create_version(
    agent: Agent,
    *,
    prompt: str = prompts.DEFAULT,
    tiers_wanted: Sequence[Mapping[str, Any]] = (),
    escalate_below: Decimal = Decimal("0.50"),
    tools: Sequence[str] = (),
    triage: Sequence[Mapping[str, Any]] = (),
    acting_user: User | None,
) -> AgentVersion:
    """The next version, not yet active. ``tiers_wanted`` is checked row by row; empty means the extractive tier alone.

    ``tools`` are names of tools that it may ask for; there are none but those. ``triage`` are rules as ``agents.sorting`` reads them.
    """
    _allowed(agent.workspace_id, acting_user)
    rows = [dict(row) for row in tiers_wanted]
    tiers.written(rows)
    if not prompt.strip():
        raise InvalidInput("Write what the agent is told; {{workspace}} and {{language}} may stand in it.")
    if not Decimal(0) <= escalate_below <= Decimal(1):
        raise InvalidInput("The threshold lies between 0 and 1.")
    missing = sorted(set(tools) - set(Tool.objects.filter(workspace=agent.workspace_id, name__in=tools).values_list("name", flat=True)))
    if missing:
        raise InvalidInput(f"There is no tool called {missing[0]} in this workspace.")
    sorted_by = [dict(row) for row in triage]
    require_known(agent.workspace_id, sorting.read(sorted_by))
    Agent.objects.select_for_update().get(id=agent.id)
    last = agent.versions.aggregate(last=Max("number"))["last"] or 0
    version = AgentVersion.objects.create(
        agent=agent,
        number=last + 1,
        prompt=prompt,
        tiers=rows,
        tools=sorted(set(tools)),
        triage=sorted_by,
        escalate_below=escalate_below,
        created_by=acting_user,
    )
    digest = hashlib.sha256(prompt.encode()).hexdigest()
    data: dict[str, object] = {"agent": agent.id, "number": version.number, "prompt": digest}
    data |= {"tools": version.tools} if version.tools else {}
    data |= {"triage": sorted({one["do"] for one in sorted_by})} if sorted_by else {}
    _record("agent.version_created", agent, acting_user, data, version.id)
    return version


def require_known(workspace: UUID, rules: Sequence[sorting.Rule]) -> None:
    """A queue, an agent or an address that triage names is there now; one that goes later is left out then."""
    for rule in rules:
        kind, _, name = rule.value.partition(":")
        if rule.do == "route" and kind == "queue" and not Queue.objects.filter(workspace=workspace, slug=name).exists():
            raise InvalidInput(f"There is no queue {name} in this workspace.")
        if rule.do == "route" and kind == "agent" and not Agent.objects.filter(workspace=workspace, name=name).exists():
            raise InvalidInput(f"There is no agent {name} in this workspace.")
        if rule.do == "forward" and not _may_forward(workspace, rule.value):
            raise InvalidInput(f"No channel of this workspace may forward to {rule.value}. Add the address to a channel first.")


def _may_forward(workspace: UUID, address: str) -> bool:
    lists = Channel.objects.filter(workspace=workspace).values_list("parameters", flat=True)
    return any(address.lower() in {str(one).lower() for one in told.get("forward_to") or ()} for told in lists)


@transaction.atomic
def activate(version: AgentVersion, *, acting_user: User | None) -> None:
    """New turns run this version; those that have started keep theirs. Raises TransitionError while a required replay set stands in the way."""
    agent = Agent.objects.select_for_update().get(id=version.agent_id)
    _allowed(agent.workspace_id, acting_user)
    if agent.active_id == version.id:
        raise TransitionError(f"{version} is active already.")
    requirement.require_agent(version)
    before, agent.active = agent.active_id, version
    agent.save(update_fields=["active"])
    data: dict[str, object] = {"agent": agent.id, "number": version.number} | ({"before": before} if before else {})
    _record("agent.version_activated", agent, acting_user, data, version.id)


@transaction.atomic
def rename(agent: Agent, name: str, *, acting_user: User | None) -> None:
    """The old and the new name stand in the readable diff; the entry says that it happened and who did it."""
    locked = Agent.objects.select_for_update().get(id=agent.id)
    _allowed(locked.workspace_id, acting_user)
    if locked.name == name.strip():
        return
    _require_free_name(locked.workspace_id, name)
    locked.name = agent.name = name.strip()
    locked.save(update_fields=["name"])
    _record("agent.renamed", locked, acting_user, {})


def _require_free_name(workspace: UUID, name: str) -> None:
    if not name.strip():
        raise InvalidInput("Give the agent a name.")
    if Agent.objects.filter(workspace_id=workspace, name=name.strip()).exists():
        raise InvalidInput(f"There is already an agent called {name.strip()}.")


@transaction.atomic
def set_enabled(agent: Agent, enabled: bool, *, acting_user: User | None) -> None:
    """A disabled agent starts no turn; drafts that wait for people stay."""
    locked = Agent.objects.select_for_update().get(id=agent.id)
    _allowed(locked.workspace_id, acting_user)
    if locked.is_enabled == enabled:
        return
    locked.is_enabled = agent.is_enabled = enabled
    locked.save(update_fields=["is_enabled"])
    _record("agent.enabled" if enabled else "agent.disabled", locked, acting_user, {})


def enable(agent: Agent, *, acting_user: User | None) -> None:
    set_enabled(agent, True, acting_user=acting_user)


def disable(agent: Agent, *, acting_user: User | None) -> None:
    set_enabled(agent, False, acting_user=acting_user)


@transaction.atomic
def set_channels(agent: Agent, channels: Sequence[Channel], *, acting_user: User | None) -> None:
    """The agent answers exactly these channels; a channel that another agent answers moves over."""
    _allowed(agent.workspace_id, acting_user)
    if any(channel.workspace_id != agent.workspace_id for channel in channels):
        raise InvalidInput("A channel of another workspace cannot be answered.")
    AgentChannel.objects.filter(agent=agent).exclude(channel__in=channels).delete()
    for channel in channels:
        AgentChannel.objects.update_or_create(channel=channel, defaults={"agent": agent})
    _record("agent.channels_changed", agent, acting_user, {"channels": [channel.id for channel in channels]})


def _allowed(workspace: UUID, acting_user: User | None) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_agent")


def _record(event: str, agent: Agent, user: User | None, data: Mapping[str, object], subject: UUID | None = None) -> None:
    actor = user.as_actor() if user else SYSTEM
    record(event, workspace=agent.workspace_id, actor=actor, subject=subject or agent.id, data=data)
