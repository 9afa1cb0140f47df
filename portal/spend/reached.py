"""Thresholds of budgets that were reached lately, as notices: of the workspace, of agents and of whom a limit names each; of conversations and
customers how many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from policies.budget_models import Per
from policies.budgets import alerts
from policies.budgets.amounts import plain
from policies.models import BudgetAlert, Limit

SHOWN: Final = timedelta(hours=24)
MOST: Final = 1_000
WHEN: Final = {"hour": "an hour", "day": "a day", "month": "a month", "ever": "in all"}
MANY: Final = {"conversation": ("conversation", "conversations"), "customer": ("customer", "customers")}


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
    highest: dict[tuple[UUID, UUID, datetime], BudgetAlert] = {}
    for one in alerts.current(workspace, timezone.now() - SHOWN)[:MOST]:
        known = highest.setdefault((one.limit_id, one.subject, one.start), one)
        if one.threshold > known.threshold:
            highest[one.limit_id, one.subject, one.start] = one
    single = [one for one in highest.values() if _is_single(one.limit)]
    many = [one for one in highest.values() if not _is_single(one.limit) and one.threshold == 100]
    people = [one.subject for one in single if one.limit.per == Per.CUSTOMER]
    names = customers(people) if people else {}
    told = [Reached(one.threshold, names.get(one.subject) or _name(one, agent), _what(one.limit), one.created_at) for one in single]
    return sorted([*told, *_counted(many)], key=lambda one: one.at, reverse=True)


def _is_single(limit: Limit) -> bool:
    return limit.only is not None or limit.per in (Per.WORKSPACE, Per.AGENT)


def _name(one: BudgetAlert, agent: Callable[[UUID], str]) -> str:
    return "the workspace" if one.limit.per == Per.WORKSPACE else agent(one.subject)


def _counted(many: list[BudgetAlert]) -> list[Reached]:
    limits = {one.limit_id: one.limit for one in many}
    found = []
    for identity, limit in limits.items():
        mine = [one for one in many if one.limit_id == identity]
        about = f"{len(mine)} {MANY[limit.per][len(mine) != 1]}"
        found.append(Reached(100, about, _what(limit), max(one.created_at for one in mine)))
    return found


def _what(limit: Limit) -> str:
    unit = limit.currency or str(limit.get_unit_display()).lower()
    return f"{plain(limit.amount)} {unit} {WHEN[limit.period]}"
