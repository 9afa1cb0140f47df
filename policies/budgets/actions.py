"""Writes to limits and exchange rates: what stood there before is on the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.permissions import require
from audit.recorder import INSTALLATION, record
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput, NotAllowed, TransitionError
from policies.budget_models import Per, Period, Unit
from policies.budgets import alerts, lines, rates, reserving, whom
from policies.models import ExchangeRate, Limit, PriceEntry, Used

_LARGEST: Final = Decimal(10) ** 12
SOFT: Final = Decimal("0.8")


def fault(unit: str, per: str, period: str, amount: Any, soft_share: Any) -> tuple[str, str]:
    """What is wrong with a limit, in a sentence, and which part of it; two "" when nothing is."""
    if unit not in Unit.values or per not in Per.values or period not in Period.values:
        return f"unit: {', '.join(Unit.values)}; per: {', '.join(Per.values)}; period: {', '.join(Period.values)}.", ""
    if period == Period.EVER and per not in (Per.CONVERSATION, Per.CUSTOMER):
        return "Only a conversation or a customer can have a limit for ever; take an hour, a day or a month.", "period"
    if not isinstance(amount, Decimal) or not amount.is_finite() or not 0 < amount < _LARGEST:
        return "The amount is more than zero and less than a million millions. To allow no call at all, switch the agent off.", "amount"
    if unit != Unit.MONEY and amount != amount.to_integral_value():
        return "Tokens and calls are whole numbers.", "amount"
    if not isinstance(soft_share, Decimal) or not soft_share.is_finite() or not 0 < soft_share <= 1:
        return "The soft share is more than 0 and at most 1; 0.8 steps down from 80 % on, 1 never does.", "soft_share"
    return "", ""


def check(workspace: Workspace, unit: str, per: str, period: str, amount: Any, soft_share: Any) -> None:
    """Raises InvalidInput for a limit that makes no sense, or of money that no price can be told in."""
    wrong, field = fault(unit, per, period, amount, soft_share)
    if wrong:
        raise InvalidInput(wrong, field=field)
    if unit == Unit.MONEY:
        _require_prices(workspace.currency)


def set_limit(
    workspace: Workspace,
    *,
    unit: str,
    per: str,
    period: str,
    amount: Decimal,
    acting_user: User | None,
    soft_share: Decimal = SOFT,
    only: UUID | None = None,
    new: bool = False,
) -> Limit:
    """The limit of this unit, subject and period; the one there is changes, where it is to be ``new`` that is refused.

    ``only`` names one agent, customer or conversation.

    It holds for the very next call.
    """
    _require(acting_user, workspace.id)
    check(workspace, unit, per, period, amount, soft_share)
    with transaction.atomic():
        return _set(workspace, {"unit": unit, "per": per, "only": only, "period": period}, amount, soft_share, acting_user, new=new)


def _set(
    workspace: Workspace, told: Mapping[str, Any], amount: Decimal, soft_share: Decimal, acting_user: User | None, *, new: bool = False
) -> Limit:
    """What has been checked, inside a transaction."""
    kind: dict[str, Any] = {"workspace": workspace, **told}
    currency = workspace.currency if kind["unit"] == Unit.MONEY else ""
    reserving.lock(workspace.id)
    limit = existing(**kind).select_for_update().first()
    if limit is not None and new:
        raise TransitionError("There is such a limit already; change that one.")
    before = {"before": limit.amount, "soft_before": limit.soft_share} if limit else {}
    other = limit is not None and (amount > limit.amount or currency != limit.currency)
    lower = limit is not None and amount < limit.amount
    if limit is None:
        whom.require(workspace.id, kind["per"], kind["only"])
        limit = Limit(**kind, number=0)
    elif limit.currency != currency:
        Used.objects.filter(limit=limit).delete()  # added up anew, in the other currency
    limit.amount, limit.soft_share, limit.currency, limit.number = amount, soft_share, currency, limit.number + 1
    limit.save()
    start = lines.start_of(limit.period, workspace.timezone, timezone.now())
    if other:
        alerts.forget(limit, start)
    record("budget.limit_set", workspace=workspace.id, actor=_actor(acting_user), subject=limit.id, data=_told(limit) | before)
    if lower:
        alerts.catch_up(limit, start)
    return limit


def carry_over(workspace: Workspace, per: str, one: UUID, into: UUID) -> None:
    """In the transaction of a merge: limits that name ``one`` (a customer, a conversation) name ``into`` as well, which stands for both from now on; where that one has such a limit the stricter holds.

    The old ones stay: they hold again when the two are taken apart. What ``into`` was given stays as well, until somebody changes it; the entry
    has what was before.
    """
    for limit in Limit.objects.filter(workspace=workspace, per=per, only=one):
        kind: dict[str, Any] = {"unit": limit.unit, "per": limit.per, "only": into, "period": limit.period}
        other = existing(workspace=workspace, **kind).first()
        if other is None or limit.amount < other.amount:
            with suppress(InvalidInput):  # of money that no price can be told in any more: it refuses every call as it is
                check(workspace, limit.unit, limit.per, limit.period, limit.amount, limit.soft_share)
                _set(workspace, kind, limit.amount, limit.soft_share, None)


def existing(*, workspace: Workspace, unit: str, per: str, only: UUID | None, period: str) -> QuerySet[Limit]:
    """The one limit of this kind, where there is one."""
    found = Limit.objects.filter(workspace=workspace, unit=unit, per=per, period=period)
    return found.filter(only=only) if only else found.filter(only__isnull=True)


def remove_limit(limit: Limit, *, acting_user: User | None) -> None:
    """Nothing limits this any more. What was spent stays."""
    _require(acting_user, limit.workspace_id)
    with transaction.atomic():
        reserving.lock(limit.workspace_id)
        record("budget.limit_removed", workspace=limit.workspace_id, actor=_actor(acting_user), subject=limit.id, data=_told(limit))
        limit.delete()


def _told(limit: Limit) -> dict[str, object]:
    told: dict[str, object] = {
        "unit": limit.unit, "per": limit.per, "period": limit.period, "amount": limit.amount, "soft": limit.soft_share, "number": limit.number,
    }  # fmt: skip
    return told | ({"currency": limit.currency} if limit.currency else {}) | ({"only": limit.only} if limit.only else {})


def _require_prices(currency: str) -> None:
    """A limit in a currency that no price can be told in would hand everything to people."""
    now = timezone.now()
    known = set(PriceEntry.objects.filter(valid_from__lte=now).values_list("currency", flat=True))
    if known and all(rates.convert(Decimal(1), one, currency, now) is None for one in known):
        told = ", ".join(sorted(known))
        raise InvalidInput(
            f"Prices of models are in {told}, and no exchange rate to {currency} is known: every call would be refused. "
            f"Add a rate from {told} to {currency} or prices in {currency} first (staff of the installation can).",
            field="unit",
        )


def add_rate(source: str, target: str, rate: Decimal, *, acting_user: User | None, valid_from: datetime | None = None) -> ExchangeRate:
    """One unit of ``source`` is ``rate`` of ``target`` from then on (default: now), for the whole installation. Older rows stay."""
    if acting_user is not None and not acting_user.is_staff:
        raise NotAllowed("Exchange rates hold for the whole installation; a staff member changes them.")
    source, target, start = source.strip().upper(), target.strip().upper(), valid_from or timezone.now()
    check_rate(source, target, rate)
    if ExchangeRate.objects.filter(Q(source=source, target=target), valid_from=start).exists():
        raise InvalidInput("There is a rate from that moment on already.", field="valid_from")
    with transaction.atomic():
        row = ExchangeRate.objects.create(source=source, target=target, rate=rate, valid_from=start)
        data = {"source": source, "target": target, "rate": rate, "start": start}
        record("exchange_rate.added", workspace=INSTALLATION, actor=_actor(acting_user), subject=row.id, data=data)
    return row


def check_rate(source: str, target: str, rate: Decimal) -> None:
    """Raises InvalidInput saying what a rate takes."""
    for field, one in (("source", source.strip()), ("target", target.strip())):
        if len(one) != 3 or not one.isascii() or not one.isalpha():
            raise InvalidInput("Give currencies in three letters, such as USD and EUR.", field=field)
    if source.strip().upper() == target.strip().upper():
        raise InvalidInput("Give two different currencies.", field="target")
    if not rate.is_finite() or not 0 < rate < 10**9:
        raise InvalidInput("A rate is more than zero and less than a thousand millions.", field="rate")


def _require(acting_user: User | None, workspace: UUID) -> None:
    if acting_user is not None:
        require(acting_user, workspace, "edit_policy")


def _actor(acting_user: User | None) -> Actor:
    return SYSTEM if acting_user is None else acting_user.as_actor()
