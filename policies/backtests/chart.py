"""The flow of effects as bands from what was ruled to what would be ruled: numbers for an SVG, no colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies.backtests.tally import EFFECTS, sides

WIDTH, HEIGHT, BAR, GAP, LEFT = 640, 260, 14, 18, 120
"""``LEFT``: room for the words on either side."""
_LEAST: Final = 3.0
"""What happens at all is seen, however rare."""


@dataclass(frozen=True, slots=True)
class Block:
    effect: str
    count: int
    x: int
    y: float
    height: float
    text_x: int
    anchor: str

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """``path`` from the left to the right; ``changed`` when the effect is another."""

    then: str
    now: str
    count: int
    path: str

    @property
    def changed(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Chart:
    blocks: list[Block]
    bands: list[Band]
    width: int = WIDTH
    height: int = HEIGHT
    bar: int = BAR


def draw(changes: Mapping[str, int]) -> Chart | None:
    """From counts by ``then>now``; None where nothing was ruled."""
    total = sum(changes.values())
    if not total:
        return None
    tall = {change: max(_LEAST, count / total * (HEIGHT - 2 * GAP - 9 * _LEAST)) for change, count in changes.items() if count}
    ordered = [f"{then}>{now}" for then in EFFECTS for now in EFFECTS if f"{then}>{now}" in tall]
    lefts, left = _column(changes, tall, ordered, 0)
    rights, right = _column(changes, tall, sorted(ordered, key=lambda one: EFFECTS.index(sides(one)[1])), 1)
    bands = [Band(*sides(one), changes[one], _path(lefts[one], rights[one], tall[one])) for one in ordered]
    return Chart(left + right, bands)


def _column(changes: Mapping[str, int], tall: Mapping[str, float], ordered: list[str], side: int) -> tuple[dict[str, float], list[Block]]:
    """Where each band starts on one side, and the blocks it starts from."""
    tops: dict[str, float] = {}
    blocks: list[Block] = []
    y = 0.0
    for effect in EFFECTS:
        mine = [one for one in ordered if sides(one)[side] == effect]
        if not mine:
            continue
        top = y
        for one in mine:
            tops[one], y = y, y + tall[one]
        x = WIDTH - LEFT - BAR if side else LEFT
        text, anchor = (x + BAR + 8, "start") if side else (x - 8, "end")
        blocks.append(Block(effect, sum(changes[one] for one in mine), x, round(top, 1), round(y - top, 1), text, anchor))
        y += GAP
    return tops, blocks


def _path(left: float, right: float, height: float) -> str:
    start, end, middle = LEFT + BAR, WIDTH - LEFT - BAR, WIDTH // 2
    return (
        f"M{start} {left:.1f}C{middle} {left:.1f} {middle} {right:.1f} {end} {right:.1f}"
        f"V{right + height:.1f}C{middle} {right + height:.1f} {middle} {left + height:.1f} {start} {left + height:.1f}Z"
    )
