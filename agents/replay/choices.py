"""What a replay may be told to change, by name: ``Replies@3``, ``Fern@2``, a model."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agents import tiers
from agents.models import AgentVersion
from agents.tiers import Tier
from kit.errors import InvalidInput, NotFound
from policies.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Change:
    """``policy`` and ``agent`` are versions, drafts too; ``model`` takes the place of the model of every tier that has one."""

    policy: UUID | None = None
    agent: UUID | None = None
    model: str = ""

    def __bool__(self) -> bool:
        return bool(self.policy or self.agent or self.model)

    @property
    def asks_a_model(self) -> bool:
        return bool(self.agent or self.model)


def change(workspace: UUID, *, policy: str = "", agent: str = "", model: str = "") -> Change:
    """From names. Raises NotFound for what this workspace has not."""
    return Change(_policy(workspace, policy) if policy else None, _agent(workspace, agent) if agent else None, model.strip()[:120])


def _policy(workspace: UUID, name: str) -> UUID:
    head, number = _split(name)
    rows = PolicyVersion.objects.filter(workspace=workspace, policy__name=head).order_by("-number")
    found = (rows.filter(number=number) if number else rows).first()
    if found is None:
        raise NotFound(f"There is no policy version {name}.")
    return found.id


def _agent(workspace: UUID, name: str) -> UUID:
    head, number = _split(name)
    rows = AgentVersion.objects.filter(agent__workspace=workspace, agent__name=head).order_by("-number")
    found = (rows.filter(number=number) if number else rows).first()
    if found is None:
        raise NotFound(f"There is no agent version {name}.")
    return found.id


def _split(name: str) -> tuple[str, int]:
    """Without a number: 0, the newest version."""
    head, _, number = name.rpartition("@")
    return (head, int(number)) if head and number.isdecimal() and len(number) < 9 else (name, 0)


def tiers_of(version: AgentVersion, model: str) -> list[Tier]:
    """The tiers to ask. Raises InvalidInput where a model is named and no tier has one."""
    rows = [dict(row) for row in version.tiers]
    if model and not any(tier.is_model for tier in tiers.read(rows)):
        raise InvalidInput(f"{version} quotes and asks no model, so another model changes nothing. Choose another agent version.")
    return tiers.usable([{**row, "model": model} if model and row.get("model") else row for row in rows])
