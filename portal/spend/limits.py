"""Where the limits stand: how much of each is used up in its present period, by whom most. Two queries, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import Workspace
from policies.budget_models import Per
from policies.budgets.lines import start_of
from policies.models import Limit

MOST: Final = 5
"""Subjects that are shown of one limit."""
MOST_NAMED: Final = 20
"""Limits of one agent or one customer that are shown: those of which the most is used."""
_USED: Final = """
    SELECT l.id, u.subject, u.used FROM unnest(%(limits)s::uuid[], %(starts)s::timestamptz[], %(many)s::boolean[]) AS l (id, start, many), LATERAL (
      SELECT u.subject, u.used FROM policies_used u WHERE NOT l.many AND u.limit_id = l.id AND u.start = l.start
      UNION ALL
      SELECT u.subject, u.used FROM (SELECT DISTINCT subject FROM policies_budgetalert WHERE limit_id = l.id AND start = l.start) told
        JOIN policies_used u ON u.limit_id = l.id AND u.subject = told.subject AND u.start = l.start WHERE l.many
      ORDER BY used DESC LIMIT %(most)s) u
    ORDER BY l.id, u.used DESC
"""
# Of conversations and customers there can be many: only those that have reached half of the limit are looked at.
_MANY: Final = (Per.CONVERSATION, Per.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a limit one subject has used up; ``share`` 1 is all of it."""

    subject: UUID
    used: Decimal
    share: Decimal


@dataclass(slots=True)
class State:
    """A limit in its present period, which began at ``start``; ``uses`` the most first. ``is_for_many``: those below half are not among them.

    One that names somebody has one use, of nothing where no call came under it yet.
    """

    limit: Limit
    start: datetime
    uses: list[Use]

    @property
    def is_for_many(self) -> bool:
        return self.limit.per in _MANY and self.limit.only is None

    @property
    def share(self) -> Decimal:
        """The largest."""
        return max((one.share for one in self.uses), default=Decimal(0))


def states(workspace: Workspace) -> list[State]:
    """Those that are for each of a kind come before those that name one."""
    now = timezone.now()
    limits = list(Limit.objects.filter(workspace=workspace).order_by("per", F("only").asc(nulls_first=True), "unit", "period"))
    found = [State(one, start_of(one.period, workspace.timezone, now), []) for one in limits]
    used = _used(found) if found else {}
    for state in found:
        known = used.get(state.limit.id) or ([(state.limit.only, Decimal(0))] if state.limit.only else [])
        state.uses = [Use(subject, amount, amount / state.limit.amount) for subject, amount in known]
    return found


def _used(found: Sequence[State]) -> dict[UUID, list[tuple[UUID, Decimal]]]:
    values: dict[str, Any] = {
        "limits": [one.limit.id for one in found], "starts": [one.start for one in found], "many": [one.is_for_many for one in found], "most": MOST,
    }  # fmt: skip
    used: dict[UUID, list[tuple[UUID, Decimal]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_USED, values)
        for limit, subject, amount in cursor.fetchall():
            used.setdefault(limit, []).append((subject, amount))
    return used
