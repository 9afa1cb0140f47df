"""Room for a call before it is made: at most what its limits leave, whatever else is under way at the same time.

One lock a workspace, held for the few statements of a reservation and never while a model is asked; settlements share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from audit.recorder import record
from kit.actor import SYSTEM
from kit.errors import CountersignError
from policies.budgets import alerts, lines, prices
from policies.budgets.amounts import plain
from policies.budgets.lines import Key, Line, Measure
from policies.budgets.paying import Payer, booking, settle
from policies.models import Reservation, Used

USED_UP, NO_PRICE = "budget", "no_price"
GRACE: Final = timedelta(seconds=60)
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('policies.budgets' || %s::text, 0))"
SHARED_LOCK: Final = _LOCK.replace("lock(", "lock_shared(")
"""For those who settle: they only add, so they go on beside each other, but not beside one who reserves."""
_OPEN: Final = """
SELECT conversation, customer, agent, workspace_id, kind, tokens, amount, currency FROM policies_reservation
 WHERE workspace_id = %s AND expires_at > %s
"""


class Refused(CountersignError):
    """A limit leaves no room for this call (``budget``), or nobody can say what it would cost (``no_price``)."""

    code, status = USED_UP, 429


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that is about to be made: of which model, with at most how many tokens, and how many seconds it may take.

    ``fixed`` is the price of a call that is told before (of a tool) and its currency; otherwise the price of the model's tokens holds.
    """

    kind: str
    model: str
    input_tokens: int
    output_tokens: int
    seconds: float
    fixed: tuple[Decimal, str] | None = None

    def money(self, now: datetime) -> tuple[Decimal, str] | None:
        found = None if self.fixed else prices.cost(self.model, self.input_tokens, self.output_tokens, now)
        return (found[0], found[1]) if found else self.fixed

    def measure(self, money: tuple[Decimal, str] | None) -> Measure:
        told = (money[1], money[0]) if money else ("", None)
        return Measure(self.input_tokens + self.output_tokens, int(self.kind == "model"), (told,))


def lock(workspace: UUID) -> None:
    """Until the end of the transaction nobody else reserves or settles here."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [workspace])


def reserve(payer: Payer, wanted: Wanted) -> UUID | None:
    """The id of the reservation, to be settled or released; None where nothing is limited. Raises Refused."""
    settle()
    now = timezone.now()
    if not lines.before_a_call(payer, now):
        return None
    money = wanted.money(now)
    with booking(), transaction.atomic():
        lock(payer.workspace)
        held, refused = _room(payer, wanted, money)
    if refused:
        raise refused
    return held


def _room(payer: Payer, wanted: Wanted, money: tuple[Decimal, str] | None) -> tuple[UUID | None, Refused | None]:
    """Under the lock, of the limits as they are by then: somebody may have changed or removed one before it was this call's turn."""
    now = timezone.now()
    found = lines.of(payer, now)
    if not found:
        return None, None
    refused = _refusal(found, payer, wanted.measure(money), wanted.model, now)
    return (None, refused) if refused else (_reserved(payer, wanted, money, now).id, None)


def _reserved(payer: Payer, wanted: Wanted, money: tuple[Decimal, str] | None, now: datetime) -> Reservation:
    amount, currency = money or (None, "")
    return Reservation.objects.create(
        workspace_id=payer.workspace, conversation=payer.conversation, customer=payer.customer, agent=payer.agent, turn=payer.turn,
        kind=wanted.kind, model=wanted.model[:120], tokens=wanted.input_tokens + wanted.output_tokens, amount=amount, currency=currency,
        expires_at=now + timedelta(seconds=wanted.seconds) + GRACE,
    )  # fmt: skip


