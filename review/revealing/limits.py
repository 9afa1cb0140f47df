"""How long a field stands open in a workspace, and how many one person may open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit.recorder import record
from kit.errors import CountersignError, InvalidInput
from review.revealing.models import RevealSettings

FIELDS = ("minutes", "hourly", "alert_at")


class TooMany(CountersignError):
    code, status = "too_often", 429


def of(workspace: Workspace) -> RevealSettings:
    """What was set, or the defaults; not saved."""
    return RevealSettings.objects.filter(workspace=workspace).first() or RevealSettings(workspace=workspace)


@transaction.atomic
def change(workspace: Workspace, *, acting_user: User, **values: int) -> RevealSettings:
    """``values`` of FIELDS; others stay. Raises InvalidInput for what is out of range."""
    require(acting_user, workspace.id, "edit_policy")
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    row = of(workspace)
    for name in FIELDS:
        setattr(row, name, values.get(name, getattr(row, name)))
    try:
        row.clean_fields(exclude=["workspace"])
    except ValidationError as error:
        told = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise InvalidInput(f"That cannot be set. {told}") from None
    row.save()
    data: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    record("review.reveal_settings_changed", workspace=workspace.id, actor=acting_user.as_actor(), subject=workspace.id, data=data)
    return row
