"""The head of each queue: a key before which nothing waits.

A session that holds an old snapshot keeps dead index entries alive; a claim that starts at the first entry then walks over every
item ever claimed. Starting at the head avoids that. Safe because whoever lets an item wait (insert, return, escalate) takes a shared
advisory lock, then lowers the head if its key stands before it; the head is raised only under the exclusive lock, by a statement
whose snapshot is younger than the lock, so no item can be in flight unseen.
"""

from __future__ import annotations

import threading
from uuid import UUID

from django.db import connection, transaction

from kit import statements
from review.models import Item

SPACE = 0x5EAD
EVERY = 500
"""Claims of one process in one queue between two attempts to raise its head."""

_LOWER = """
    UPDATE review_queuehead SET priority = %(priority)s, due_at = %(due_at)s, item = %(item)s
    WHERE queue_id = %(queue)s AND (priority, due_at, item) > (%(priority)s, %(due_at)s, %(item)s)
"""
_RAISE = """
    INSERT INTO review_queuehead AS h (queue_id, priority, due_at, item)
    SELECT i.queue_id, i.priority, i.due_at, i.id FROM review_item i
    WHERE i.queue_id = %(queue)s AND i.status = 'waiting'
      AND (i.priority, i.due_at, i.id) >= (
        coalesce((SELECT priority FROM review_queuehead WHERE queue_id = %(queue)s), -32768),
        coalesce((SELECT due_at FROM review_queuehead WHERE queue_id = %(queue)s), '-infinity'::timestamptz),
        coalesce((SELECT item FROM review_queuehead WHERE queue_id = %(queue)s), '00000000-0000-0000-0000-000000000000'::uuid))
    ORDER BY i.priority, i.due_at, i.id LIMIT 1
    ON CONFLICT (queue_id) DO UPDATE SET priority = excluded.priority, due_at = excluded.due_at, item = excluded.item
"""

_counts: dict[UUID, int] = {}
_guard = threading.Lock()


def _key(queue: UUID) -> int:
    return int.from_bytes(queue.bytes[-4:], signed=True)


def entered(item: Item) -> None:
    """Call after ``item`` has begun to wait, in the same transaction."""
    statements.ask("SELECT pg_advisory_xact_lock_shared(%s, %s)", [SPACE, _key(item.queue_id)])
    statements.tell(_LOWER, {"queue": item.queue_id, "priority": item.priority, "due_at": item.due_at, "item": item.id})


def claimed(queue: UUID) -> None:
    """Count a claim; now and then raise the head. Call outside of a transaction."""
    with _guard:
        _counts[queue] = count = _counts.get(queue, 0) + 1
    if count % EVERY == 0:
        raise_head(queue)


def raise_head(queue: UUID) -> bool:
    """Move the head to the first waiting item. False when somebody is just letting one wait, or moves it himself."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SPACE, _key(queue)])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_RAISE, {"queue": queue})
    return True
