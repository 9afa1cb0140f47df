"""What waits in each queue, counted up to a cap so that a page costs the same with a hundred thousand items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import User, Workspace
from review.models import Queue
from review.pages import paging
from review.permissions import decidable_queues

CAP = 1000
"""Beyond this a page says "1,000+": nobody acts on the difference, and counting on would take longer than the page."""

# Each count walks the partial index of its queue and stops at the cap; the index leads with the priority, so what is late is
# looked for once per priority. The orders say nothing to a count: they keep the planner on that index, where a scan of the table,
# cheap by its estimate, would read all that is not late.
_COUNTS = """
    SELECT q.id,
        (SELECT count(*) FROM (
            SELECT 1 FROM review_item i WHERE i.queue_id = q.id AND i.status = 'waiting' ORDER BY i.priority, i.due_at LIMIT %(cap)s) w),
        (SELECT count(*) FROM (
            SELECT 1 FROM generate_series(0, 2) AS p(n) CROSS JOIN LATERAL (
                SELECT 1 FROM review_item i
                WHERE i.queue_id = q.id AND i.status = 'waiting' AND i.priority = p.n AND i.due_at < now()
                ORDER BY i.due_at LIMIT %(cap)s) l
            LIMIT %(cap)s) w),
        (SELECT count(*) FROM (SELECT 1 FROM review_item i WHERE i.queue_id = q.id AND i.status = 'claimed' LIMIT %(cap)s) w),
        (SELECT min(first.due_at) FROM generate_series(0, 2) AS p(n) CROSS JOIN LATERAL (
            SELECT i.due_at FROM review_item i WHERE i.queue_id = q.id AND i.status = 'waiting' AND i.priority = p.n
            ORDER BY i.due_at LIMIT 1) first)
    FROM review_queue q WHERE q.id = ANY(%(queues)s)
"""


@dataclass(frozen=True, slots=True)
class Count:
    """Up to ``CAP``; ``more`` when there are more than that."""

    number: int
    more: bool = False

    @classmethod
    def of(cls, found: int) -> Count:
        return cls(min(found, CAP), found > CAP)

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.more or other.more)


@dataclass(frozen=True, slots=True)
class QueueSummary:
    queue: Queue
    waiting: Count
    late: Count
    claimed: Count
    next_due: datetime | None
    may_decide: bool


def summaries(user: User, workspace: Workspace) -> list[QueueSummary]:
    """Every queue that ``user`` may see, in the order of the workspace. Three queries."""
    rows = visible(user, workspace)
    counted = _counted([row.id for row in rows])
    return [QueueSummary(row, *counted[row.id], may_decide=may_decide(user, row)) for row in rows]


def summary_of(user: User, queue: Queue) -> QueueSummary:
    """Of a queue that the user may see. One query."""
    return QueueSummary(queue, *_counted([queue.id])[queue.id], may_decide=may_decide(user, queue))


def visible(user: User, workspace: Workspace) -> list[Queue]:
    return list(Queue.objects.visible_to(user).filter(workspace=workspace))


def may_decide(user: User, queue: Queue) -> bool:
    return queue.id in decidable_queues(user)


def _counted(queues: Sequence[UUID]) -> dict[UUID, tuple[Count, Count, Count, datetime | None]]:
    if not queues:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"queues": list(queues), "cap": CAP + 1})
        return {row[0]: (Count.of(row[1]), Count.of(row[2]), Count.of(row[3]), row[4]) for row in cursor.fetchall()}


def tagged(queues: Sequence[UUID], tag: str) -> Count:
    """What waits in these queues of conversations that carry ``tag``."""
    return Count.of(paging.tagged(queues, tag, CAP + 1))


def total(counts: Sequence[Count]) -> Count:
    return sum(counts, Count(0))
