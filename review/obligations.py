"""What the obligations of a ruling mean for an item: how many people, until when, with a reason or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from policies.engine.obligations import union
from policies.models import RulingRecord
from review.models import Queue

Obligation = Mapping[str, Any]
PRIORITY = {"high": 0, "normal": 1, "low": 2}
PATIENCE = {"high": 0.5, "normal": 1.0, "low": 2.0}


def parameter(obligations: Iterable[Obligation], kind: str, name: str, default: Any) -> Any:
    return next((one.get(name, default) for one in obligations if one.get("kind") == kind), default)


def approvals(obligations: Iterable[Obligation]) -> int:
    return max(1, int(parameter(obligations, "approvals", "count", 1)))


def needs_reason(obligations: Iterable[Obligation]) -> bool:
    return any(one.get("kind") == "require_reason" for one in obligations)


def due_at(obligations: Iterable[Obligation], queue: Queue, urgency: str, now: datetime) -> datetime:
    """A ruling's own limit wins; else the queue's, halved for what is urgent and doubled for what is not."""
    minutes = parameter(obligations, "due", "minutes", None)
    return now + timedelta(minutes=minutes if minutes else queue.due_minutes * PATIENCE.get(urgency, 1.0))


def priority(urgency: str) -> int:
    return PRIORITY.get(urgency, 1)


def sampled(obligations: Iterable[Obligation], action: UUID) -> bool:
    """Whether this action falls into the share that a person looks at although it is allowed. Decided by its id, so it can be shown."""
    percent = float(parameter(obligations, "sample", "percent", 0))
    drawn = int.from_bytes(hashlib.sha256(action.bytes).digest()[:8]) / 2**64
    return drawn * 100 < percent


def union_of(records: Iterable[RulingRecord]) -> list[dict[str, Any]]:
    """All obligations of several rulings, one of each kind, the stricter parameter."""
    return union(record.obligations for record in records)
