"""Where the limits stand that a piece of work comes under: the facts ``budget.state`` and ``budget.share``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from policies.budgets import lines, reserving
from policies.budgets.lines import Line
from policies.budgets.paying import Payer


@dataclass(frozen=True, slots=True)
class Standing:
    """``share`` of the tightest limit, with what calls that are under way have reserved; ``line`` is that limit."""

    state: str = "ok"
    share: Decimal = Decimal(0)
    line: Line | None = None

    def as_facts(self) -> dict[str, Any]:
        return {"state": self.state, "share": round(float(self.share), 4)}

    def passes_over(self) -> str:
        """Why the dearest tier is passed over; empty where it is not. Where all is used up, each call is refused by itself."""
        line = self.line
        if line is None or self.state != "soft":
            return ""
        part = f"{self.share:.0%} of the budget of {reserving.WHOSE[line.per]} for {reserving.WHEN[line.period]}"
        return f"{part} are used up ({line.unit}): the next cheaper tier answers."


def standing(payer: Payer) -> Standing:
    """Without limits that is one query, and all is well. Writes nothing."""
    now = timezone.now()
    found = lines.before_a_call(payer, now)
    if not found:
        return Standing()
    known, under_way = lines.used(found), reserving.underway(payer.workspace, now)
    shares = [
        (line.share((known[line.key] if line.key in known else lines.added_up(line, now)) + reserving.taken_by(under_way, line, now)), line)
        for line in found
    ]
    share, tightest = max(shares, key=lambda one: one[0])
    soft = [one for one in shares if one[0] >= one[1].soft_share]
    if share >= 1:
        return Standing("hard", share, tightest)
    return Standing("soft", *max(soft, key=lambda one: one[0])) if soft else Standing("ok", share, tightest)
