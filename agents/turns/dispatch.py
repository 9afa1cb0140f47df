"""Waking workers: a lost wake-up costs seconds, never a turn, because the sweeper asks the rows."""

from __future__ import annotations

import logging
from uuid import UUID

from django.utils import timezone

from agents.models import Turn
from agents.turns import states
from kit import queues

logger = logging.getLogger(__name__)


def wake(turn: Turn) -> None:
    """After the commit: somebody is to go on with it."""
    if turn.status in states.LIVE:
        send(turn.id)


def send(turn_id: UUID) -> None:
    from agents.tasks import run_leg  # the task runs the legs, which wake the next one

    try:
        run_leg.apply_async(args=(str(turn_id),), queue=queues.MODELS)
    except Exception:  # noqa: BLE001 - whatever the broker's client raises, the row stays
        logger.warning("turn.wake_failed")


def sweep(limit: int = 500) -> int:
    """Wake every live turn whose lease has ended or whose time has come; how many."""
    due = Turn.objects.filter(status__in=states.LIVE, next_attempt_at__lte=timezone.now()).order_by("next_attempt_at")
    found = list(due.values_list("id", flat=True)[:limit])
    for turn_id in found:
        send(turn_id)
    return len(found)
