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

from audit.recorder import record
from kit.actor import SYSTEM
from kit.ids import uuid7
from policies.budgets.lines import Line
from policies.models import BudgetAlert, Limit, Used

logger = logging.getLogger(__name__)

THRESHOLDS: Final = (50, 80, 100)
SHOWN: Final = timedelta(days=7)
AT_ONCE: Final = 500
"""Subjects that are told of when a limit is lowered, the fullest; of others when they reach the next threshold or are refused."""
_INSERT: Final = """
INSERT INTO policies_budgetalert (id, workspace_id, limit_id, subject, start, threshold, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (limit_id, subject, start, threshold) DO NOTHING
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
    data = {"limit": line.limit, "unit": line.unit, "per": line.per, "period": line.period, "about": line.subject, "threshold": highest}
    record("budget.threshold_reached", workspace=line.workspace, actor=SYSTEM, subject=line.limit, data=data)
    transaction.on_commit(partial(_log, line.workspace, line.limit, highest), robust=True)


def _marked(line: Line, threshold: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [uuid7(), line.workspace, *line.key, threshold, timezone.now()])
        return bool(cursor.rowcount)


def catch_up(limit: Limit, start: datetime) -> None:
    """What is reached since there is less room, from ``start`` on: nothing is spent in that moment, and nobody would hear of it."""
    reached = Used.objects.filter(limit=limit, start__gte=start, used__gte=limit.amount * THRESHOLDS[0] / 100).order_by("-used")
    for row in reached[:AT_ONCE]:
        line = Line(
            limit.workspace_id, limit.id, limit.unit, limit.per, limit.period, limit.amount, limit.currency, limit.soft_share,
            row.subject, row.start,
        )  # fmt: skip
        look(line, Decimal(0), row.used)


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
