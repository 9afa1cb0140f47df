"""What a back-test counts. Plain numbers and ids, so that it can be stored between two parts and shown at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Self

from policies.backtests.past import Ruled
from policies.engine import Ruling
from policies.outcomes import Cost

EFFECTS: Final = ("allow", "review", "deny")
KEPT: Final = 50
"""Examples that are kept of each change."""
Counts = dict[str, float]


@dataclass(slots=True)
class Tally:
    """``changes`` by ``then>now``; ``flips`` by what people had decided, of what would no longer have been looked at; ``queues`` and ``hours``
    count what waits for a person, before and after; ``costs`` by currency: all drafts, and those that would now be denied."""

    ruled: int = 0
    unreadable: int = 0
    failed: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    flips: dict[str, int] = field(default_factory=dict)
    queues: dict[str, Counts] = field(default_factory=lambda: {"before": {}, "after": {}})
    hours: dict[str, Counts] = field(default_factory=lambda: {"before": {}, "after": {}})
    rules: dict[str, int] = field(default_factory=dict)
    seconds: int = 0
    decided: int = 0
    costs: dict[str, list[str]] = field(default_factory=dict)
    examples: dict[str, list[list[str]]] = field(default_factory=dict)
    newest: str = ""
    oldest: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def seen(self) -> int:
        return self.ruled + self.unreadable

    @property
    def changed(self) -> int:
        return sum(count for change, count in self.changes.items() if len(set(sides(change))) > 1)

    def skip(self, row: Ruled) -> None:
        """Its facts can no longer be read."""
        self._span(row.at)
        self.unreadable += 1

    def add(self, row: Ruled, ruling: Ruling, cost: Cost | None) -> None:
        self._span(row.at)
        self.ruled += 1
        self.failed += bool(ruling.error)
        change = f"{row.effect}>{ruling.effect}"
        _more(self.changes, change)
        for rule in ruling.rules:
            _more(self.rules, rule.name)
        self._load("before", row.effect, row.queue, row.obligations, row.at)
        self._load("after", ruling.effect, ruling.queue, ruling.obligations, row.at)
        self._people(row, change)
        if cost:
            self._cost(cost, denied=ruling.effect == "deny" and row.effect != "deny")
        if row.effect != ruling.effect:
            self._example(change, row)

    def _span(self, at: datetime) -> None:
        told = at.isoformat()
        self.newest, self.oldest = self.newest or told, told

    def _load(self, side: str, effect: str, queue: str, obligations: Sequence[Mapping[str, Any]], at: datetime) -> None:
        waits = 1.0 if effect != "allow" else _sampled(obligations)
        if waits:
            _more(self.queues[side], queue, waits)
            _more(self.hours[side], f"{at:%Y-%m-%dT%H}", waits)

    def _people(self, row: Ruled, change: str) -> None:
        if row.outcome:
            self.decided += 1
            self.seconds += row.seconds
        if change == "review>allow":
            _more(self.flips, row.outcome or "open")

    def _cost(self, cost: Cost, *, denied: bool) -> None:
        amount, currency = cost
        whole, lost = map(Decimal, self.costs.get(currency, ["0", "0"]))
        self.costs[currency] = [str(whole + amount), str(lost + amount if denied else lost)]

    def _example(self, change: str, row: Ruled) -> None:
        """The newest, and of those that people had edited or rejected as many again."""
        told = row.outcome in ("edited", "rejected")
        kept = self.examples.setdefault(change, [])
        if sum((outcome in ("edited", "rejected")) == told for _, outcome in kept) < KEPT:
            kept.append([str(row.id), row.outcome])


def _sampled(obligations: Iterable[Mapping[str, Any]]) -> float:
    return next((float(entry["percent"]) / 100 for entry in obligations if entry.get("kind") == "sample"), 0.0)


def sides(change: str) -> tuple[str, str]:
    """Of ``then>now``."""
    then, _, now = change.partition(">")
    return then, now


def _more(counts: dict[str, Any], name: str, by: float = 1) -> None:
    counts[name] = counts.get(name, 0) + by
