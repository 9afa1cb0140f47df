"""The emergency stop of a workspace: while it is in force nothing passes the point of no return."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit.recorder import record
from connectors.models import Delivery
from kit.errors import TransitionError
from review import locks
from review.errors import Stopped
from review.models import Stop


def in_force(workspace: UUID) -> bool:
    return Stop.objects.filter(workspace=workspace, lifted_at=None).exists()


def require_none(workspace: UUID) -> None:
    """Inside a transaction: hold the stop lock (shared) and raise Stopped when one is in force."""
    locks.stop(workspace)
    if in_force(workspace):
        raise Stopped("An emergency stop is in force. Nothing leaves until an owner lifts it.")


def declare(workspace: UUID, *, acting_user: User) -> Stop:
    """Stop everything that has not passed its point of no return; what had is listed on the ledger. Any reviewer may, at once."""
    require(acting_user, workspace, "review")
    with transaction.atomic():
        locks.stop(workspace, exclusive=True)
        try:
            with transaction.atomic():
                made = Stop.objects.create(workspace_id=workspace, user=acting_user)
        except IntegrityError:
            raise TransitionError("An emergency stop is in force already.") from None
        underway = Delivery.objects.filter(workspace=workspace, status="sending", passed_point_of_no_return_at__isnull=False)
        passed = list(underway.values_list("id", flat=True))
        record("review.stop_declared", workspace=workspace, actor=acting_user.as_actor(), subject=made.id, data={"passed": passed})
    return made


def lift(workspace: UUID, *, acting_user: User) -> None:
    """Only an owner lifts a stop. What waited leaves by itself, ruled again."""
    require(acting_user, workspace, "edit_people")
    with transaction.atomic():
        locks.stop(workspace, exclusive=True)
        found = Stop.objects.filter(workspace=workspace, lifted_at=None).first()
        if found is None:
            raise TransitionError("No emergency stop is in force.")
        found.lifted_by, found.lifted_at = acting_user, timezone.now()
        found.save(update_fields=["lifted_by", "lifted_at"])
        record("review.stop_lifted", workspace=workspace, actor=acting_user.as_actor(), subject=found.id)
        waited = Delivery.objects.filter(workspace=workspace, status="pending", claimed_until=None)
        waited.update(next_attempt_at=timezone.now())  # the sweeper wakes them
