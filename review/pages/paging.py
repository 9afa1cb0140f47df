"""Waiting items page by page, by key instead of by number: the tenth page costs what the first does, and nothing is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from review.models import Item

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# One short index walk per queue, then the heads merged: a single scan over several queues would have to sort them all.
_PAGE = """
    SELECT i.id FROM unnest(%(queues)s::uuid[]) AS q(id) CROSS JOIN LATERAL (
        SELECT i.priority, i.due_at, i.id FROM review_item i
        WHERE i.queue_id = q.id AND i.status = 'waiting'
          AND (i.priority, i.due_at, i.id) > (%(priority)s, %(due_at)s::timestamptz, %(item)s::uuid)
        ORDER BY i.priority, i.due_at, i.id LIMIT %(limit)s) i
    ORDER BY i.priority, i.due_at, i.id LIMIT %(limit)s
"""
_TAGGED = """
    SELECT i.id FROM review_item i JOIN conversations_conversation c ON c.id = i.conversation_id
    WHERE i.queue_id = ANY(%(queues)s) AND i.status = 'waiting' AND c.tags <> '{{}}' AND c.tags @> ARRAY[%(tag)s]::varchar[]
      AND (i.priority, i.due_at, i.id) > (%(priority)s, %(due_at)s::timestamptz, %(item)s::uuid)
    {order} LIMIT %(limit)s
"""
_TAGGED_PAGE = _TAGGED.format(order="ORDER BY i.priority, i.due_at, i.id")
_TAGGED_COUNT = f"SELECT count(*) FROM ({_TAGGED.format(order='')}) tagged"  # noqa: S608 - constant text, every value is a parameter


@dataclass(frozen=True, slots=True)
class Key:
    """The place of an item in the order in which items are claimed."""

    priority: int
    due_at: datetime
    item: UUID

    def __str__(self) -> str:
        return f"{self.priority}-{(self.due_at - _EPOCH) // _MICROSECOND}-{self.item.hex}"


BEFORE_ALL = Key(-32768, _EPOCH, UUID(int=0))


def key_of(item: Item) -> Key:
    return Key(item.priority, item.due_at, item.id)


def read_key(text: str) -> Key:
    """What ``str(key)`` wrote; anything else means the first page."""
    try:
        priority, micros, item = text.rsplit("-", 2)
        return Key(int(priority), _EPOCH + int(micros) * _MICROSECOND, UUID(item))
    except (ValueError, OverflowError):
        return BEFORE_ALL


def waiting_ids(queues: Sequence[UUID], after: Key = BEFORE_ALL, limit: int = PAGE, tag: str = "") -> tuple[list[UUID], bool]:
    """Ids of the next waiting items in the order of claiming, and whether more follow. With ``tag`` of conversations that carry it."""
    if not queues:
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(_TAGGED_PAGE if tag else _PAGE, _asked(queues, after, limit + 1, tag))
        found = [row[0] for row in cursor.fetchall()]
    return found[:limit], len(found) > limit


def tagged(queues: Sequence[UUID], tag: str, limit: int) -> int:
    """How many wait whose conversation carries ``tag``, up to ``limit``."""
    with connection.cursor() as cursor:
        cursor.execute(_TAGGED_COUNT, _asked(queues, BEFORE_ALL, limit, tag))
        found: int = cursor.fetchone()[0]
    return found


def _asked(queues: Sequence[UUID], after: Key, limit: int, tag: str) -> dict[str, Any]:
    return {"queues": list(queues), "priority": after.priority, "due_at": after.due_at, "item": after.item, "limit": limit, "tag": tag}
