"""What was spent and waits for the next transaction of the work that spent it: written once, whatever becomes of that."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Workspace
from audit.models import Entry
from kit.ids import uuid7
from policies import budgets
from policies.budgets import actions
from policies.models import Cost, Reservation, Used
from tests.support.races import at_once


@pytest.fixture
def payer(transactional_db: None) -> budgets.Payer:
    workspace = Workspace.objects.create(slug="acme", name="Acme", timezone="Europe/Berlin")
    return budgets.Payer(workspace.id, agent=uuid7())


def owe(payer: budgets.Payer, tokens: int = 100) -> None:
    budgets.owe(payer, budgets.Spending("model", "m", uuid7(), "small", tokens))


def limit(payer: budgets.Payer, tokens: int) -> None:
    workspace = Workspace.objects.get(id=payer.workspace)
    actions.set_limit(
        workspace, unit="tokens", per="workspace", period="day", amount=Decimal(tokens), soft_share=Decimal(1), acting_user=None
    )


def wanted(tokens: int) -> budgets.Wanted:
    return budgets.Wanted("model", "m", tokens, 0, 60)


def written() -> tuple[int, int]:
    return Cost.objects.count(), Entry.objects.filter(event="budget.spent").count()


def test_it_is_written_once_with_the_next_transaction(payer: budgets.Payer) -> None:
    with budgets.paying(payer):
        owe(payer)
        assert written() == (0, 0)
        with transaction.atomic():
            budgets.settle()
        assert written() == (1, 1)
        budgets.settle()
    assert written() == (1, 1)


def test_what_a_transaction_takes_back_is_owed_still(payer: budgets.Payer) -> None:
    with budgets.paying(payer):
        owe(payer)
        with transaction.atomic():
            budgets.settle()
            transaction.set_rollback(True)
        assert written() == (0, 0)
    assert written() == (1, 1)


def test_work_that_fails_leaves_nothing_unpaid(payer: budgets.Payer) -> None:
    def work() -> None:
        with budgets.paying(payer):
            owe(payer)
            owe(payer)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert written() == (2, 2)


def test_without_a_piece_of_work_it_is_written_at_once(payer: budgets.Payer) -> None:
    owe(payer)
    assert written() == (1, 1)


def test_what_is_owed_takes_its_room_before_the_next_call(payer: budgets.Payer) -> None:
    limit(payer, 150)
    with budgets.paying(payer):
        owe(payer, 100)
        with pytest.raises(budgets.Refused):
            budgets.reserve(payer, wanted(60))
        assert budgets.reserve(payer, wanted(50)) is not None


def test_that_nothing_is_limited_is_believed_for_a_moment_and_of_the_same_subjects_only(
    payer: budgets.Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with budgets.paying(payer):
        assert budgets.standing(payer).state == "ok"
        limit(payer, 10)
        assert budgets.reserve(payer, wanted(60)) is None
        with pytest.raises(budgets.Refused):
            budgets.reserve(budgets.Payer(payer.workspace), wanted(60))
        now += 0.2
        with pytest.raises(budgets.Refused):
            budgets.reserve(payer, wanted(60))


def test_those_who_settle_at_once_wait_for_nobody_and_nothing_is_lost(payer: budgets.Payer) -> None:
    workspace = Workspace.objects.get(id=payer.workspace)
    for per in ("workspace", "agent"):
        for unit in ("tokens", "calls"):
            actions.set_limit(
                workspace, unit=unit, per=per, period="day", amount=Decimal(100_000), soft_share=Decimal(1), acting_user=None
            )  # fmt: skip
    held = [budgets.reserve(payer, wanted(100)) for _ in range(12)]

    def settle(one: UUID | None) -> None:
        budgets.spent(payer, budgets.Spending("model", "m", uuid7(), "small", 100), settles=one)

    assert at_once([partial(settle, one) for one in held]) == [None] * 12
    assert sorted(Used.objects.values_list("used", flat=True)) == [12, 12, 1200, 1200]
    assert Reservation.objects.count() == 0
