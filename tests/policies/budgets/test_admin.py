"""Limits and exchange rates in the admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Workspace
from audit.models import Entry
from connectors.models import Channel
from conversations.models import Contact, Conversation
from kit.ids import uuid7
from policies import budgets
from policies.budgets import actions
from policies.models import BudgetAlert, ExchangeRate, Limit, PriceEntry
from policies.rates import subjects
from tests.policies.cast import Cast, assemble

ADD = "/admin/policies/limit/add/"


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def given(cast: Cast, **more: str) -> dict[str, str]:
    values = {
        "workspace": str(cast.workspace.pk),
        "unit": "tokens",
        "subject": "workspace:",
        "period": "day",
        "amount": "1000",
        "soft_share": "0.8",
    }
    return values | more


def test_a_limit_is_added_changed_and_removed(admin: Client, cast: Cast) -> None:
    assert admin.post(ADD, given(cast)).status_code == 302
    row = Limit.objects.get()
    for address in ("/admin/policies/limit/", f"/admin/policies/limit/{row.pk}/change/"):
        assert "no call came under it yet" in admin.get(address).content.decode()
    budgets.release(budgets.reserve(budgets.Payer(cast.workspace.id), budgets.Wanted("model", "m", 1, 1, 1)))
    budgets.spent(budgets.Payer(cast.workspace.id), budgets.Spending("model", "m", uuid7(), "small", 250))
    page = admin.get("/admin/policies/limit/").content.decode()
    assert "1,000 tokens" in page
    assert "250 (25 %)" in page
    assert "80 %" in page
    assert admin.post(f"/admin/policies/limit/{row.pk}/change/", {"amount": "2000", "soft_share": "0.5"}).status_code == 302
    row.refresh_from_db()
    assert (row.amount, row.soft_share, row.number) == (Decimal(2000), Decimal("0.5"), 2)
    assert admin.post(f"/admin/policies/limit/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Entry.objects.filter(event__startswith="budget.limit").count() == 3


@pytest.mark.parametrize(("wrong", "field", "told"), [
    ({"period": "ever"}, "period", "Only a conversation or a customer"), ({"amount": "-1"}, "amount", "more than zero"),
    ({"amount": "1.5"}, "amount", "whole numbers"), ({"soft_share": "1.2"}, "soft_share", "The soft share"),
    ({"unit": "money", "amount": "5"}, "unit", "no exchange rate to EUR is known"),
])  # fmt: skip
def test_what_makes_no_sense_is_said_beside_its_field(admin: Client, cast: Cast, wrong: dict[str, str], field: str, told: str) -> None:
    answer = admin.post(ADD, given(cast, **wrong))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert set(answer.context["adminform"].form.errors) == {field}
    assert "Constraint" not in answer.content.decode()
    assert not Limit.objects.exists()


@pytest.mark.parametrize(("wrong", "field"), [
    ({"amount": "0"}, "amount"), ({"amount": "-5"}, "amount"), ({"soft_share": "2"}, "soft_share"), ({"amount": "plenty"}, "amount"),
])  # fmt: skip
def test_what_makes_no_sense_of_a_limit_that_is_there_is_said_beside_its_field(
    admin: Client, cast: Cast, wrong: dict[str, str], field: str
) -> None:
    admin.post(ADD, given(cast))
    answer = admin.post(f"/admin/policies/limit/{Limit.objects.get().pk}/change/", {"amount": "10", "soft_share": "0.5", **wrong})
    assert set(answer.context["adminform"].form.errors) == {field}
    assert Limit.objects.get().amount == 1000


def test_a_second_limit_of_the_same_is_refused(admin: Client, cast: Cast) -> None:
    admin.post(ADD, given(cast))
    answer = admin.post(ADD, given(cast, amount="5"))
    assert list(answer.context["adminform"].form.errors) == ["subject"]
    assert Limit.objects.get().amount == 1000


@pytest.mark.parametrize(("wrong", "field"), [
    ({"target": "usd"}, "target"), ({"source": "U1"}, "source"), ({"target": "EURO"}, "target"), ({"rate": "0"}, "rate"), ({"valid_from_0": "2026-01-02"}, "valid_from"),
])  # fmt: skip
def test_what_is_wrong_with_a_rate_is_said_beside_its_field(admin: Client, cast: Cast, wrong: dict[str, str], field: str) -> None:
    cast.admin.is_staff = True
    cast.admin.save()
    good = {"source": "USD", "target": "EUR", "rate": "0.9", "valid_from_0": "2026-01-02", "valid_from_1": "10:00"}
    assert admin.post("/admin/policies/exchangerate/add/", good).status_code == 302
    answer = admin.post("/admin/policies/exchangerate/add/", good | {"valid_from_0": "2026-02-03"} | wrong)
    assert list(answer.context["adminform"].form.errors) == [field]
    assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(("wrong", "field"), [
    ({"model": "two words"}, "model"), ({"currency": "usd"}, "currency"), ({"output_per_million": "-1"}, "output_per_million"),
    ({"valid_from_0": "2026-01-02"}, "valid_from"),
])  # fmt: skip
def test_what_is_wrong_with_a_price_is_said_beside_its_field(admin: Client, cast: Cast, wrong: dict[str, str], field: str) -> None:
    cast.admin.is_staff = True
    cast.admin.save()
    good = {
        "model": "small-one", "currency": "USD", "input_per_million": "1", "output_per_million": "2", "valid_from_0": "2026-01-02", "valid_from_1": "10:00",
    }  # fmt: skip
    assert admin.post("/admin/policies/priceentry/add/", good).status_code == 302
    answer = admin.post("/admin/policies/priceentry/add/", good | {"valid_from_0": "2026-02-03"} | wrong)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_one_agent_or_one_customer_is_named(admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, customer = uuid7(), Contact.objects.create(workspace=cast.workspace, name="Mara Lind").id
    foreign = Contact.objects.create(workspace=assemble("birch").workspace, name="Otto").id
    monkeypatch.setitem(subjects._sources, "agent", lambda one: [(str(agent), "Sorting")] if one == cast.workspace.id else [])
    assert "Sorting" in admin.get(ADD).content.decode()
    one = f"{ADD}?subject=customer:one&customer={customer}"
    assert str(customer) in admin.get(one).content.decode()
    assert admin.post(ADD, given(cast, subject=f"agent:{agent}")).status_code == 302
    assert admin.post(ADD, given(cast, subject="customer:one", customer=str(customer), period="ever")).status_code == 302
    assert sorted(Limit.objects.values_list("per", "only")) == [("agent", agent), ("customer", customer)]
    for wrong, told in (
        ({"subject": "customer:one", "customer": "nobody@example.org"}, "Nobody has written from this address"),
        ({"subject": "customer:one", "customer": str(foreign)}, "Nobody has written from this address"),
        ({"subject": "customer:one"}, "Say which customer."), ({"customer": str(customer)}, "No customer is named in a limit of this kind"),
        ({"subject": f"agent:{uuid7()}"}, "Select a valid choice"), ({"subject": f"agent:{agent}"}, "There is such a limit already"),
    ):  # fmt: skip
        answer = admin.post(ADD, given(cast, **wrong))
        assert (answer.status_code, told in answer.content.decode()) == (200, True), wrong
    assert Limit.objects.count() == 2


def test_one_conversation_is_named(admin: Client, cast: Cast) -> None:
    mail = Channel.objects.create(workspace=cast.workspace, kind="email", name="Mail", address="help@moss.example")
    one, other = (Conversation.objects.create(workspace=cast.workspace, channel=mail, last_message_at=timezone.now()) for _ in range(2))
    assert str(one.id) in admin.get(f"{ADD}?subject=conversation:one&conversation={one.id}").content.decode()
    assert (
        admin.post(ADD, given(cast, subject="conversation:one", conversation=str(one.id), period="ever", amount="100")).status_code == 302
    )
    limit = Limit.objects.get()
    assert (limit.per, limit.only) == ("conversation", one.id)
    assert "(no subject)" in admin.get("/admin/policies/limit/").content.decode()
    for wrong, told in (
        ({"subject": "conversation:one"}, "Say which conversation."),
        ({"subject": "conversation:one", "conversation": str(uuid7())}, "No conversation of this workspace has this number."),
        ({"subject": "conversation:one", "conversation": "\x00"}, "Null characters are not allowed."),
        ({"conversation": str(one.id)}, "No conversation is named in a limit of this kind"),
    ):
        answer = admin.post(ADD, given(cast, **wrong))
        assert (answer.status_code, told in answer.content.decode()) == (200, True), wrong
    wanted = budgets.Wanted("model", "m", 60, 0, 60)
    of_one = budgets.Payer(cast.workspace.id, conversation=one.id)
    budgets.release(budgets.reserve(of_one, wanted))
    with pytest.raises(budgets.Refused):
        budgets.reserve(of_one, budgets.Wanted("model", "m", 200, 0, 200))
    budgets.release(budgets.reserve(budgets.Payer(cast.workspace.id, conversation=other.id), budgets.Wanted("model", "m", 200, 0, 200)))


def test_the_list_names_whose_each_is_in_a_few_queries(
    admin: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    agents = {str(uuid7()): f"Agent {number}" for number in range(12)}
    monkeypatch.setitem(subjects._sources, "agent", lambda one: list(agents.items()))
    for one in agents:
        actions.set_limit(
            cast.workspace, unit="tokens", per="agent", only=UUID(one), period="day", amount=Decimal(10), acting_user=cast.admin
        )
    with django_assert_max_num_queries(13):
        found = admin.get("/admin/policies/limit/").content.decode()
    assert all(name in found for name in agents.values())
    assert "Agent 3" in admin.get(f"/admin/policies/limit/{Limit.objects.get(only=UUID(list(agents)[3])).pk}/change/").content.decode()


def test_with_a_rate_money_can_be_limited(admin: Client, cast: Cast) -> None:
    rate = {"source": "usd", "target": "EUR", "rate": "0.9", "valid_from_0": "2026-01-01", "valid_from_1": "00:00:00"}
    assert admin.post("/admin/policies/exchangerate/add/", rate | {"target": "USD"}).status_code == 200
    assert admin.post("/admin/policies/exchangerate/add/", rate).status_code == 302
    assert str(ExchangeRate.objects.get()) == "1 USD = 0.9 EUR"
    assert admin.post(ADD, given(cast, unit="money", amount="12.50")).status_code == 302
    assert Limit.objects.get().currency == "EUR"
    row = ExchangeRate.objects.get()
    assert admin.post(f"/admin/policies/exchangerate/{row.pk}/change/", rate).status_code == 403


def test_whoever_changes_a_limit_of_another_currency_is_told_what_it_becomes(admin: Client, cast: Cast) -> None:
    rate = {"source": "usd", "target": "EUR", "rate": "0.9", "valid_from_0": "2026-01-01", "valid_from_1": "00:00:00"}
    admin.post("/admin/policies/exchangerate/add/", rate)
    admin.post(ADD, given(cast, unit="money", amount="12.50"))
    page = f"/admin/policies/limit/{Limit.objects.get().pk}/change/"
    assert "So far in EUR" not in admin.get(page).content.decode()
    Workspace.objects.filter(pk=cast.workspace.pk).update(currency="USD")
    assert "So far in EUR. The workspace has changed to USD" in admin.get(page).content.decode()
    assert "12.5 EUR, a day" in admin.get("/admin/policies/limit/").content.decode()


def test_a_reviewer_sees_no_limits_and_a_stranger_none_of_ours(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    assert client.post(ADD, given(cast)).status_code in (302, 403)
    assert not Limit.objects.exists()
    assert client.get("/admin/policies/budgetalert/").status_code in (302, 403)


def test_without_a_moment_a_price_and_a_rate_hold_from_now_on(admin: Client, cast: Cast) -> None:
    cast.admin.is_staff = True
    cast.admin.save()
    before = timezone.now()
    price = {"model": "small-one", "currency": "USD", "input_per_million": "1", "output_per_million": "2"}
    assert admin.post("/admin/policies/priceentry/add/", price).status_code == 302
    assert admin.post("/admin/policies/exchangerate/add/", {"source": "USD", "target": "EUR", "rate": "0.9"}).status_code == 302
    for row in (PriceEntry.objects.get(model="small-one"), ExchangeRate.objects.get()):
        assert before <= row.valid_from <= timezone.now()


def test_an_alert_names_whose_use_reached_it(admin: Client, cast: Cast) -> None:
    customer = Contact.objects.create(workspace=cast.workspace, name="Mara Lind").id
    rows = [
        actions.set_limit(cast.workspace, unit="calls", per=per, period="day", amount=Decimal(9), acting_user=cast.admin)
        for per in ("customer", "workspace")
    ]
    for limit, subject in zip(rows, (customer, cast.workspace.id), strict=True):
        BudgetAlert.objects.create(workspace=cast.workspace, limit=limit, subject=subject, start=timezone.now(), threshold=80)
    listed = admin.get("/admin/policies/budgetalert/").content.decode()
    assert "Mara Lind" in listed
    assert "The workspace" in listed
    assert str(customer) not in listed
    one = BudgetAlert.objects.get(subject=customer)
    assert "Mara Lind" in admin.get(f"/admin/policies/budgetalert/{one.pk}/change/").content.decode()
