"""What a back-test found, in the words and numbers of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from policies.backtests.chart import Chart, draw
from policies.backtests.tally import EFFECTS, Counts, Tally, sides
from policies.models import BackTest, RulingRecord


@dataclass(frozen=True, slots=True)
class Change:
    """``people`` is what had been decided of them, where that was kept."""

    then: str
    now: str
    count: int
    share: float
    records: list[tuple[RulingRecord, str]]


@dataclass(frozen=True, slots=True)
class Load:
    """What waits for people in a queue: an hour on the average of the period."""

    queue: str
    before: float
    after: float


def _moment(kept: str) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Report:
    tally: Tally
    chart: Chart | None
    changes: list[Change]
    same: int
    flips: dict[str, int]
    loads: list[Load]
    total: Load
    busiest: tuple[float, float]
    hours: float
    people: tuple[float, float] | None
    costs: list[tuple[str, Decimal, Decimal]]
    idle: list[str]

    @property
    def oldest(self) -> datetime | None:
        return _moment(self.tally.oldest)

    @property
    def newest(self) -> datetime | None:
        return _moment(self.tally.newest)

    @property
    def flipped(self) -> int:
        return sum(self.flips.values())

    @property
    def wrong(self) -> int:
        """Would have left as they were, though people had edited or rejected them."""
        return self.flips.get("edited", 0) + self.flips.get("rejected", 0)


def of(test: BackTest, names: Sequence[str]) -> Report:
    """``names`` of the version's rules, to tell those that never matched."""
    tally = Tally.read(test.tally)
    hours = _hours(tally)
    before, after = tally.queues["before"], tally.queues["after"]
    loads = [Load(queue, before.get(queue, 0) / hours, after.get(queue, 0) / hours) for queue in sorted({*before, *after})]
    return Report(
        tally=tally, chart=draw(tally.changes), changes=_changes(tally, test.workspace_id),
        same=sum(tally.changes.get(f"{one}>{one}", 0) for one in EFFECTS), flips=tally.flips, loads=loads,
        total=Load("", sum(before.values()) / hours, sum(after.values()) / hours), busiest=(_most(tally.hours["before"]), _most(tally.hours["after"])),
        hours=hours, people=_people(tally), costs=[(currency, Decimal(whole), Decimal(lost)) for currency, (whole, lost) in tally.costs.items()],
        idle=[name for name in names if name not in tally.rules],
    )  # fmt: skip


def _hours(tally: Tally) -> float:
    """From the oldest to the newest, at least one: less would make a few rulings look like a flood."""
    if not tally.newest:
        return 1.0
    span = datetime.fromisoformat(tally.newest) - datetime.fromisoformat(tally.oldest)
    return max(1.0, span.total_seconds() / 3600)


def _most(counts: Counts) -> float:
    return max(counts.values(), default=0)


def _people(tally: Tally) -> tuple[float, float] | None:
    """Hours of people, before and after, by how long a decision took on the average; None where nobody has decided yet."""
    if not tally.decided:
        return None
    each = tally.seconds / tally.decided / 3600
    return sum(tally.queues["before"].values()) * each, sum(tally.queues["after"].values()) * each


def _changes(tally: Tally, workspace: UUID) -> list[Change]:
    kept = {identity for pairs in tally.examples.values() for identity, _ in pairs}
    rows = {str(row.id): row for row in RulingRecord.objects.filter(workspace=workspace, id__in=kept).select_related("version__policy")}
    found = []
    for change, count in sorted(tally.changes.items(), key=lambda pair: -pair[1]):
        then, now = sides(change)
        if then != now:
            pairs: list[Any] = sorted(tally.examples.get(change, []), key=lambda pair: pair[1] not in ("edited", "rejected"))
            records = [(rows[identity], outcome) for identity, outcome in pairs if identity in rows]
            found.append(Change(then, now, count, count / tally.ruled, records))
    return found
