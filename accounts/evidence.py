"""What people are called, for the report of a bundle; the ledger knows them by their ids."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User


def names(ids: frozenset[UUID]) -> dict[UUID, str]:
    return {user.id: str(user) for user in User.objects.filter(id__in=ids)}
