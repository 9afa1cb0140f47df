"""Whose rules of redaction a page speaks of: those of a workspace, or of one of its channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Workspace
from policies import channel_names
from policies.admin.access import editable


@dataclass(frozen=True, slots=True)
class Place:
    workspace: UUID
    channel: UUID | None
    name: str

    @property
    def value(self) -> str:
        return f"{self.workspace}:{self.channel}" if self.channel else str(self.workspace)


def places(request: HttpRequest) -> list[Place]:
    """Of the workspaces whose policies the signed-in person may edit."""
    found: list[Place] = []
    for row in Workspace.objects.filter(id__in=editable(request)).order_by("name"):
        found.append(Place(row.id, None, row.name))
        found += [Place(row.id, channel, f"{row.name}: {name}") for channel, name in channel_names.known(row.id).items()]
    return found


def chosen_place(known: Sequence[Place], wanted: str) -> Place | None:
    return next((one for one in known if one.value == wanted), known[0] if known else None)
