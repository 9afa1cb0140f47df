"""What somebody asks about: a period, what it is narrowed to, and how it is shown. It stands in the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from agents import tiers
from kit.errors import InvalidInput
from kit.ids import as_uuid
from policies.models import Cost
from portal.oversight.views import last_month, period

LONGEST: Final = 370
MOST_HOURS: Final = 14
"""Days that are shown hour by hour at most."""
DAYS: Final = 30
"""Days that are shown when nobody asks for others."""

BY: Final = {
    "agent": "Agents", "conversation": "Conversations", "customer": "Customers", "item": "Resolved items", "tier": "Tiers",
    "model": "Models and tools", "kind": "Kinds",
}  # fmt: skip
MEASURES: Final = {"money": "Money", "tokens": "Tokens", "calls": "Calls"}
STACKS: Final = {"kind": "Kind", "tier": "Tier"}
UNITS: Final = {"day": "Day", "hour": "Hour"}
NARROWING: Final = ("agent", "channel", "customer", "kind", "tier", "model")
_IDS: Final = ("agent", "channel", "customer")
NONE: Final = "none"
"""Stands for rows that have none of it: no agent, no tier."""
_NARROWED_TO: Final = {"kind": (*Cost.Kind.values, NONE), "tier": (*tiers.NAMES, NONE)}


@dataclass(frozen=True, slots=True)
class Scope:
    """``since`` is within, ``until`` without; both are midnights of the reader's zone."""

    workspace: UUID
    since: datetime
    until: datetime
    unit: str
    measure: str
    stack: str
    by: str
    narrowed: Mapping[str, str]

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name()

    @property
    def last_day(self) -> date:
        return timezone.localtime(self.until - timedelta(seconds=1)).date()

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.since).date()

    @property
    def values(self) -> dict[str, Any]:
        """For statements."""
        told: dict[str, Any] = {name: _value(name, self.narrowed.get(name, "")) for name in NARROWING}
        return {"workspace": self.workspace, "since": self.since, "until": self.until, "zone": self.zone, "unit": self.unit, **told}

    def where(self, *known: str) -> str:
        """The condition that narrows rows which have the columns ``known``."""
        parts = []
        for name in known:
            value = self.narrowed.get(name, "")
            if value == NONE:
                parts.append(f"{name} IS NULL" if name in _IDS else f"{name} = ''")
            elif value:
                parts.append(f"{name} = %({name})s")
        return " AND ".join(parts) or "true"

    @property
    def is_fine(self) -> bool:
        """Whether it is narrowed by what the sums of turns do not tell apart."""
        return any(self.narrowed.get(name) for name in ("kind", "tier", "model"))

    def query(self, **more: str) -> str:
        """The query of an address that asks the same, but for ``more``."""
        here = {
            "since": self.first_day.isoformat(), "until": self.last_day.isoformat(), "unit": self.unit, "measure": self.measure,
            "stack": self.stack, "by": self.by, **self.narrowed, **more,
        }  # fmt: skip
        return urlencode({name: value for name, value in here.items() if value and DEFAULTS.get(name) != value})


DEFAULTS: Final = {"unit": "day", "measure": "money", "stack": "kind", "by": "agent"}


def _value(name: str, text: str) -> Any:
    return (as_uuid(text) if text != NONE else None) if name in _IDS else ("" if text == NONE else text)


def unknown(given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with words that ``read`` would take for none, by name: a page may pass over them, a program must not be answered another question."""
    words: dict[str, Collection[str]] = {"unit": UNITS, "measure": MEASURES, "stack": STACKS, "by": BY, **_NARROWED_TO}
    wrong = {name: f"Use one of {', '.join(known)}." for name, known in words.items() if given.get(name) and given[name] not in known}
    return wrong | {
        name: "Give the id or name of one, or none." for name in NARROWING if given.get(name) and not _is_known(name, given[name].strip())
    }


def read(workspace: UUID, given: Mapping[str, str]) -> Scope:
    """From an address. A word that is not known counts as none; raises InvalidInput for a period that is none."""
    since, until = _period(given)
    unit = _one(given, "unit", UNITS)
    if unit == "hour" and (until - since).days > MOST_HOURS:
        raise InvalidInput(f"Hour by hour at most {MOST_HOURS} days are shown. Choose a shorter period, or days.")
    narrowed = {name: value for name in NARROWING if (value := given.get(name, "").strip()[:120]) and _is_known(name, value)}
    return Scope(
        workspace, since, until, unit, _one(given, "measure", MEASURES), _one(given, "stack", STACKS), _one(given, "by", BY), narrowed
    )


def _one(given: Mapping[str, str], name: str, known: Mapping[str, str]) -> str:
    value = given.get(name, "")
    return value if value in known else DEFAULTS[name]


def _is_known(name: str, value: str) -> bool:
    return as_uuid(value) is not None or value == NONE if name in _IDS else value.isprintable()


def _period(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    today = timezone.localdate()
    last = given.get("until") or today.isoformat()
    first = given.get("since") or ""
    if not first:
        _, end = period(last, last)
        first = (timezone.localtime(end - timedelta(seconds=1)).date() - timedelta(days=DAYS - 1)).isoformat()
    since, until = period(first, last)
    if not since < until or (until - since).days > LONGEST:
        raise InvalidInput("The last day is not before the first, and at most a year is shown.")
    return since.astimezone(UTC), until.astimezone(UTC)


def midnight(day: date) -> datetime:
    """When the day begins on the reader's clock; in UTC."""
    return datetime.combine(day, time.min, timezone.get_current_timezone()).astimezone(UTC)


def presets(today: date) -> list[tuple[str, date, date]]:
    """(label, first day, last day)."""
    month = today.replace(day=1)
    return [
        ("Today", today, today), ("7 days", today - timedelta(days=6), today), ("30 days", today - timedelta(days=29), today),
        ("This month", month, today), ("Last month", *last_month(today)),
    ]  # fmt: skip
