"""Bars over time, stacked: numbers for an SVG, no colours. It is drawn 1000 wide and 100 high and stretched to its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from portal.spend.asking import OverTime, Sums
from portal.spend.scope import Scope, midnight

WIDTH, HEIGHT = 1000, 100
SHADES: Final = 5
"""How many parts of a bar have a shade of their own; the rest share the last one."""
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
Value = Callable[[Sums], Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """``shade`` 1 is the largest part of all bars together."""

    name: str
    shade: int
    value: Decimal
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour or a day."""

    at: datetime
    x: float
    width: float
    total: Decimal
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Chart:
    """``currency`` empty for tokens and calls; ``top`` is what the full height stands for; ``names`` the parts in the order of their shades."""

    currency: str
    bars: list[Bar]
    names: list[tuple[str, int]]
    top: Decimal
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def half(self) -> Decimal:
        return self.top / 2


def draw(scope: Scope, told: OverTime, currency: str, value: Value) -> Chart | None:
    """None where there is nothing to draw."""
    totals: dict[str, Decimal] = {}
    for (_, name), sums in told.parts.items():
        totals[name] = totals.get(name, Decimal(0)) + value(sums)
    names = sorted((name for name in totals if totals[name]), key=lambda one: (-totals[one], one))
    if not names:
        return None
    shades = {name: min(number, SHADES) for number, name in enumerate(names, start=1)}
    whole = {at: [(name, value(told.parts[at, name])) for name in names if (at, name) in told.parts] for at in buckets(scope)}
    top = rounded(max(sum((amount for _, amount in parts), Decimal(0)) for parts in whole.values()))
    wide = WIDTH / len(whole)
    bars = [_bar(at, number * wide, wide, parts, shades, top) for number, (at, parts) in enumerate(whole.items())]
    return Chart(currency, bars, [(name, shades[name]) for name in names], top)


def _bar(at: datetime, x: float, wide: float, parts: Sequence[tuple[str, Decimal]], shades: dict[str, int], top: Decimal) -> Bar:
    made, y = [], float(HEIGHT)
    for name, amount in parts:
        height = float(amount / top * HEIGHT)
        y -= height
        made.append(Part(name, shades[name], amount, round(y, 2), round(height, 2)))
    return Bar(at, round(x + wide * 0.1, 2), round(wide * 0.8, 2), sum((amount for _, amount in parts), Decimal(0)), made)


def buckets(scope: Scope) -> list[datetime]:
    """The beginning of every hour or day of the period, as the reader's clock has them: a day may have 23 or 25 hours."""
    if scope.unit == "hour":
        hours = int((scope.until - scope.since).total_seconds() // 3600)
        return [scope.since + timedelta(hours=number) for number in range(hours)]
    return [midnight(scope.first_day + timedelta(days=number)) for number in range((scope.last_day - scope.first_day).days + 1)]


def rounded(value: Decimal) -> Decimal:
    """The next number above that is easily read: 1, 2, 5 or 10 times a power of ten."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(value.adjusted())
    return next(step * power for step in _STEPS if step * power >= value)
