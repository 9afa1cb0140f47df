"""The limits that a call comes under: which, of whom, since when, and what is used of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit import statements
from policies.budgets import rates
from policies.budgets.paying import Payer, no_limit_lately, saw_no_limit

EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
Key = tuple[UUID, UUID, datetime]

_LIMITS: Final = """
SELECT l.id, l.unit, l.per, l.period, l.amount, l.currency, l.soft_share, w.timezone
  FROM policies_limit l JOIN accounts_workspace w ON w.id = l.workspace_id
 WHERE l.workspace_id = %s AND (l.only IS NULL OR l.only = ANY(%s::uuid[])) ORDER BY l.id
"""
_USED: Final = """
SELECT u.limit_id, u.subject, u.start, u.used FROM policies_used u
  JOIN unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS w(limit_id, subject, start) USING (limit_id, subject, start)
"""
_COLUMN: Final = {"conversation": "conversation", "customer": "customer", "agent": "agent", "workspace": "workspace_id"}
_SPENT: Final = """
SELECT currency, coalesce(sum(input_tokens::bigint + output_tokens), 0), coalesce(sum(amount), 0), count(*) FILTER (WHERE kind = 'model')
  FROM policies_cost WHERE workspace_id = %s AND {column} = %s AND created_at >= %s GROUP BY currency
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One limit for one subject, in the period that ``start`` begins."""

    workspace: UUID
    limit: UUID
    unit: str
    per: str
    period: str
    amount: Decimal
    currency: str
    soft_share: Decimal
    subject: UUID
    start: datetime

    @property
    def key(self) -> Key:
        return self.limit, self.subject, self.start

    def share(self, used: Decimal) -> Decimal:
        return used / self.amount


@dataclass(frozen=True, slots=True)
class Measure:
    """What one call, or several, take of each unit. Money is by currency; None in it is a price that nobody knows."""

    tokens: int
    calls: int
    money: tuple[tuple[str, Decimal | None], ...] = ()

    def of(self, line: Line, now: datetime) -> Decimal | None:
        """In the unit of ``line``; None where it cannot be told."""
        if line.unit != "money":
            return Decimal(self.tokens if line.unit == "tokens" else self.calls)
        parts = [None if amount is None else rates.convert(amount, currency, line.currency, now) for currency, amount in self.money]
        return sum((one for one in parts if one is not None), Decimal(0)) if None not in parts else None


def of(payer: Payer, now: datetime) -> list[Line]:
    """One query; nothing where the workspace has no limits. Those that name somebody else are not among them."""
    rows = statements.ask(_LIMITS, [payer.workspace, [one for one in (payer.agent, payer.customer, payer.conversation) if one]])
    whose = payer.subjects
    return [
        Line(payer.workspace, limit, unit, per, period, amount, currency, soft, subject, start_of(period, zone, now))
        for limit, unit, per, period, amount, currency, soft, zone in rows
        if (subject := whose[per]) is not None
    ]


def before_a_call(payer: Payer, now: datetime) -> list[Line]:
    """As ``of``, but not asked twice in a moment where nothing is limited."""
    if no_limit_lately(payer):
        return []
    found = of(payer, now)
    if not found:
        saw_no_limit(payer)
    return found


def start_of(period: str, zone: str, now: datetime) -> datetime:
    """When the hour, day or month of ``now`` began where the workspace is; an unknown zone counts as UTC."""
    if period == "ever":
        return EVER
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = now.astimezone(UTC)
    local = local.replace(minute=0, second=0, microsecond=0)
    if period != "hour":
        local = local.replace(hour=0, fold=0)
    return (local.replace(day=1) if period == "month" else local).astimezone(UTC)


def used(wanted: Sequence[Line]) -> dict[Key, Decimal]:
    """What is kept of these; one that is not in it has never been added up."""
    columns: list[list[object]] = [list(column) for column in zip(*(line.key for line in wanted), strict=True)]
    return {(limit, subject, start): amount for limit, subject, start, amount in statements.ask(_USED, columns)}


def added_up(line: Line, now: datetime) -> Decimal:
    """From the costs themselves. Money that has no rate into the limit's currency is left out: it was spent before there was a limit."""
    rows = statements.ask(_SPENT.format(column=_COLUMN[line.per]), [line.workspace, line.subject, line.start])
    found = [Measure(tokens, calls, ((currency, money),)).of(line, now) for currency, tokens, money, calls in rows]
    return sum((one for one in found if one is not None), Decimal(0))
