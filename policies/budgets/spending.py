"""One row for everything that was spent, with its entry on the ledger. Rows are written when the money is gone, whatever becomes of the work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from audit.recorder import Recording, record_many
from kit import rows
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7
from policies.budgets.paying import Payer, booking
from policies.models import Cost


@dataclass(frozen=True, slots=True)
class Spending:
    """One call. ``amount`` is None where no price is known; ``price`` is the row that says it, ``reference`` the step or delivery.

    ``model`` is the one that really ran, of a tool its name.
    """

    kind: str
    model: str
    reference: UUID
    tier: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    amount: Decimal | None = None
    currency: str = ""
    price: UUID | None = None


def spent(payer: Payer, *spendings: Spending) -> list[Cost]:
    """Keep what was spent: in the caller's transaction, outside of one in its own."""
    if not connection.in_atomic_block:
        with transaction.atomic():
            return _written(payer, spendings)
    return _written(payer, spendings)


def _written(payer: Payer, spendings: tuple[Spending, ...]) -> list[Cost]:
    made = [_row(payer, one) for one in spendings]
    with booking():
        record_many([_entry(payer, row) for row in made])
        rows.insert(*made)
    return made


def _row(payer: Payer, one: Spending) -> Cost:
    return Cost(
        id=uuid7(), workspace_id=payer.workspace, conversation=payer.conversation, customer=payer.customer, agent=payer.agent,
        turn=payer.turn, kind=one.kind, tier=one.tier, model=one.model[:120], input_tokens=one.input_tokens, output_tokens=one.output_tokens,
        amount=one.amount, currency=one.currency, price=one.price, reference=one.reference,
    )  # fmt: skip


def _entry(payer: Payer, row: Cost) -> Recording:
    told = {"kind": row.kind, "tier": row.tier, "model": row.model.replace(" ", "_"), "currency": row.currency, "price": row.price}
    data: dict[str, object] = {name: value for name, value in told.items() if value}
    data |= {"input_tokens": row.input_tokens, "output_tokens": row.output_tokens, "reference": row.reference}
    data |= {"amount": row.amount} if row.amount is not None else {}
    actor = Actor("agent", payer.agent, "worker") if payer.agent else SYSTEM
    return Recording("budget.spent", payer.workspace, actor, row.id, payer.conversation, data)
