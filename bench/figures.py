"""What a benchmark hands back: lines of the table, all made in one way."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

Figure = dict[str, Any]
"""name, value, unit, ceiling, ratio, bar, met, rounds, spread"""


def figure(
    name: str,
    unit: str,
    values: Sequence[float],
    ceilings: Sequence[float] = (),
    *,
    bar: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> Figure:
    """The median of the rounds. Ratios are taken round by round, so that a slow moment of the machine hits both sides.

    At most one bar: ``bar`` is for the ratio, ``least`` and ``most`` are for the value itself.
    """
    value = statistics.median(values)
    ratio = statistics.median(one / two for one, two in zip(values, ceilings, strict=True)) if ceilings else None
    if bar is not None:
        met: bool | None = ratio is not None and ratio >= bar
    else:
        met = value >= least if least is not None else value <= most if most is not None else None
    return {
        "name": name, "value": _rounded(value), "unit": unit, "ceiling": _rounded(statistics.median(ceilings)) if ceilings else None,
        "ratio": None if ratio is None else round(ratio, 3), "bar": next((one for one in (bar, least, most) if one is not None), None),
        "met": met, "rounds": len(values), "spread": round((max(values) - min(values)) / value, 3) if value else 0.0,
    }  # fmt: skip


def _rounded(value: float) -> float:
    """Whole numbers where they are large, so that a table can be read."""
    return round(value) if value >= 100 else round(value, 1)
