"""Where a turn may go, who holds it, and for how long: every change is one UPDATE that names the state it expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from agents.models import Step, Turn
from kit import rows
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
UPDATE agents_turn SET lease_until = %s, next_attempt_at = %s, attempts = attempts + 1
 WHERE (lease_until IS NULL OR lease_until <= %s) AND (attempts = 0 OR next_attempt_at <= %s) AND id = %s AND status = %s AND attempts = %s
RETURNING id
"""
_MOVED = ("status", "attempts", "lease_until", "next_attempt_at", "finished_at", "error")
_TRIAGE = ("language", "urgency", "intent")
_MOVE = """
UPDATE agents_turn SET status = %s, attempts = %s, lease_until = %s, next_attempt_at = %s, finished_at = %s, error = %s
 WHERE id = %s AND status = %s AND attempts = %s RETURNING id
"""
_KNOWN = Compiled(
    lambda turn: Turn.objects.select_related("conversation__channel", "conversation__workspace", "agent_version__agent").filter(id=turn)
)


class LostLease(Exception):
    """Somebody else has the turn, or it has moved on: whatever this worker was about to write must not be written."""


class Undone(Exception):
    """The database crashed and came back as it was before this turn was begun, whose commit had not waited for the disk (docs/adr/0015)."""


def claim(turn_id: UUID) -> Turn | None:
    """Take the next leg of a turn for the length of a lease; None when it is finished, taken, or not due yet."""
    turn = _KNOWN.first(turn_id)
    if turn is None or turn.status not in LIVE:
        return None
    now = timezone.now()
    until = now + LEASE[Status(turn.status)]
    if not _changed(_CLAIM, turn, [until, until, now, now]):
        return None
    turn.attempts, turn.lease_until = turn.attempts + 1, until
    return turn


def taken(now: datetime, status: Status) -> dict[str, Any]:
    """What a turn looks like in the hands of the worker that has just begun its leg."""
    return {"attempts": 1, "lease_until": now + LEASE[status], "next_attempt_at": now + LEASE[status]}


def move(turn: Turn, new: Status, *, keep: bool = False, error: str | None = None, done: Sequence[Step] = ()) -> None:
    """To the next state, in the transaction of what was done. Raises LostLease, which undoes that transaction.

    ``keep``: the same worker goes on with the next leg at once. ``done`` are steps that are noted, but not stored yet.
    """
    if new not in NEXT[Status(turn.status)]:
        raise ValueError(f"a turn cannot go from {turn.status} to {new}")
    now = timezone.now()
    free = {"attempts": 0, "lease_until": None, "next_attempt_at": now + GRACE if new in LIVE else None}
    values: dict[str, Any] = {"status": new.value, **(taken(now, new) if keep else free)}
    values |= {"finished_at": None if new in LIVE else now, "error": turn.error if error is None else error}
    if not _changed(_MOVE, turn, [values[name] for name in _MOVED], done):
        raise LostLease(str(turn.id))
    for name, value in values.items():
        setattr(turn, name, value)


@contextmanager
def unless_undone(turn: Turn) -> Iterator[None]:
    """Around the transaction that moves a turn on: where it is undone, the turn and its conversation are in memory what their rows are again."""
    stood = {name: getattr(turn, name) for name in (*_MOVED, "written_steps")}
    triage = {name: getattr(turn.conversation, name) for name in _TRIAGE}
    try:
        yield
    except BaseException:
        vars(turn).update(stood)
        vars(turn.conversation).update(triage)
        raise


def _changed(statement: str, turn: Turn, values: list[Any], done: Sequence[Step] = ()) -> bool:
    """False when the turn no longer stands as we know it."""
    return bool(rows.insert_after(statement, [*values, turn.id, Status(turn.status).value, turn.attempts], *done))


def postpone(turn: Turn, wait: timedelta, error: str) -> None:
    """Give the lease back and try again later; a turn that has moved on meanwhile is left alone."""
    mine = Turn.objects.filter(id=turn.id, status=turn.status, attempts=turn.attempts)
    mine.update(lease_until=None, next_attempt_at=timezone.now() + wait, error=error[:300])


def require(turn: Turn) -> None:
    """Whoever was told to begin it must not take it for begun. Raises Undone."""
    if not Turn.objects.filter(id=turn.id).exists():
        raise Undone(str(turn.id))
