"""One row for everything that was spent, with its entry on the ledger. Rows are written when the money is gone, whatever becomes of the work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from audit.recorder import Recording, record_many
from kit import rows
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7
from policies.budgets import alerts, lines, reserving
from policies.budgets.lines import Measure
from policies.budgets.paying import Payer, booking
from policies.budgets.paying import owe as owe_until_settled
from policies.models import Cost, Reservation

# The rows in one order, whoever adds to them at the same time.
_ADD: Final = """
WITH w AS (SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::numeric[]) AS w(limit_id, subject, start, more)),
     held AS MATERIALIZED (SELECT u.id, w.more FROM policies_used u JOIN w USING (limit_id, subject, start) ORDER BY u.id FOR UPDATE OF u)
UPDATE policies_used u SET used = u.used + held.more FROM held WHERE u.id = held.id RETURNING u.limit_id, u.subject, u.start, u.used
"""


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


def spent(payer: Payer, *spendings: Spending, settles: UUID | None = None) -> list[Cost]:
    """Keep what was spent and count it against the limits: in the caller's transaction, outside of one in its own.

    ``settles`` is the reservation that this takes the place of.
    """
    with booking():
        if not connection.in_atomic_block:
            with transaction.atomic():
                return _written(payer, spendings, settles)
        return _written(payer, spendings, settles)


def owe(payer: Payer, spending: Spending, *, settles: UUID | None = None) -> None:
    """As ``spent``, with the next transaction of the work that is bound (``budgets.paying``), at the latest when that ends."""
    owe_until_settled(partial(spent, payer, spending, settles=settles))


def _written(payer: Payer, spendings: tuple[Spending, ...], settles: UUID | None) -> list[Cost]:
    """The entries belong to no stream: whoever waits here may hold one, so nobody who holds the lock may wait for one."""
    made = [_row(payer, one) for one in spendings]
    record_many([_entry(payer, row) for row in made])
    if settles is None and not any(map(_counts, made)):  # a tool that is free, in the transaction of a delivery: nobody waits for that
        rows.insert(*made)
        return made
    rows.insert_after(reserving.SHARED_LOCK, [payer.workspace], *made)
    if settles is not None:
        Reservation.objects.filter(id=settles).delete()
    _count(payer, made)
    return made


def _counts(row: Cost) -> bool:
    """Whether it adds anything in any unit."""
    return bool(row.kind == Cost.Kind.MODEL or row.input_tokens or row.output_tokens or row.amount)


def _count(payer: Payer, made: list[Cost]) -> None:
    """Add to what is used of each limit. One that nobody has added up yet counts these rows when somebody does."""
    now = timezone.now()
    found = lines.of(payer, now)
    if not found:
        return
    more = {line.key: sum((_measure(row).of(line, now) or Decimal(0) for row in made), Decimal(0)) for line in found}
    columns: list[list[object]] = [list(column) for column in zip(*((*key, more[key]) for key in more), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, columns)
        after = {(limit, subject, start): used for limit, subject, start, used in cursor.fetchall()}
    for line in found:
        if line.key in after:
            alerts.look(line, after[line.key] - more[line.key], after[line.key])


def _measure(row: Cost) -> Measure:
    return Measure(row.input_tokens + row.output_tokens, int(row.kind == Cost.Kind.MODEL), ((row.currency, row.amount),))


def _row(payer: Payer, one: Spending) -> Cost:
    return Cost(
        id=uuid7(), workspace_id=payer.workspace, conversation=payer.conversation, customer=payer.customer, agent=payer.agent,
        turn=payer.turn, kind=one.kind, tier=one.tier, model=one.model[:120], input_tokens=one.input_tokens, output_tokens=one.output_tokens,
        amount=one.amount, currency=one.currency, price=one.price, reference=one.reference,
    )  # fmt: skip


def _entry(payer: Payer, row: Cost) -> Recording:
    told: dict[str, object] = {
        "kind": row.kind,
        "tier": row.tier,
        "model": row.model.replace(" ", "_"),
        "currency": row.currency,
        "price": row.price,
    }
    told |= {"conversation": payer.conversation, "turn": payer.turn}
    data: dict[str, object] = {name: value for name, value in told.items() if value}
    data |= {"input_tokens": row.input_tokens, "output_tokens": row.output_tokens, "reference": row.reference}
    data |= {"amount": row.amount} if row.amount is not None else {}
    actor = Actor("agent", payer.agent, "worker") if payer.agent else SYSTEM
    return Recording("budget.spent", payer.workspace, actor, row.id, None, data)
