"""What a bundle asks the floors above. They register in ``AppConfig.ready()``, under the name of their app:

finders.decisions.register("review", found)      finders.subjects.register("conversations", found)      finders.names.register("accounts", named)
finders.workspaces.register("accounts", found)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from audit.registry import Registry


@dataclass(frozen=True, slots=True)
class DecisionFound:
    """``ids`` are all that the decision was about and what came of it: item, actions, turn, messages, deliveries, rulings."""

    workspace: UUID
    stream: UUID
    ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class SubjectFound:
    """``ids``: the contact itself first, then all that were merged with it; ``streams``: their conversations."""

    ids: tuple[UUID, ...]
    streams: frozenset[UUID]


decisions: Registry[Callable[[UUID], DecisionFound | None]] = Registry("finder of decisions")
"""By the id of a decision or of the item it was made on."""

subjects: Registry[Callable[[UUID, str], SubjectFound | None]] = Registry("finder of data subjects")
"""By workspace and an address in use, or the text of a contact's id."""

names: Registry[Callable[[frozenset[UUID]], dict[UUID, str]]] = Registry("finder of names")
"""What our own people and agents are called today, for the readable report."""

workspaces: Registry[Callable[[str], UUID | None]] = Registry("finder of workspaces")
"""By short name."""


def workspace(name: str) -> UUID | None:
    return next((found for find in workspaces.all().values() if (found := find(name))), None)


def decision(identity: UUID) -> DecisionFound | None:
    return next((found for find in decisions.all().values() if (found := find(identity))), None)


def subject(workspace: UUID, who: str) -> SubjectFound | None:
    return next((found for find in subjects.all().values() if (found := find(workspace, who))), None)


def named(ids: frozenset[UUID]) -> dict[UUID, str]:
    return {identity: name for find in names.all().values() for identity, name in find(ids).items()}
