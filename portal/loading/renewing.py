"""Tools of a sample that was loaded by an older version: they get the settings that came since, but where somebody has set them otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from audit.models import Entry
from connectors import tool_actions
from connectors.models import Tool
from portal.loading import source
from portal.loading.workspace import slug

ADAPTER: Final = "http_json"


def tools() -> list[str]:
    """Names of those that were brought up to date. Safe to do again."""
    rows = list(Tool.objects.filter(workspace__slug=slug(), adapter=ADAPTER).order_by("name"))
    if not rows or not _is_ours(rows[0].workspace_id):
        return []
    shipped = {str(one["name"]): tool_actions.checked(ADAPTER, one)["settings"] for one in source.tools()}
    return [row.name for row in rows if row.name in shipped and _renewed(row, shipped[row.name])]


def _is_ours(workspace: UUID) -> bool:
    """Not a workspace of somebody else that has the sample's short name."""
    return Entry.objects.filter(workspace=workspace, event="portal.sample_created").exists()


@transaction.atomic
def _renewed(tool: Tool, shipped: Mapping[str, Any]) -> bool:
    now = Tool.objects.select_for_update().get(id=tool.id)
    missing = {name: value for name, value in shipped.items() if name not in now.settings}
    as_shipped = all(shipped.get(name) == value for name, value in now.settings.items())
    if not missing or not as_shipped or _set_by_somebody(now):
        return False
    tool_actions.change_tool(now, {"settings": {**now.settings, **missing}}, acting_user=None)
    return True


def _set_by_somebody(tool: Tool) -> bool:
    """What a person has taken out of the settings stays out."""
    changes = Entry.objects.filter(workspace=tool.workspace_id, subject=tool.id, event="tool.changed").exclude(actor_kind="system")
    return any("settings" in json.loads(body)["data"]["settings"] for body in changes.values_list("body", flat=True))
