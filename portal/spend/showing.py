"""The page as a reader sees it: words, money with its currency, bars, and what is left of it where nothing was spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import User, Workspace
from portal.conversations.filters import Filter
from portal.spend import asking, costly, reached
from portal.spend.asking import OverTime, Sums
from portal.spend.chart import Bar, Chart, draw
from portal.spend.costly import Alarm
from portal.spend.naming import KINDS, TIERS, Name, Names, called
from portal.spend.reached import Reached
from portal.spend.scope import BY, MEASURES, NONE, STACKS, UNITS, Scope, presets
from portal.spend.standing import Standing
from portal.story.agents_part import money

PAGE: Final = 50
FILTERED: Final = {"agent": "Agent", "channel": "Channel"}
FIRST: Final = {
    "agent": "Agent", "conversation": "Conversation", "customer": "Customer", "item": "Item", "tier": "Tier", "model": "Model or tool",
    "kind": "Kind",
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """One row: ``share`` is of the widest bar, 0 to 100; ``alarm`` where the conversation raised one.

    ``limit`` leads to a new limit of this agent or customer; empty for other rows.
    """

    name: Name
    sums: Sums
    costs: list[str]
    share: float
    alarm: Alarm | None
    limit: str


@dataclass(slots=True)
class Stood:
    """A bar in words: ``total`` of all its parts, and a cell for each part of the chart."""

    bar: Bar
    when: str
    total: str
    cells: list[str]


@dataclass(slots=True)
class Figured:
    """A chart and what stands beside it; ``names`` of its parts with their shades."""

    chart: Chart
    title: str
    names: list[tuple[str, int]]
    unit: str

    def said(self, value: Decimal) -> str:
        return money(value, self.chart.currency) if self.chart.currency else f"{value:,.0f}"

    @property
    def scale(self) -> list[str]:
        """From the top down."""
        return [self.said(value) for value in (self.chart.top, self.chart.half)]

    @property
    def bars(self) -> list[Stood]:
        return [self._stood(one) for one in self.chart.bars]

    def _stood(self, one: Bar) -> Stood:
        values = {part.name: part.value for part in one.parts}
        cells = [self.said(values[name]) if values.get(name) else "" for name, _ in self.chart.names]
        return Stood(one, when(one.at, self.unit), self.said(one.total) if one.total else "", cells)

    @property
    def times(self) -> list[str]:
        """Under the first bar, the one in the middle and the last."""
        bars = self.chart.bars
        places = sorted({0, len(bars) // 2, len(bars) - 1}) if len(bars) > 2 else range(len(bars))
        return [when(bars[place].at, self.unit) for place in places]


def when(at: datetime, unit: str) -> str:
    local = timezone.localtime(at)
    day = f"{local:%a} {local.day} {local:%b}"
    return f"{day}, {local:%H:%M}" if unit == "hour" else day


class Shown:
    """Everything on the page, each asked once."""

    def __init__(self, workspace: Workspace, user: User, scope: Scope, *, offset: int = 0) -> None:
        self.workspace, self.scope, self.offset = workspace, scope, offset
        self.names = Names(workspace, user, scope)
        self.told: OverTime = asking.over_time(scope)
        self.currencies = self.told.currencies
        self.table = asking.table(scope, self.currencies, limit=PAGE, offset=offset)
        self.resolved = asking.resolved(scope)
        self.alarms = costly.raised(workspace.id, scope.since, scope.until)
        self.standing = Standing(workspace, self.names)
        self.called = self.names.of([row.key for row in self.table.rows])

    @property
    def reached(self) -> list[Reached]:
        """Thresholds of budgets."""
        return reached.lately(self.workspace.id, self.names.agent, self._people)

    def _people(self, keys: Sequence[UUID]) -> dict[UUID, str]:
        return {key: one.label for key, one in self.names.people(keys).items()}

    @property
    def total(self) -> Sums:
        return self.told.total

    @property
    def totals(self) -> list[str]:
        return self._costs(self.total.amounts)

    @property
    def is_empty(self) -> bool:
        return not self.total.calls

    @property
    def per_item(self) -> list[str]:
        """All that was spent, for each item that was resolved."""
        return self._costs({one: amount / self.resolved for one, amount in self.total.amounts.items()}) if self.resolved else []

    @property
    def means(self) -> list[str]:
        return self._costs(self.table.means)

    @property
    def medians(self) -> list[str]:
        return self._costs(self.table.medians)

    def _costs(self, amounts: dict[str, Decimal]) -> list[str]:
        return [money(amounts[one], one) for one in self.currencies if one in amounts]

    @property
    def charts(self) -> list[Figured]:
        """One for each currency; tokens and calls have one."""
        asked = self.currencies if self.scope.measure == "money" else [""]
        made = [(one, draw(self.scope, self.told, one, partial(self._value, one))) for one in asked]
        return [Figured(chart, self._title(currency), self._legend(chart), self.scope.unit) for currency, chart in made if chart]

    def _value(self, currency: str, sums: Sums) -> Decimal:
        if currency:
            return sums.amounts.get(currency, Decimal(0))
        return Decimal(sums.tokens if self.scope.measure == "tokens" else sums.calls)

    def _title(self, currency: str) -> str:
        what = currency or MEASURES[self.scope.measure]
        return f"{what} by {UNITS[self.scope.unit].lower()} and {STACKS[self.scope.stack].lower()}"

    def _legend(self, chart: Chart) -> list[tuple[str, int]]:
        return [(called(self.scope.stack, name), shade) for name, shade in chart.names]

    @property
    def lines(self) -> list[Line]:
        rows, alarms = self.table.rows, {one.conversation: one for one in self.alarms} if self.scope.by == "conversation" else {}
        widest = max((self._weight(row.sums) for row in rows), default=Decimal(0)) or Decimal(1)
        return [
            Line(
                self.called[row.key], row.sums, self._costs(row.sums.amounts), round(float(self._weight(row.sums) / widest * 100), 1),
                alarms.get(row.key), self._limit(row.key),
            )
            for row in rows
        ]  # fmt: skip

    def _limit(self, key: Any) -> str:
        told = {"agent": {"subject": f"agent:{key}"}} | {
            one: {"subject": f"{one}:one", one: str(key)} for one in ("customer", "conversation")
        }
        if key is None or self.scope.by not in told or (self.scope.by != "agent" and not self.called[key].url):
            return ""  # what was erased keeps its sums, and neither a name nor an id
        return f"{reverse('admin:policies_limit_add')}?{urlencode({'workspace': str(self.workspace.id), **told[self.scope.by]})}"

    def _weight(self, sums: Sums) -> Decimal:
        """What the bar of a row stands for: money in the currency of most calls, or else tokens."""
        return sums.amounts.get(self.currencies[0], Decimal(0)) if self.currencies else Decimal(sums.tokens)

    @property
    def ranked_by(self) -> str:
        return self.currencies[0] if self.currencies else "tokens"

    @property
    def first(self) -> str:
        return FIRST[self.scope.by]

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """(label, address, whether it is this one)."""
        return [(label, f"?{self.scope.query(by=by)}", by == self.scope.by) for by, label in BY.items()]

    @property
    def filters(self) -> list[Filter]:
        known: dict[str, Any] = {"agent": self.names.agents, "channel": self.names.channels}
        return [
            Filter(name, label, [(str(key), named) for key, named in known[name].items()], self.scope.narrowed.get(name, ""))
            for name, label in FILTERED.items()
        ]

    @property
    def choices(self) -> list[Filter]:
        """How it is shown."""
        rows = (("measure", "Show", MEASURES), ("stack", "Stacked by", STACKS), ("unit", "Bar for each", UNITS))
        return [Filter(name, label, list(known.items()), str(getattr(self.scope, name))) for name, label, known in rows]

    @property
    def presets(self) -> list[tuple[str, str, bool]]:
        here = (self.scope.first_day, self.scope.last_day)
        return [
            (label, f"?{self.scope.query(since=first.isoformat(), until=last.isoformat())}", here == (first, last))
            for label, first, last in presets(timezone.localdate())
        ]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What it is narrowed to besides agent and channel, each with the address without it."""
        told = [(name, value) for name, value in self.scope.narrowed.items() if name not in FILTERED or value == NONE]
        return [(self._said(name, value), f"?{self.scope.query(**{name: ''})}") for name, value in told]

    def _said(self, name: str, value: str) -> str:
        if value == NONE:
            return f"Without {'an' if name == 'agent' else 'a'} {name}"
        return "One customer" if name == "customer" else {**TIERS, **KINDS}.get(value, value)

    @property
    def carried(self) -> Sequence[tuple[str, str]]:
        """What the form does not ask for and keeps."""
        return [("by", self.scope.by), *((name, value) for name, value in self.scope.narrowed.items() if name not in FILTERED)]

    @property
    def pages(self) -> tuple[str, str]:
        """Addresses of the page before and of the next one; empty where there is none."""
        before = f"?{self.scope.query(offset=str(max(0, self.offset - PAGE)))}" if self.offset else ""
        following = f"?{self.scope.query(offset=str(self.offset + PAGE))}" if self.offset + PAGE < self.table.count else ""
        return before, following

    @property
    def place(self) -> str:
        last = self.offset + len(self.table.rows)
        return f"{self.offset + 1:,} to {last:,} of {self.table.count:,}" if self.table.count > PAGE else ""
