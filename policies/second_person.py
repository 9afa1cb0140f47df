"""Whether somebody else has to agree before a version becomes active: wherever at least two people may edit policies.

Accounts of one human count once. It cannot be switched off: in a workspace with one such person nobody could be asked, and the page and the
entry say so. Whoever has taken this right from others is not alone by that: for some days nothing becomes active without a second person.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import DUTIES
from audit.models import Entry

AFTER_A_REMOVAL: Final = timedelta(days=7)
_REMOVALS: Final = ("account.membership_removed", "account.membership_changed")


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


def not_alone_until(workspace: UUID, user: User) -> datetime | None:
    """When this human, who has lately taken the right to edit policies from another, may use it alone; None where that is now."""
    mine = set(User.objects.filter(person=user.person).values_list("id", flat=True))
    since = timezone.now() - AFTER_A_REMOVAL
    found = Entry.objects.filter(workspace=workspace, actor__in=mine, event__in=_REMOVALS, at__gt=since)
    last = max((entry.at for entry in found if _takes_it_from_others(entry, mine)), default=None)
    return last + AFTER_A_REMOVAL if last else None


def _takes_it_from_others(entry: Entry, mine: set[UUID]) -> bool:
    """A change names the role before and the one in its place; a removal the one that is gone."""
    data, roles = json.loads(entry.body)["data"], DUTIES["edit_policy"]
    lost, got = (data["before"], data["role"]) if "before" in data else (data["role"], "")
    return lost in roles and got not in roles and UUID(data["user"]) not in mine
