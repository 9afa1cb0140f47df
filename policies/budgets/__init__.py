"""What calls cost: prices, and one row for everything that was spent.

    with budgets.paying(Payer(workspace, conversation, customer, agent, turn)):
        ...                     # everything in here that asks a model, an embedder or a tool is on this account

``spent`` writes the rows; nothing else does.
"""

from __future__ import annotations

from policies.budgets.paying import Payer, is_booking, payer, paying
from policies.budgets.prices import Money, cost, cost_of_answer, price
from policies.budgets.spending import Spending, spent

__all__ = ["Money", "Payer", "Spending", "cost", "cost_of_answer", "is_booking", "payer", "paying", "price", "spent"]
