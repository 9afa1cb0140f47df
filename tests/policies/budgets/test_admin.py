"""Limits and exchange rates in the admin."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from audit.models import Entry
from kit.ids import uuid7
from policies import budgets
from policies.models import ExchangeRate, Limit
from tests.policies.cast import Cast

ADD = "/admin/policies/limit/add/"


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def given(cast: Cast, **more: str) -> dict[str, str]:
    values = {
        "workspace": str(cast.workspace.pk),
        "unit": "tokens",
        "per": "workspace",
        "period": "day",
        "amount": "1000",
        "soft_share": "0.8",
    }
    return values | more


def test_a_limit_is_added_changed_and_removed(admin: Client, cast: Cast) -> None:
    assert admin.post(ADD, given(cast)).status_code == 302
    row = Limit.objects.get()
    budgets.release(budgets.reserve(budgets.Payer(cast.workspace.id), budgets.Wanted("model", "m", 1, 1, 1)))
    budgets.spent(budgets.Payer(cast.workspace.id), budgets.Spending("model", "m", uuid7(), "small", 250))
    page = admin.get("/admin/policies/limit/").content.decode()
    assert "1,000 tokens" in page
    assert "250 (25%)" in page
    assert admin.post(f"/admin/policies/limit/{row.pk}/change/", {"amount": "2000", "soft_share": "0.5"}).status_code == 302
    row.refresh_from_db()
    assert (row.amount, row.soft_share, row.number) == (Decimal(2000), Decimal("0.5"), 2)
    assert admin.post(f"/admin/policies/limit/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Entry.objects.filter(event__startswith="budget.limit").count() == 3


@pytest.mark.parametrize(("wrong", "told"), [
    ({"period": "ever"}, "Only a conversation or a customer"), ({"amount": "-1"}, "more than zero"), ({"amount": "1.5"}, "whole numbers"),
    ({"soft_share": "1.2"}, "The soft share"), ({"unit": "money", "amount": "5"}, "no exchange rate to EUR is known"),
])  # fmt: skip
def test_what_makes_no_sense_is_said_in_the_form(admin: Client, cast: Cast, wrong: dict[str, str], told: str) -> None:
    answer = admin.post(ADD, given(cast, **wrong))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Limit.objects.exists()


def test_a_second_limit_of_the_same_is_refused(admin: Client, cast: Cast) -> None:
    admin.post(ADD, given(cast))
    assert admin.post(ADD, given(cast, amount="5")).status_code == 200
    assert Limit.objects.get().amount == 1000


def test_with_a_rate_money_can_be_limited(admin: Client, cast: Cast) -> None:
    rate = {"source": "usd", "target": "EUR", "rate": "0.9", "valid_from_0": "2026-01-01", "valid_from_1": "00:00:00"}
    assert admin.post("/admin/policies/exchangerate/add/", rate | {"target": "USD"}).status_code == 200
    assert admin.post("/admin/policies/exchangerate/add/", rate).status_code == 302
    assert str(ExchangeRate.objects.get()) == "1 USD = 0.9 EUR"
    assert admin.post(ADD, given(cast, unit="money", amount="12.50")).status_code == 302
    assert Limit.objects.get().currency == "EUR"
    row = ExchangeRate.objects.get()
    assert admin.post(f"/admin/policies/exchangerate/{row.pk}/change/", rate).status_code == 403


def test_a_reviewer_sees_no_limits_and_a_stranger_none_of_ours(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    assert client.post(ADD, given(cast)).status_code in (302, 403)
    assert not Limit.objects.exists()
    assert client.get("/admin/policies/budgetalert/").status_code in (302, 403)
