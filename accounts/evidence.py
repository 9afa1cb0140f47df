"""What people and workspaces are called; the ledger knows them by their ids."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User, Workspace


def names(ids: frozenset[UUID]) -> dict[UUID, str]:
    return {user.id: str(user) for user in User.objects.filter(id__in=ids)}


def workspace(slug: str) -> UUID | None:
    return Workspace.objects.filter(slug=slug).values_list("id", flat=True).first()
