"""Whom a limit may name: one agent, or one customer. Both live on floors above, which say who there is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from accounts.models import User
from kit.errors import InvalidInput
from policies.budget_models import Per
from policies.rates import subjects

GONE: Final = {"agent": "an agent that is gone", "customer": "somebody who is gone"}
Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Customers:
    """``find`` takes an id or an address, and follows merges; ``names`` are as this reader may see them."""

    find: Callable[[UUID, str], UUID | None]
    names: Callable[[User, UUID, Collection[UUID]], Names]


_customers: list[Customers] = []


def register(customers: Customers) -> None:
    """Called once from ``ready()`` of the app that owns them."""
    if customers not in _customers:
        _customers.append(customers)


def agents(workspace: UUID) -> dict[UUID, str]:
    """Those that can be named, by name."""
    return {UUID(one.name): one.label for one in subjects.known(workspace, Per.AGENT)}


def customer(workspace: UUID, told: str) -> UUID:
    """By id or address. Raises InvalidInput."""
    found = next((one for source in _customers if (one := source.find(workspace, told.strip()))), None)
    if found is None:
        raise InvalidInput("Nobody has written from this address, and no customer has this number.")
    return found


def require(workspace: UUID, per: str, only: UUID | None) -> None:
    """Raises InvalidInput where ``only`` is nobody whom a limit of this kind can name."""
    if only is None:
        return
    if per == Per.AGENT:
        if only not in agents(workspace):
            raise InvalidInput("There is no such agent in this workspace.")
    elif per == Per.CUSTOMER:
        if customer(workspace, str(only)) != only:
            raise InvalidInput("This customer was merged into another one. Name that one.")
    else:
        raise InvalidInput("Only a limit of an agent or of a customer can name one of them.")


def names(user: User, workspace: UUID, per: str, known: Collection[UUID]) -> dict[UUID, str]:
    """What they are called for this reader, whoever is gone included."""
    found: Names = {}
    if known:
        found = agents(workspace) if per == Per.AGENT else next((one.names(user, workspace, known) for one in _customers), {})
    return {one: found.get(one) or GONE[per] for one in known}
