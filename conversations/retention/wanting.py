"""A purge that somebody asked for: a worker runs it piece by piece until nothing is left, killed or not."""

from __future__ import annotations

import time
from typing import Final

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit.recorder import record
from conversations.retention import purging
from conversations.retention.models import RetentionRule
from kit import events
from kit.errors import TransitionError
from kit.events import Event
from kit.models import DomainEvent

WANTED: Final = "conversations.purge_wanted"
PIECE: Final = 30.0
"""Seconds of one piece, well below the lease of an event."""


@transaction.atomic
def ask(workspace: Workspace, *, acting_user: User) -> None:
    """Raises TransitionError without a rule, and while one waits already."""
    require(acting_user, workspace.id, "erase")
    Workspace.objects.select_for_update(no_key=True).get(id=workspace.id)
    if not RetentionRule.objects.filter(workspace=workspace).exists():
        raise TransitionError("There is no rule, so nothing would go. Set how long a class of data is kept first.")
    if DomainEvent.objects.filter(name=WANTED, subject=workspace.id, failed_at=None).exists():
        raise TransitionError("A purge is about to run. What it took stands under the counts.")
    record("retention.purge_asked", workspace=workspace.id, actor=acting_user.as_actor(), subject=workspace.id, data={})
    events.publish(WANTED, workspace=workspace.id, subject=workspace.id)


def wanted(event: Event) -> None:
    workspace, began = Workspace.objects.filter(id=event.subject).first(), time.monotonic()
    if workspace is None:
        return
    went = any(one.conversations or one.people or one.documents for one in purging.purge(workspace, seconds=PIECE))
    if went and time.monotonic() - began >= PIECE:  # a piece in which all was held would be followed by the same for ever
        with transaction.atomic():
            events.publish(WANTED, workspace=workspace.id, subject=workspace.id)
