"""Folding costs into sums, up to an hour ago: later than any transaction that could still write one with an earlier time.

A stretch is summed and the mark moved in one transaction under the mark's lock, so a cost is in the sums once, whoever folds at the same time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from portal.spend.lines import SINGLE
from portal.spend.models import SpendFold

BEHIND: Final = timedelta(hours=1)
STRETCH: Final = timedelta(days=1)
QUARTER: Final = 900
SECONDS: Final = 20.0
"""How long one sweep folds; the next one goes on."""

_BEHIND: Final = """
    SELECT w.id FROM accounts_workspace w LEFT JOIN portal_spendfold f ON f.workspace_id = w.id
    WHERE EXISTS (SELECT 1 FROM policies_cost c WHERE c.workspace_id = w.id AND c.created_at >= coalesce(f.until, '-infinity') AND c.created_at < %s)
"""
_FIRST: Final = "SELECT min(created_at) FROM policies_cost WHERE workspace_id = %s AND created_at >= %s"
_BETWEEN: Final = SINGLE.format(since="%(since)s", until="%(until)s")
_SUMS: Final = "sum(calls), sum(input_tokens), sum(output_tokens), sum(amount)"
_NAMES: Final = "calls, input_tokens, output_tokens, amount"
_FOLD: Final = (
    f"""
    INSERT INTO portal_spendpart (workspace_id, at, agent, channel, kind, tier, model, currency, {_NAMES})
    SELECT %(workspace)s, at, agent, channel, kind, tier, model, currency, {_SUMS} FROM ({_BETWEEN}) single GROUP BY 2, 3, 4, 5, 6, 7, 8
    """,  # noqa: S608 - constant text, every value is a parameter
    f"""
    INSERT INTO portal_spendturn (workspace_id, at, conversation, customer, agent, channel, turn, currency, {_NAMES})
    SELECT %(workspace)s, at, conversation, customer, agent, channel, turn, currency, {_SUMS} FROM ({_BETWEEN}) single
    WHERE conversation IS NOT NULL GROUP BY 2, 3, 4, 5, 6, 7, 8
    """,  # noqa: S608 - constant text, every value is a parameter
)  # fmt: skip


def sweep() -> None:
    """Fold what is old enough, everywhere, for some seconds."""
    limit, began = reached(timezone.now()), time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [limit])
        found = [identity for (identity,) in cursor.fetchall()]
    for workspace in found:
        while time.monotonic() - began < SECONDS and fold(workspace, limit):
            pass


def reached(now: datetime) -> datetime:
    """Up to when costs may be folded."""
    return quarter(now - BEHIND)


def quarter(moment: datetime) -> datetime:
    """The beginning of its quarter of an hour."""
    return datetime.fromtimestamp(int(moment.timestamp()) // QUARTER * QUARTER, UTC)


@transaction.atomic
def fold(workspace: UUID, limit: datetime) -> bool:
    """One stretch; whether there was one. Stretches without any cost are passed over."""
    SpendFold.objects.get_or_create(workspace_id=workspace, defaults={"until": datetime.fromtimestamp(0, UTC)})
    mark = SpendFold.objects.select_for_update().get(workspace_id=workspace)
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [workspace, mark.until])
        (first,) = cursor.fetchone() or (None,)
        if first is None or first >= limit:
            return False
        since = quarter(first)
        until = min(since + STRETCH, limit)
        for statement in _FOLD:
            cursor.execute(statement, {"workspace": workspace, "since": since, "until": until})
    mark.until = until
    mark.save(update_fields=["until"])
    return True
