"""Domain events: a row per subscriber in the transaction of the change it tells of; after commit a task is only woken.

A lower floor publishes a name; an upper floor subscribes in its ``AppConfig.ready()`` with an idempotent handler. What is lost
between commit and wake (a killed process, a flushed broker) is found again by the sweeper, which looks every two seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kit import correlation, lazily, queues, rows, statements
from kit.models import DomainEvent

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=5)
LEASE = timedelta(seconds=90)
REWAKE = timedelta(seconds=30)
BACKOFF = (2, 10, 60, 300, 1800)


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is told; ids only."""

    id: UUID
    name: str
    workspace: UUID
    subject: UUID


# Two that claim at once: the second sees the first one's number where it waited for the row, and leaves it.
# A claim or an end that a crash of the database takes back makes a handler run once more, which it must bear anyway.
_CLAIM = f"""
WITH seen AS (SELECT id, attempts FROM kit_domainevent WHERE id = ANY(%s) AND failed_at IS NULL)
UPDATE kit_domainevent e SET attempts = e.attempts + 1, available_at = %s FROM seen, {lazily.COMMIT}
 WHERE e.id = seen.id AND e.attempts = seen.attempts RETURNING {rows.columns(DomainEvent, "e")}
"""  # noqa: S608 - constant text
_DONE = f"DELETE FROM kit_domainevent USING {lazily.COMMIT} WHERE id = ANY(%s)"  # noqa: S608 - constant text

Handler = Callable[[Event], None]
_subscribers: dict[str, dict[str, Handler]] = {}
_queues: dict[str, str] = {}


def subscribe(event: str, subscriber: str, handler: Handler, *, queue: str = "") -> None:
    """Register ``handler`` for ``event``; ``subscriber`` is its stable name. Called from ``ready()``.

    ``queue``: whose workers handle the event, for all who subscribe to it, since one wake-up serves them together.
    """
    _subscribers.setdefault(event, {})[subscriber] = handler
    if queue and _queues.setdefault(event, queue) != queue:
        raise ValueError(f"{subscriber} wants {event} in the queue {queue}; it goes to {_queues[event]}")


def queue_of(event: str) -> str:
    return _queues.get(event, queues.DEFAULT)


def publish(event: str, *, workspace: UUID, subject: UUID) -> None:
    """Leave one row per subscriber in the current transaction and wake them together after it has committed."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"Event {event} must be published inside the transaction of its change.")
    due = timezone.now() + GRACE
    told = [
        DomainEvent(subscriber=name, name=event, workspace=workspace, subject=subject, correlation_id=correlation.get(), available_at=due)
        for name in _subscribers.get(event, {})
    ]
    if not told:
        return
    rows.insert(*told)
    transaction.on_commit(partial(wake, *[row.id for row in told], queue=queue_of(event)), robust=True)


def wake(*event_ids: UUID, queue: str = queues.DEFAULT) -> None:
    """Ask a worker to handle these rows now. An unreachable broker is no failure of the change: the sweeper follows."""
    try:
        current_app.send_task("kit.handle_event", [str(one) for one in event_ids], queue=queue, ignore_result=True, retry=False)
    except Exception:  # noqa: BLE001 - whatever the broker's client raises, the row stays
        logger.warning("event.wake_failed")


def handle_all(event_ids: Sequence[UUID]) -> int:
    """Run the handlers of these rows and delete the rows; how many were ours: others are gone, or in somebody else's hands.

    One by one: a subscriber that fails keeps no other from its event.
    """
    claimed = {row.id: row for row in rows.read(DomainEvent, _CLAIM, [list(event_ids), timezone.now() + LEASE])}
    done: list[UUID] = []
    with ExitStack() as rest:
        rest.callback(_delete, done)
        for event_id in reversed(event_ids):
            if event_id in claimed:
                rest.callback(_handle, claimed[event_id], done)
    return len(claimed)


def _delete(done: list[UUID]) -> None:
    if not done:
        return
    statements.tell(_DONE, [done])


def _handle(row: DomainEvent, done: list[UUID]) -> None:
    handler = _subscribers.get(row.name, {}).get(row.subscriber)
    with correlation.bind(row.correlation_id):
        if handler is None:
            logger.warning("event.without_subscriber", extra={"event": row.name})
        else:
            _run(row, handler)
    done.append(row.id)


def _run(row: DomainEvent, handler: Handler) -> None:
    try:
        handler(Event(row.id, row.name, row.workspace, row.subject))
    except Exception as error:
        _postpone(row, error)
        raise


def _postpone(row: DomainEvent, error: Exception) -> None:
    wait = BACKOFF[min(row.attempts - 1, len(BACKOFF) - 1)]
    try:
        DomainEvent.objects.filter(id=row.id).update(
            available_at=timezone.now() + timedelta(seconds=wait), error=type(error).__name__[:200]
        )
    except DatabaseError:
        logger.warning("event.postpone_failed")


def sweep(limit: int = 500) -> int:
    """Wake every row whose time has come; returns how many. Safe to run anywhere, any number of times.

    A woken row is not woken again for ``REWAKE``, so that a backlog does not multiply itself in the broker.
    """
    now = timezone.now()
    with transaction.atomic():
        due = DomainEvent.objects.select_for_update(skip_locked=True).filter(failed_at=None, available_at__lte=now)
        found = list(due.order_by("available_at").values_list("id", "name")[:limit])
        DomainEvent.objects.filter(id__in=[event_id for event_id, _ in found]).update(available_at=now + REWAKE)
    for event_id, name in found:
        wake(event_id, queue=queue_of(name))
    return len(found)
