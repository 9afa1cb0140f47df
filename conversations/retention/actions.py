"""Changing how long things are kept."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit.recorder import record
from conversations.retention.models import FLOOR, RetentionFloor, RetentionRule
from kit.errors import InvalidInput

LONGEST = 36_500


def floor(workspace: Workspace) -> int:
    """Days for which nothing is purged."""
    found = RetentionFloor.objects.filter(workspace=workspace).values_list("days", flat=True).first()
    return found or FLOOR


@transaction.atomic
def set_rule(workspace: Workspace, data_class: str, days: int | None, *, acting_user: User) -> None:
    """``days`` None: keep it. Raises InvalidInput below the floor."""
    require(acting_user, workspace.id, "erase")
    if data_class not in RetentionRule.DataClass.values:
        raise InvalidInput(f"{data_class} is no class of data. Known: {', '.join(RetentionRule.DataClass.values)}.")
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    least = floor(workspace)
    if days is not None and not least <= days <= LONGEST:
        raise InvalidInput(f"Evidence is kept for at least {least} days here, and rules hold for at most {LONGEST}.")
    old = RetentionRule.objects.filter(workspace=workspace, data_class=data_class).first()
    if days is None:
        RetentionRule.objects.filter(workspace=workspace, data_class=data_class).delete()
    else:
        RetentionRule.objects.update_or_create(
            workspace=workspace, data_class=data_class, defaults={"days": days, "changed_by": acting_user}
        )
    data = {"data_class": data_class, "days": days, "days_before": old.days if old else None}
    record("retention.rule_changed", workspace=workspace.id, actor=acting_user.as_actor(), data=data)


@transaction.atomic
def raise_floor(workspace: Workspace, days: int, *, acting_user: User) -> None:
    """Rules below it are raised with it. Raises InvalidInput for fewer days than now: what was promised to be kept is kept."""
    require(acting_user, workspace.id, "erase")
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    before = floor(workspace)
    if not before <= days <= LONGEST:
        raise InvalidInput(f"The floor can only be raised. It is {before} days now.")
    RetentionFloor.objects.update_or_create(workspace=workspace, defaults={"days": days})
    RetentionRule.objects.filter(workspace=workspace, days__lt=days).update(days=days)
    record("retention.floor_raised", workspace=workspace.id, actor=acting_user.as_actor(), data={"days": days, "days_before": before})
