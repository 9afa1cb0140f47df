"""Half, four fifths and all of a limit: told once for each subject and period, on the ledger, in the log and on the pages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.recorder import Recording, record_many
from kit.actor import SYSTEM
from kit.ids import uuid7
from policies.budgets.lines import Line
from policies.models import BudgetAlert, Limit, Used

logger = logging.getLogger(__name__)

THRESHOLDS: Final = (50, 80, 100)
SHOWN: Final = timedelta(days=7)
Marked = tuple[UUID, datetime, int]
AT_ONCE: Final = 500
"""Subjects that are told of when a limit is lowered, the fullest; of others when they reach the next threshold or are refused."""
_INSERT: Final = """
INSERT INTO policies_budgetalert (id, workspace_id, limit_id, subject, start, threshold, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (limit_id, subject, start, threshold) DO NOTHING
"""
_INSERT_ALL: Final = """
INSERT INTO policies_budgetalert (id, workspace_id, limit_id, subject, start, threshold, created_at)
SELECT n.id, %s, %s, n.subject, n.start, n.threshold, %s
  FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::smallint[]) n (id, subject, start, threshold)
ON CONFLICT (limit_id, subject, start, threshold) DO NOTHING RETURNING subject, start, threshold
"""
_FORGET: Final = """
DELETE FROM policies_budgetalert a WHERE a.limit_id = %s AND a.start >= %s AND NOT EXISTS (
  SELECT FROM policies_used u WHERE (u.limit_id, u.subject, u.start) = (a.limit_id, a.subject, a.start) AND u.used * 100 >= %s * a.threshold)
"""


def look(line: Line, before: Decimal, after: Decimal) -> None:
    """Tell of every threshold between the two, in the transaction that moved what is used."""
    crossed = [one for one in THRESHOLDS if before * 100 < line.amount * one <= after * 100]
    if crossed:
        told(line, crossed)


def told(line: Line, thresholds: Sequence[int]) -> None:
    """Of several at once only the highest is an alert, the others are marked as told."""
    highest = max(thresholds)
    new = [one for one in thresholds if _marked(line, one)]
    if highest not in new:
        return
    record_many([_recording(line.workspace, line.limit, line, line.subject, highest)])
    transaction.on_commit(partial(_log, line.workspace, line.limit, highest), robust=True)


def _marked(line: Line, threshold: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [uuid7(), line.workspace, *line.key, threshold, timezone.now()])
        return bool(cursor.rowcount)


def catch_up(limit: Limit, start: datetime) -> None:
    """What is reached since there is less room, from ``start`` on: nothing is spent in that moment, and nobody would hear of it.

    All at once, for the limit is locked meanwhile: one statement marks, one writes the entries.
    """
    least = limit.amount * THRESHOLDS[0] / 100
    reached = Used.objects.filter(limit=limit, start__gte=start, used__gte=least).order_by("-used").values_list("subject", "start", "used")
    crossed = {
        (subject, begun): [one for one in THRESHOLDS if 0 < limit.amount * one <= used * 100] for subject, begun, used in reached[:AT_ONCE]
    }
    new = _marked_all(limit, [(*of, one) for of, thresholds in crossed.items() for one in thresholds])
    told_of = [(subject, max(found)) for (subject, begun), found in crossed.items() if found and (subject, begun, max(found)) in new]
    record_many([_recording(limit.workspace_id, limit.id, limit, subject, highest) for subject, highest in told_of])
    for _, highest in told_of:
        transaction.on_commit(partial(_log, limit.workspace_id, limit.id, highest), robust=True)


def _marked_all(limit: Limit, rows: Sequence[Marked]) -> set[Marked]:
    """Those that nobody had marked before."""
    if not rows:
        return set()
    subjects, starts, thresholds = (list(column) for column in zip(*rows, strict=True))
    ids, now = [uuid7() for _ in rows], timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ALL, [limit.workspace_id, limit.id, now, ids, subjects, starts, thresholds])
        return set(cursor.fetchall())


def _recording(workspace: UUID, limit: UUID, what: Line | Limit, subject: UUID, threshold: int) -> Recording:
    data = {"limit": limit, "unit": what.unit, "per": what.per, "period": what.period, "about": subject, "threshold": threshold}
    return Recording("budget.threshold_reached", workspace, SYSTEM, subject=limit, data=data)


def forget(limit: Limit, start: datetime) -> None:
    """What is not reached any more since there is more room, or another currency, from ``start`` on: it is told anew when it is reached again."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [limit.id, start, limit.amount])


def _log(workspace: UUID, limit: UUID, threshold: int) -> None:
    logger.warning("budget.threshold_reached", extra={"workspace_id": str(workspace), "limit": str(limit), "percent": threshold})


def current(workspace: UUID, since: datetime | None = None) -> QuerySet[BudgetAlert]:
    """Of the last week, the newest first, with their limits."""
    found = BudgetAlert.objects.filter(workspace=workspace, created_at__gte=since or timezone.now() - SHOWN)
    return found.select_related("limit").order_by("-created_at", "-threshold")
