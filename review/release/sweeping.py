"""What nobody is working on any more: due deliveries are woken, those a dead worker held end where they must."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from connectors.base import Retry
from connectors.errors import ConnectorError
from connectors.models import Delivery
from review import deliveries, locks
from review.models import Action
from review.release import ending

Status = Delivery.Status
REWAKE = timedelta(seconds=20)
GRACE = timedelta(seconds=2)
"""A fresh row is woken by its own commit; the sweeper gives that a moment."""


def sweep(limit: int = 200) -> int:
    """Settle abandoned sends and wake due ones; how many. Safe to run anywhere, any number of times."""
    return settle_abandoned(limit) + wake_due(limit)


def wake_due(limit: int = 200) -> int:
    """Each gets a ticket, so that a backlog is not woken again by every sweep."""
    now = timezone.now()
    free, ticket = Q(claimed_until=None) | Q(claimed_until__lt=now), now + REWAKE
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(free, status=Status.PENDING, next_attempt_at__lte=now - GRACE)
        ids = list(due.order_by("next_attempt_at").values_list("id", flat=True)[:limit])
        Delivery.objects.filter(id__in=ids).update(next_attempt_at=ticket)
    for identity in ids:
        deliveries.wake(identity, ticket)
    return len(ids)


def settle_abandoned(limit: int = 200) -> int:
    """Deliveries whose worker has gone silent: before the point of no return they are pending again, after it unknown."""
    silent = Delivery.objects.filter(status=Status.SENDING, claimed_until__lt=timezone.now()).order_by("claimed_until")
    ids = list(silent.values_list("id", flat=True)[:limit])
    return sum(_settle(identity) for identity in ids)


@transaction.atomic
def _settle(identity: UUID) -> int:
    action_id = Delivery.objects.values_list("action", flat=True).get(id=identity)
    action = Action.objects.get(id=action_id)
    locks.conversation(action.conversation_id)
    rows = Delivery.objects.select_for_update(skip_locked=True)
    delivery = rows.filter(id=identity, status=Status.SENDING, claimed_until__lt=timezone.now()).first()
    if delivery is None:
        return 0
    if delivery.passed_point_of_no_return_at:
        lost = ConnectorError("The worker stopped after it may have left.", code="worker_lost", unknown=True)
        ending.repeat_or_ask(delivery, action, lost, Retry())
    else:
        ending.try_again(delivery, action, ConnectorError("The worker stopped before it left.", code="worker_lost"), timedelta(0))
        deliveries.wake_after_commit([identity])
    return 1
