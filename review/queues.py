"""Where an item goes: the queue the ruling names, or the workspace's default."""

from __future__ import annotations

from uuid import UUID

from kit.compiled import Compiled
from review.models import Queue

_DEFAULT = Compiled(lambda workspace: Queue.objects.filter(workspace=workspace).order_by("-is_default", "order", "name")[:1])


def find(workspace: UUID, slug: str) -> Queue:
    """The queue called ``slug``; the default one when there is no such; one is made when a workspace has none at all."""
    named = Queue.objects.filter(workspace=workspace, slug=slug).first() if slug else None
    return named or default(workspace)


def default(workspace: UUID) -> Queue:
    found = _DEFAULT.first(workspace)
    if found:
        return found
    made, _ = Queue.objects.get_or_create(workspace_id=workspace, slug="general", defaults={"name": "General", "is_default": True})
    return made
