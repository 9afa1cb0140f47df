"""Thresholds of budgets that were reached lately, as notices: of the workspace, of agents and of whom a limit names each; of conversations and
customers how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone

from policies.budget_models import Per
from policies.budgets import alerts
from policies.budgets.amounts import plain
from policies.models import BudgetAlert, Limit

SHOWN: Final = timedelta(hours=24)
MOST: Final = 1_000
"""Alerts of single ones that are looked at."""
WHEN: Final = {"hour": "an hour", "day": "a day", "month": "a month", "ever": "in all"}
MANY: Final = {"conversation": ("conversation", "conversations"), "customer": ("customer", "customers")}

_SINGLE: Final = Q(limit__per__in=[Per.WORKSPACE, Per.AGENT]) | Q(limit__only__isnull=False)
_TOLD: Final = ("id", "unit", "per", "amount", "currency", "period")


@dataclass(frozen=True, slots=True)
class Reached:
    """``role`` colours it: hold from 80 % on, deny where nothing is left."""

    threshold: int
    about: str
    what: str
    at: datetime

    @property
    def role(self) -> str:
        return "deny" if self.threshold == 100 else "hold" if self.threshold == 80 else ""


def lately(workspace: UUID, agent: Callable[[UUID], str], customers: Callable[[Sequence[UUID]], Mapping[UUID, str]]) -> list[Reached]:
    """Of the last day, the newest first; of each limit, subject and period the highest. ``agent`` and ``customers`` name them."""
    since = timezone.now() - SHOWN
    single = _highest(alerts.current(workspace, since).filter(_SINGLE)[:MOST])
    people = [one.subject for one in single if one.limit.per == Per.CUSTOMER]
    names = customers(people) if people else {}
    told = [Reached(one.threshold, names.get(one.subject) or _name(one, agent), _what(one.limit), one.created_at) for one in single]
    return sorted([*told, *_counted(workspace, since)], key=lambda one: one.at, reverse=True)


def _highest(found: Iterable[BudgetAlert]) -> list[BudgetAlert]:
    highest: dict[tuple[UUID, UUID, datetime], BudgetAlert] = {}
    for one in found:
        known = highest.setdefault((one.limit_id, one.subject, one.start), one)
        if one.threshold > known.threshold:
            highest[one.limit_id, one.subject, one.start] = one
    return list(highest.values())


def _name(one: BudgetAlert, agent: Callable[[UUID], str]) -> str:
    return "the workspace" if one.limit.per == Per.WORKSPACE else agent(one.subject)


def _counted(workspace: UUID, since: datetime) -> list[Reached]:
    """Counted by the database: there may be as many as there are conversations."""
    rows = alerts.current(workspace, since).filter(~_SINGLE, threshold=100)
    counted = rows.values(*(f"limit__{name}" for name in _TOLD)).annotate(many=Count("id"), at=Max("created_at"))
    found = []
    for row in counted.order_by():
        limit = Limit(**{name: row[f"limit__{name}"] for name in _TOLD})
        found.append(Reached(100, f"{row['many']:,} {MANY[limit.per][row['many'] != 1]}", _what(limit), row["at"]))
    return found


def _what(limit: Limit) -> str:
    unit = limit.currency or str(limit.get_unit_display()).lower()
    return f"{plain(limit.amount)} {unit} {WHEN[limit.period]}"