def _refusal(found: Sequence[Line], payer: Payer, mine: Measure, model: str, now: datetime) -> Refused | None:
    known, under_way = seeded(found, now), underway(payer.workspace, now)
    for line in found:
        wanted = mine.of(line, now)
        if wanted is None:
            return Refused(_unpriced(line, mine, model), code=NO_PRICE)
        taken = known[line.key] + taken_by(under_way, line, now)
        if wanted and taken + wanted > line.amount:
            alerts.told(line, alerts.THRESHOLDS)
            return Refused(_full(line, taken, wanted, model))
    return None


def seeded(found: Sequence[Line], now: datetime) -> dict[Key, Decimal]:
    """What is used of each line; one that is new is added up once, under the lock, and kept from then on."""
    known = lines.used(found)
    for line in found:
        if line.key not in known:
            known[line.key] = lines.added_up(line, now)
            Used.objects.create(limit_id=line.limit, subject=line.subject, start=line.start, used=known[line.key])
            alerts.look(line, Decimal(0), known[line.key])
    return known


Open = dict[str, object]


def underway(workspace: UUID, now: datetime) -> list[Open]:
    """What calls that are under way have reserved."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [workspace, now])
        names = ("conversation", "customer", "agent", "workspace", "kind", "tokens", "amount", "currency")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def taken_by(under_way: Sequence[Open], line: Line, now: datetime) -> Decimal:
    mine = [one for one in under_way if one[line.per] == line.subject]
    money: dict[str, Decimal] = {}
    for one in mine:
        if isinstance(one["amount"], Decimal):
            money[str(one["currency"])] = money.get(str(one["currency"]), Decimal(0)) + one["amount"]
    tokens, calls = sum(int(str(one["tokens"])) for one in mine), sum(one["kind"] == "model" for one in mine)
    return Measure(tokens, calls, tuple(money.items())).of(line, now) or Decimal(0)


def release(reservation: UUID | None) -> None:
    """The call was never made, or was turned away: nothing was spent."""
    if reservation is not None:
        with booking():
            Reservation.objects.filter(id=reservation).delete()


def sweep() -> int:
    """End the reservations of workers that were killed: what they would have spent is free again, and that is told; how many."""
    gone = 0
    for row in Reservation.objects.filter(expires_at__lte=timezone.now()).order_by("expires_at")[:500]:
        gone += _expired(row)
    return gone


@transaction.atomic
def _expired(row: Reservation) -> bool:
    """The entry first: whoever settles this very row waits for it under the lock, and one who has the stream may be waiting for that lock."""
    _tell_expired(row)
    count, _ = Reservation.objects.filter(id=row.id).delete()
    transaction.set_rollback(not count)
    return bool(count)


def _tell_expired(row: Reservation) -> None:
    data: dict[str, object] = {"kind": row.kind, "model": row.model.replace(" ", "_"), "tokens": row.tokens, "reservation": row.id}
    data |= {"amount": row.amount, "currency": row.currency} if row.amount is not None else {}
    data |= {"turn": row.turn} if row.turn else {}
    record("budget.reservation_expired", workspace=row.workspace_id, actor=SYSTEM, subject=row.id, stream=row.conversation, data=data)


WHOSE: Final = {
    "conversation": "this conversation", "customer": "this customer", "agent": "this agent", "workspace": "this workspace",
}  # fmt: skip
WHEN: Final = {"hour": "this hour", "day": "today", "month": "this month", "ever": "in all"}


def _full(line: Line, taken: Decimal, wanted: Decimal, model: str) -> str:
    unit = line.currency if line.unit == "money" else line.unit
    return (
        f"The budget of {WHOSE[line.per]} for {WHEN[line.period]} leaves no room for {model}: {plain(taken)} of {plain(line.amount)} {unit} "
        f"are used or reserved, this call may need {plain(wanted)}."
    )


def _unpriced(line: Line, mine: Measure, model: str) -> str:
    currency = mine.money[0][0]
    if not currency:
        return f"Nobody knows a price of {model}, and money is limited for {WHOSE[line.per]}. Add its price, or lift the limit."
    return f"The price of {model} is in {currency}, the limit in {line.currency}, and no exchange rate between them is known. Add one."
