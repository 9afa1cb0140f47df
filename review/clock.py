"""What time it is where the workspace is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.models import Workspace

OPENS, CLOSES, WORKING_DAYS = 9, 17, frozenset({1, 2, 3, 4, 5})


def zone_of(workspace: Workspace) -> ZoneInfo:
    """A zone that this machine does not know counts as UTC."""
    try:
        return ZoneInfo(workspace.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def facts(workspace: Workspace, now: datetime) -> dict[str, Any]:
    """The ``time`` group: business hours are Monday to Friday, 9 to 17 o'clock."""
    local = now.astimezone(zone_of(workspace))
    weekday = local.isoweekday()
    return {"business_hours": weekday in WORKING_DAYS and OPENS <= local.hour < CLOSES, "weekday": weekday, "hour": local.hour}
