"""What the steps of a turn cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from agents.models import Step
from agents.preparing import StepDraft

# Of the turn as a whole, at its first action; prices of all models are in one currency, else the largest sum counts.
_OF_ACTIONS = """
    SELECT DISTINCT ON (a.id) a.id, sum(s.cost), s.currency FROM review_action a JOIN agents_step s ON s.turn_id = a.turn
     WHERE a.id = ANY(%s) AND s.cost IS NOT NULL
       AND a.position = (SELECT min(b.position) FROM review_action b WHERE b.turn = a.turn)
     GROUP BY a.id, s.currency ORDER BY a.id, sum(s.cost) DESC
"""


def of_actions(actions: Collection[UUID]) -> dict[UUID, tuple[Decimal, str]]:
    """What drafting each of these actions has cost; one without a price is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_ACTIONS, [list(actions)])
        return {action: (amount, currency) for action, amount, currency in cursor.fetchall()}


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
