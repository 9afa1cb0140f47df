"""The alarm for a conversation that costs many times what those of its agent usually do: on the ledger, in the log, on the pages; once for each.

Beat looks at the conversations that cost something in the last minutes. What is usual is the median of a month of the agent's conversations,
and nothing is unusual before there are some.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import explorer
from audit.explorer import Wanted
from audit.models import Entry
from audit.recorder import record
from kit.actor import SYSTEM
from kit.ids import first_id_at
from portal.spend import lines
from portal.spend.models import SpendUsual

logger = logging.getLogger(__name__)

RAISED: Final = "portal.conversation_costly"
MONTH: Final = timedelta(days=30)
FRESH: Final = timedelta(minutes=10)
"""How long a median holds before it is asked for again, once it is of enough conversations."""
RECENT: Final = timedelta(minutes=15)
"""Conversations that cost something in this time are looked at: some sweeps may be missed."""
SHOWN: Final = timedelta(hours=24)
MOST: Final = 100

_RECENT: Final = """
    SELECT c.workspace_id, c.conversation, c.agent, c.currency, sum(c.amount) FROM policies_cost c
    JOIN (SELECT DISTINCT workspace_id, conversation FROM policies_cost WHERE id >= %(recent)s AND conversation IS NOT NULL AND amount > 0) fresh
      ON fresh.workspace_id = c.workspace_id AND fresh.conversation = c.conversation
    WHERE c.created_at >= %(since)s AND c.agent IS NOT NULL AND c.amount IS NOT NULL GROUP BY 1, 2, 3, 4
"""
_USUAL: Final = f"""
    {lines.TURNS}, whole AS (
      SELECT agent, currency, sum(amount) AS amount FROM found WHERE agent = ANY(%(agents)s) AND currency <> '' GROUP BY agent, currency, conversation)
    INSERT INTO portal_spendusual (workspace_id, agent, currency, median, conversations, looked_at)
    SELECT %(workspace)s, agent, currency, percentile_disc(0.5) WITHIN GROUP (ORDER BY amount), count(*), %(until)s FROM whole GROUP BY agent, currency
    ON CONFLICT (agent, currency) DO UPDATE SET median = excluded.median, conversations = excluded.conversations, looked_at = excluded.looked_at
"""  # noqa: S608 - constant text, every value is a parameter
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('portal.conversation_costly' || %s::text, 0))"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a conversation has cost with one agent in the last month, in one currency."""

    workspace: UUID
    conversation: UUID
    agent: UUID
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Alarm:
    """``times`` what was usual when it was raised."""

    at: datetime
    conversation: UUID
    agent: UUID
    amount: Decimal
    usual: Decimal
    currency: str

    @property
    def times(self) -> int:
        return int(self.amount / self.usual)


def sweep() -> None:
    """Look at every conversation that cost something lately."""
    if not settings.COUNTERSIGN_COSTLY_TIMES:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, {"recent": first_id_at(now - RECENT), "since": now - MONTH})
        found = [Spent(*row) for row in cursor.fetchall()]
    for workspace in dict.fromkeys(one.workspace for one in found):
        look(workspace, [one for one in found if one.workspace == workspace], now)


def look(workspace: UUID, found: Iterable[Spent], now: datetime) -> None:
    """Raise the alarm for those of a workspace that cost too much. A median of nothing is no measure."""
    spent = list(found)
    known = usual(workspace, {one.agent for one in spent}, now)
    for one in spent:
        median = known.get((one.agent, one.currency))
        if median and one.amount >= settings.COUNTERSIGN_COSTLY_TIMES * median:
            _raise(one, median)


def usual(workspace: UUID, agents: Iterable[UUID], now: datetime) -> dict[tuple[UUID, str], Decimal]:
    """The median by agent and currency, where there are conversations enough."""
    rows, wanted = SpendUsual.objects.filter(workspace=workspace), set(agents)
    enough = rows.filter(conversations__gte=settings.COUNTERSIGN_COSTLY_CONVERSATIONS, agent__in=wanted)
    stale = wanted - set(enough.filter(looked_at__gt=now - FRESH).values_list("agent", flat=True))
    if stale:
        with connection.cursor() as cursor:
            cursor.execute(_USUAL, {"workspace": workspace, "since": now - MONTH, "until": now, "agents": list(stale)})
    return {(one.agent, one.currency): one.median for one in enough.all()}


@transaction.atomic
def _raise(one: Spent, median: Decimal) -> None:
    """Of two sweeps at once the second sees the entry of the first."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [one.conversation])
    if Entry.objects.filter(subject=one.conversation, event=RAISED).exists():
        return
    data = {"agent": one.agent, "amount": one.amount, "usual": median, "currency": one.currency}
    record(RAISED, workspace=one.workspace, actor=SYSTEM, subject=one.conversation, stream=one.conversation, data=data)
    transaction.on_commit(partial(_log, one), robust=True)


def _log(one: Spent) -> None:
    logger.error("spend.conversation_costly", extra={"workspace_id": str(one.workspace), "conversation_id": str(one.conversation)})


def raised(workspace: UUID, since: datetime, until: datetime | None = None) -> list[Alarm]:
    """Of a period, the newest first; one query along the index of events."""
    found = explorer.page(Wanted(workspace, event=RAISED, since=since, until=until), size=MOST).found
    return [
        Alarm(
            one.told.at, one.stream, UUID(one.told.data["agent"]), Decimal(one.told.data["amount"]), Decimal(one.told.data["usual"]),
            one.told.data["currency"],
        )
        for one in found if one.stream
    ]  # fmt: skip


def current(workspace: UUID) -> list[Alarm]:
    """Of the last day."""
    return raised(workspace, timezone.now() - SHOWN)
