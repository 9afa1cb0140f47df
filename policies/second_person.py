"""Whether somebody else has to agree before a version becomes active: wherever at least two people may edit policies.

Accounts of one human count once. It cannot be switched off: in a workspace with one such person nobody could be asked, and the page says so.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import DUTIES


def people(workspace: UUID) -> QuerySet[User]:
    """Active accounts that may edit policies there."""
    roles = DUTIES["edit_policy"]
    mine = User.objects.filter(is_active=True, memberships__workspace=workspace, memberships__is_active=True, memberships__role__in=roles)
    return mine.distinct().order_by("name", "email")


def others(workspace: UUID, user: User) -> list[User]:
    """Who could agree to what ``user`` asks for."""
    return list(people(workspace).exclude(person=user.person))


def is_needed(workspace: UUID) -> bool:
    return len(set(people(workspace).values_list("person", flat=True))) > 1
