"""Where a turn may go, who holds it, and for how long: every change is one UPDATE that names the state it expects."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from agents.models import Turn
from kit.compiled import Compiled

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
LEASE = {Status.QUEUED: timedelta(seconds=60), Status.PREPARED: timedelta(seconds=300), Status.ANSWERED: timedelta(seconds=60)}
GRACE = timedelta(seconds=10)
MOST_CLAIMS = 5
_CLAIM = """
UPDATE agents_turn SET lease_until = %(until)s, next_attempt_at = %(until)s, attempts = attempts + 1
 WHERE id = %(id)s AND status = %(old)s AND attempts = %(mine)s
   AND (lease_until IS NULL OR lease_until <= %(now)s) AND (attempts = 0 OR next_attempt_at <= %(now)s)
"""
_MOVE = """
UPDATE agents_turn SET status = %(status)s, attempts = %(attempts)s, lease_until = %(lease_until)s, next_attempt_at = %(next_attempt_at)s,
       finished_at = %(finished_at)s, error = %(error)s
 WHERE id = %(id)s AND status = %(old)s AND attempts = %(mine)s
"""
_KNOWN = Compiled(
    lambda turn: Turn.objects.select_related("conversation__channel", "conversation__workspace", "agent_version__agent").filter(id=turn)
)


class LostLease(Exception):
    """Somebody else has the turn, or it has moved on: whatever this worker was about to write must not be written."""


def claim(turn_id: UUID) -> Turn | None:
    """Take the next leg of a turn for the length of a lease; None when it is finished, taken, or not due yet."""
    turn = _KNOWN.first(turn_id)
    if turn is None or turn.status not in LIVE:
        return None
    now = timezone.now()
    until = now + LEASE[Status(turn.status)]
    if not _changed(_CLAIM, turn, {"now": now, "until": until}):
        return None
    turn.attempts, turn.lease_until = turn.attempts + 1, until
    return turn


def taken(now: datetime, status: Status) -> dict[str, Any]:
    """What a turn looks like in the hands of the worker that has just begun its leg."""
    return {"attempts": 1, "lease_until": now + LEASE[status], "next_attempt_at": now + LEASE[status]}


def move(turn: Turn, new: Status, *, keep: bool = False, error: str | None = None) -> None:
    """To the next state, in the transaction of what was done. Raises LostLease, which undoes that transaction.

    ``keep``: the same worker goes on with the next leg at once.
    """
    if new not in NEXT[Status(turn.status)]:
        raise ValueError(f"a turn cannot go from {turn.status} to {new}")
    now = timezone.now()
    free = {"attempts": 0, "lease_until": None, "next_attempt_at": now + GRACE if new in LIVE else None}
    values: dict[str, Any] = taken(now, new) if keep else free
    values |= {"status": new.value, "finished_at": None if new in LIVE else now, "error": turn.error if error is None else error}
    if not _changed(_MOVE, turn, values):
        raise LostLease(str(turn.id))
    for name, value in values.items():
        setattr(turn, name, value)


def _changed(statement: str, turn: Turn, values: dict[str, Any]) -> bool:
    """False when the turn no longer stands as we know it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": turn.id, "old": Status(turn.status).value, "mine": turn.attempts, **values})
        return bool(cursor.rowcount)


def postpone(turn: Turn, wait: timedelta, error: str) -> None:
    """Give the lease back and try again later; a turn that has moved on meanwhile is left alone."""
    mine = Turn.objects.filter(id=turn.id, status=turn.status, attempts=turn.attempts)
    mine.update(lease_until=None, next_attempt_at=timezone.now() + wait, error=error[:300])
