"""Rows of the outbox for the actions that may leave: tools at once, the reply when each of them has succeeded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from connectors.models import Delivery
from kit import background, correlation, queues
from kit.ids import uuid7
from review.models import Action

Status = Delivery.Status


def key_of(action: UUID) -> str:
    """The idempotency key of an action's delivery; the Message-ID derives from it. The same in ``review.sql``."""
    return hashlib.sha256(f"delivery:{action}".encode()).hexdigest()


def open_for(actions: Sequence[Action], channel: UUID) -> list[Delivery]:
    """Write the deliveries of allowed actions and wake the release after commit."""
    tools = any(action.kind == Action.Kind.TOOL for action in actions)
    rows = [_row(action, channel, waits=tools and action.kind == Action.Kind.REPLY) for action in actions]
    Delivery.objects.bulk_create(rows)
    wake_after_commit(row.id for row in rows if row.status == Status.PENDING)
    return rows


def _row(action: Action, channel: UUID, *, waits: bool) -> Delivery:
    return Delivery(
        id=uuid7(),
        workspace_id=action.workspace_id,
        channel_id=channel if goes_by_mail(action) else None,
        action=action.id,
        key=key_of(action.id),
        payload=action.content,
        status=Status.HELD if waits else Status.PENDING,
        next_attempt_at=timezone.now(),
        correlation_id=correlation.get(),
    )


def goes_by_mail(action: Action) -> bool:
    """By the channel of its conversation: a reply, and what triage forwards."""
    return action.kind == Action.Kind.REPLY or (action.kind == Action.Kind.TRIAGE and action.tool == "forward")


def wake_after_commit(deliveries: Iterable[UUID]) -> None:
    for identity in deliveries:
        transaction.on_commit(partial(wake, identity), robust=True)


def wake(delivery: UUID, ticket: datetime | None = None) -> None:
    """Ask a worker to send now, on the pool of threads: a send waits for the network. The sweeper follows an unreachable broker.

    ``ticket`` is the sweeper's: the time to which it has moved the delivery so as not to wake it twice.
    """
    arguments = [str(delivery)] if ticket is None else [str(delivery), ticket.isoformat()]
    background.soon(partial(current_app.send_task, "review.send", arguments, queue=queues.MODELS, ignore_result=True, retry=False))


def cancel_older(conversation: UUID, version: int, spare: UUID | None = None) -> list[UUID]:
    """Cancel what was to leave for an older version of the conversation and has not begun to; ids of the actions. ``spare`` is a turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE connectors_delivery d SET status = 'cancelled', finished_at = clock_timestamp(), claimed_until = NULL
               FROM review_action a WHERE a.id = d.action AND a.conversation_id = %s AND a.conversation_version < %s
               AND (%s::uuid IS NULL OR a.turn IS DISTINCT FROM %s)
               AND d.status IN ('pending', 'held') AND d.unclear_since IS NULL RETURNING d.action""",
            [conversation, version, spare, spare],
        )
        return [row[0] for row in cursor.fetchall()]
