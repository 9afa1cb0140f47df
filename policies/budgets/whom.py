"""Whom a limit may name: one agent, one customer, one conversation. They live on floors above, which say who there is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from accounts.models import User
from kit.errors import InvalidInput
from policies.budget_models import Per
from policies.rates import subjects

GONE: Final = {"agent": "an agent that is gone", "customer": "somebody who is gone", "conversation": "a conversation that is gone"}
Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Source:
    """Of customers or conversations. ``find`` takes an id, of a customer also an address, and follows merges; ``names`` are as this reader may
    see them."""

    find: Callable[[UUID, str], UUID | None]
    names: Callable[[User, UUID, Collection[UUID]], Names]


_sources: dict[str, Source] = {}
_UNKNOWN: Final = {
    "customer": "Nobody has written from this address, and no customer has this number.",
    "conversation": "No conversation of this workspace has this number.",
}


def register(per: str, source: Source) -> None:
    """Called once from ``ready()`` of the app that owns them."""
    _sources[per] = source


def agents(workspace: UUID) -> dict[UUID, str]:
    """Those that can be named, by name."""
    return {UUID(one.name): one.label for one in subjects.known(workspace, Per.AGENT)}


def found(workspace: UUID, per: str, told: str) -> UUID:
    """A customer by id or address, a conversation by id. Raises InvalidInput."""
    one = _sources[per].find(workspace, told.strip())
    if one is None:
        raise InvalidInput(_UNKNOWN[per])
    return one


def require(workspace: UUID, per: str, only: UUID | None) -> None:
    """Raises InvalidInput where ``only`` is nobody whom a limit of this kind can name."""
    if only is None:
        return
    if per == Per.AGENT:
        if only not in agents(workspace):
            raise InvalidInput("There is no such agent in this workspace.")
    elif per in _sources:
        if found(workspace, per, str(only)) != only:
            raise InvalidInput(f"This {per} was merged into another one. Name that one.")
    else:
        raise InvalidInput("Only a limit of an agent, a customer or a conversation can name one of them.")


def names(user: User, workspace: UUID, per: str, known: Collection[UUID]) -> dict[UUID, str]:
    """What they are called for this reader, whoever is gone included."""
    told: Names = {}
    if known:
        told = agents(workspace) if per == Per.AGENT else _sources[per].names(user, workspace, known)
    return {one: told.get(one) or GONE[per] for one in known}
