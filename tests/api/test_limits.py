"""Limits of budgets over HTTP."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import Entry
from conversations.models import Contact
from kit.ids import uuid7
from policies import budgets
from policies.models import Limit
from tests.api.conftest import caller
from tests.review.cast import Desk

PATH = "/api/v1/budgets"
NEW = {"unit": "tokens", "per": "conversation", "period": "ever", "amount": "20000"}


def test_a_limit_is_set_changed_and_removed_and_the_ledger_tells(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    made = owner.post(PATH, NEW, format="json")
    assert (made.status_code, made.json()["soft_share"], made.json()["number"]) == (201, "0.800", 1)
    assert owner.post(PATH, NEW, format="json").status_code == 409
    path = f"{PATH}/{made.json()['id']}"
    changed = owner.patch(path, {"amount": "30000", "soft_share": "0.5"}, format="json").json()
    assert (Decimal(changed["amount"]), changed["soft_share"], changed["number"]) == (Decimal(30000), "0.500", 2)
    assert owner.patch(path, {"amount": "31000"}, format="json").json()["soft_share"] == "0.500"
    assert [one["id"] for one in owner.get(PATH).json()["results"]] == [made.json()["id"]]
    assert owner.delete(path).status_code == 204
    assert owner.delete(path).status_code == 404
    told = Entry.objects.filter(event__startswith="budget.limit", actor=desk.owner.id).order_by("id").values_list("event", flat=True)
    assert list(told) == ["budget.limit_set"] * 3 + ["budget.limit_removed"]


def test_one_agent_or_one_customer_is_named_by_id(desk: Desk) -> None:
    owner, contact = caller(desk, desk.owner), Contact.objects.create(workspace=desk.workspace, name="Mara").id
    day = NEW | {"per": "customer", "period": "day"}
    made = owner.post(PATH, day | {"only": str(contact)}, format="json")
    assert (made.status_code, made.json()["only"]) == (201, str(contact))
    assert owner.post(PATH, day, format="json").json()["only"] is None
    assert owner.patch(f"{PATH}/{made.json()['id']}", {"amount": "5"}, format="json").json()["only"] == str(contact)
    assert owner.post(PATH, day | {"only": str(contact)}, format="json").status_code == 409
    for per in ("customer", "agent", "conversation"):
        assert owner.post(PATH, day | {"per": per, "only": str(uuid7())}, format="json").status_code == 400
    assert sorted(Limit.objects.values_list("amount", "only")) == [(Decimal(5), contact), (Decimal(20000), None)]
    told = {one["limit"]: one["only"] for one in owner.get("/api/v1/spend/limits").json()["limits"]}
    assert told[made.json()["id"]] == str(contact)


def test_what_makes_no_sense_is_refused_with_a_sentence(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    for wrong in ({"amount": "0"}, {"amount": "1.5"}, {"per": "agent"}, {"unit": "words"}, {"soft_share": "2"}):
        assert owner.post(PATH, NEW | wrong, format="json").status_code == 400
    money = owner.post(PATH, NEW | {"unit": "money"}, format="json")
    assert money.status_code == 400
    assert "no exchange rate to EUR" in str(money.json())
    assert not Limit.objects.exists()


def test_others_look_or_are_refused(desk: Desk) -> None:
    made = caller(desk, desk.owner).post(PATH, NEW, format="json").json()
    assert caller(desk, desk.auditor).get(PATH).status_code == 200
    assert caller(desk, desk.auditor).post(PATH, NEW | {"period": "day"}, format="json").status_code == 403
    assert caller(desk, desk.reviewer).delete(f"{PATH}/{made['id']}").status_code == 403
    assert caller(desk, desk.owner, "budgets:read").patch(f"{PATH}/{made['id']}", {"amount": "1"}, format="json").status_code == 403
    assert caller(desk, desk.owner).patch(f"{PATH}/{uuid7()}", {"amount": "1"}, format="json").status_code == 404


def test_thresholds_that_were_reached_are_listed(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    owner.post(PATH, NEW | {"per": "workspace", "period": "day", "amount": "100"}, format="json")
    payer = budgets.Payer(desk.workspace.id)
    budgets.release(budgets.reserve(payer, budgets.Wanted("model", "m", 1, 1, 1)))
    budgets.spent(payer, budgets.Spending("model", "m", uuid7(), "small", 85))
    assert [one["threshold"] for one in owner.get(f"{PATH}/alerts").json()] == [80, 50]
    assert caller(desk, desk.owner, "items:read").get(f"{PATH}/alerts").status_code == 403


@pytest.mark.parametrize(("path", "given"), [
    ("budgets", NEW | {"onyl": str(uuid7())}),
    ("rate-limits", {"name": "Few", "per": "tool", "onyl": "refund", "most": 1, "seconds": 60}),
    ("redaction-rules", {"entity": "IBAN_CODE", "surface": "export", "operator": "hash", "chanel": str(uuid7())}), ("stops", {"chanel": str(uuid7())}),
])  # fmt: skip
def test_a_name_that_means_nothing_is_refused_so_that_nothing_holds_for_more_than_was_meant(
    desk: Desk, path: str, given: dict[str, object]
) -> None:
    owner, wrong = caller(desk, desk.owner), next(name for name in given if name in ("onyl", "chanel"))
    answer = owner.post(f"/api/v1/{path}", given, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [wrong])
    assert "Nothing here is called so." in answer.json()["fields"][wrong][0]
    assert owner.get(f"/api/v1/{path}").json()["results"] == []


def test_what_cannot_be_changed_in_a_limit_is_refused(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    path = f"{PATH}/{owner.post(PATH, NEW, format='json').json()['id']}"
    assert owner.patch(path, {"amount": "30000", "unit": "money"}, format="json").status_code == 400
