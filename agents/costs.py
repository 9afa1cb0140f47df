"""What the steps of a turn cost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from agents.models import Step
from agents.preparing import StepDraft


def cost_of(steps: Iterable[Step | StepDraft]) -> dict[str, Any]:
    """The sum by currency; tokens whose price nobody knows are counted apart."""
    sums: dict[str, Decimal] = {}
    unpriced = 0
    for one in steps:
        if one.cost is not None:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.cost
        else:
            unpriced += one.input_tokens + one.output_tokens
    return {"amounts": {currency: str(amount) for currency, amount in sums.items()}, "unpriced_tokens": unpriced}
