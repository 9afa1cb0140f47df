"""Celery's side of conversations: the purge of what rules no longer keep."""

from __future__ import annotations

from uuid import UUID

from celery import current_app, shared_task

from accounts.models import Workspace
from conversations.retention import purging
from conversations.retention.models import PurgeProgress, RetentionRule


@shared_task(name="conversations.sweep_retention", ignore_result=True)
def sweep_retention() -> None:
    """Once a day: a task for each workspace that has a rule, or of which something went that no entry sums up."""
    ruled, left = (model.objects.order_by().values_list("workspace", flat=True) for model in (RetentionRule, PurgeProgress))
    for workspace in ruled.union(left):
        current_app.send_task("conversations.purge", [str(workspace)], ignore_result=True)


@shared_task(name="conversations.purge", acks_late=True, ignore_result=True)
def purge(workspace_id: str) -> None:
    """What does not fit into one run is left for the next: each conversation is a transaction of its own."""
    workspace = Workspace.objects.filter(id=UUID(workspace_id)).first()
    if workspace is not None:
        purging.purge(workspace, seconds=purging.RUN)
