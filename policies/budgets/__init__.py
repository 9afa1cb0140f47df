"""What calls cost: prices, one row for everything that was spent, and the limits that leave room for a call or do not.

    with budgets.paying(Payer(workspace, conversation, customer, agent, turn)):
        ...                     # everything in here that asks a model, an embedder or a tool is on this account

    held = budgets.reserve(payer, Wanted("model", model, at_most_in, at_most_out, seconds))    # raises Refused
    budgets.spent(payer, Spending(...), settles=held)                                           # or budgets.release(held)

``owe`` does that with the next transaction of the work. ``spent`` writes the rows of costs; nothing else does.
"""

from __future__ import annotations

from policies.budgets.paying import Payer, is_booking, payer, paying, settle
from policies.budgets.prices import Money, cost, cost_of_answer, price
from policies.budgets.reserving import NO_PRICE, USED_UP, Refused, Wanted, release, reserve, sweep
from policies.budgets.spending import Spending, owe, spent
from policies.budgets.state import Standing, standing
from policies.budgets.tokens import most_in, most_of

__all__ = [
    "NO_PRICE", "USED_UP", "Money", "Payer", "Refused", "Spending", "Standing", "Wanted", "cost", "cost_of_answer", "is_booking", "most_in",
    "most_of", "owe", "payer", "paying", "price", "release", "reserve", "settle", "spent", "standing", "sweep",
]  # fmt: skip
