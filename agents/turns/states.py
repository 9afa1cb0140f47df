"""Where a turn may go, who holds it, and for how long: every change is one UPDATE that names the state it expects."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from agents.models import Turn

Status = Turn.Status
NEXT = {
    Status.QUEUED: {Status.PREPARED, Status.PROPOSED, Status.SUPERSEDED, Status.FAILED},
    Status.PREPARED: {Status.ANSWERED, Status.PROPOSED, Status.SUPERSEDED, Status.FAILED},
    Status.ANSWERED: {Status.PROPOSED, Status.SUPERSEDED, Status.FAILED},
    Status.PROPOSED: set[Status](),
    Status.SUPERSEDED: set[Status](),
    Status.FAILED: set[Status](),
}
LIVE = tuple(status for status, following in NEXT.items() if following)
QUEUE = {Status.QUEUED: "default", Status.PREPARED: "models", Status.ANSWERED: "default"}
LEASE = {Status.QUEUED: timedelta(seconds=60), Status.PREPARED: timedelta(seconds=300), Status.ANSWERED: timedelta(seconds=60)}
GRACE = timedelta(seconds=10)
MOST_CLAIMS = 5


class LostLease(Exception):
    """Somebody else has the turn, or it has moved on: whatever this worker was about to write must not be written."""


def claim(turn_id: UUID) -> Turn | None:
    """Take the next leg of a turn for the length of a lease; None when it is finished, taken, or not due yet."""
    turn = (
        Turn.objects.select_related("conversation__channel", "conversation__workspace", "agent_version__agent").filter(id=turn_id).first()
    )
    if turn is None or turn.status not in LIVE:
        return None
    now = timezone.now()
    until = now + LEASE[Status(turn.status)]
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Q(attempts=0) | Q(next_attempt_at__lte=now)
    mine = Turn.objects.filter(free, due, id=turn.id, status=turn.status, attempts=turn.attempts)
    if not mine.update(lease_until=until, next_attempt_at=until, attempts=F("attempts") + 1):
        return None
    turn.attempts, turn.lease_until = turn.attempts + 1, until
    return turn


def taken(now: datetime, status: Status) -> dict[str, Any]:
    """What a turn looks like in the hands of the worker that has just begun its leg."""
    return {"attempts": 1, "lease_until": now + LEASE[status], "next_attempt_at": now + LEASE[status]}


def move(turn: Turn, new: Status, *, keep: bool = False, **fields: Any) -> None:
    """To the next state, in the transaction of what was done. Raises LostLease, which undoes that transaction.

    ``keep``: the same worker goes on with the next leg at once.
    """
    if new not in NEXT[Status(turn.status)]:
        raise ValueError(f"a turn cannot go from {turn.status} to {new}")
    now = timezone.now()
    free = {"attempts": 0, "lease_until": None, "next_attempt_at": now + GRACE if new in LIVE else None}
    values: dict[str, Any] = {"status": new, **(taken(now, new) if keep else free), **fields}
    if new not in LIVE:
        values["finished_at"] = now
    if not Turn.objects.filter(id=turn.id, status=turn.status, attempts=turn.attempts).update(**values):
        raise LostLease(str(turn.id))
    for name, value in values.items():
        setattr(turn, name, value)


def postpone(turn: Turn, wait: timedelta, error: str) -> None:
    """Give the lease back and try again later; a turn that has moved on meanwhile is left alone."""
    mine = Turn.objects.filter(id=turn.id, status=turn.status, attempts=turn.attempts)
    mine.update(lease_until=None, next_attempt_at=timezone.now() + wait, error=error[:300])
