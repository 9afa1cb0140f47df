"""What is spent over HTTP: the numbers of the page, with its rights and a scope of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Role
from kit.ids import uuid7
from policies import budgets
from policies.budgets import actions
from portal.spend import costly
from tests.api.conftest import caller
from tests.factories.people import make_user, make_workspace
from tests.factories.spend import spend
from tests.review.cast import Desk

PATH = "/api/v1/spend"


def test_sums_by_everything_with_money_as_text(desk: Desk) -> None:
    talk, agent = uuid7(), uuid7()
    for amount, currency in (("0.1", "USD"), ("0.2", "USD"), ("3", "EUR"), (None, "")):
        spend(desk.workspace, conversation=talk, agent=agent, amount=amount, currency=currency)
    answer = caller(desk, desk.auditor).get(PATH, {"by": "conversation"}).json()
    sums = {
        "calls": 4, "input_tokens": 400, "output_tokens": 40, "calls_without_price": 1, "tokens_without_price": 110,
        "amounts": {"USD": "0.30000000", "EUR": "3.00000000"},
    }  # fmt: skip
    assert answer["total"] == sums
    assert answer["rows"] == [{"conversation": str(talk), **sums}]
    assert (answer["count"], answer["mean"]["EUR"], answer["resolved_items"]) == (1, "3.00000000", 0)
    assert [(row["kind"], row["calls"]) for row in answer["over_time"]] == [("model", 4)]
    answer = (
        caller(desk, desk.auditor).get(PATH, {"by": "tier", "unit": "hour", "stack": "tier", "since": f"{timezone.localdate()}"}).json()
    )
    assert [(row["tier"], row["name"]) for row in answer["rows"]] == [("small", "Small")]
    assert [row["tier"] for row in answer["over_time"]] == ["small"]


def test_pages_of_rows_and_refusals_of_what_is_none(desk: Desk) -> None:
    owner = caller(desk, desk.owner)
    for number in range(3):
        spend(desk.workspace, conversation=uuid7(), amount=f"0.{number + 1}")
    found = [owner.get(f"{PATH}?by=conversation&limit=1&offset={offset}").json() for offset in range(4)]
    assert [one["count"] for one in found] == [3] * 4
    assert [[row["amounts"]["USD"][:3] for row in one["rows"]] for one in found] == [["0.3"], ["0.2"], ["0.1"], []]
    none: list[dict[str, Any]] = [
        {"limit": 0},
        {"limit": 1001},
        {"offset": -1},
        {"limit": "x"},
        {"since": "yesterday"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        *({name: "nothing"} for name in ("by", "unit", "stack", "measure", "agent", "channel", "customer", "kind", "tier")),
    ]
    for wrong in none:
        assert owner.get(PATH, wrong).status_code == 400


def test_alarms_are_told(desk: Desk) -> None:
    talk, agent = uuid7(), uuid7()
    for _ in range(20):
        spend(desk.workspace, conversation=uuid7(), agent=agent, amount="0.01")
    spend(desk.workspace, conversation=talk, agent=agent, amount="0.5")
    costly.sweep()
    (alarm,) = caller(desk, desk.owner).get(f"{PATH}/alarms").json()["alarms"]
    assert (alarm["conversation"], alarm["agent"], alarm["times"], alarm["usual"]) == (str(talk), str(agent), 50, "0.01000000")


def test_limits_are_told_with_what_is_used(desk: Desk) -> None:
    actions.set_limit(desk.workspace, unit="tokens", per="workspace", period="day", amount=Decimal(400), acting_user=None)
    payer = budgets.Payer(desk.workspace.id, None, None, None, None)
    held = budgets.reserve(payer, budgets.Wanted("model", "m-1", 1, 0, 60))
    budgets.spent(payer, budgets.Spending("model", "m-1", uuid7(), "small", 100, 0), settles=held)
    (told,) = caller(desk, desk.auditor, "spend:read").get(f"{PATH}/limits").json()["limits"]
    assert (told["unit"], told["per"], told["period"], told["soft_share"]) == ("tokens", "workspace", "day", "0.800")
    assert told["used"] == [{"subject": str(desk.workspace.id), "used": "100.00000000", "share": "0.2500"}]
    assert caller(desk, desk.reviewer).get(f"{PATH}/limits").status_code == 403


def test_only_whom_it_concerns_and_with_the_scope(desk: Desk) -> None:
    spend(desk.workspace)
    assert caller(desk, desk.owner, "spend:read").get(PATH).json()["total"]["calls"] == 1
    assert caller(desk, desk.owner, "privacy:read").get(PATH).status_code == 403
    assert caller(desk, desk.reviewer).get(PATH).status_code == 403
    other = make_workspace("elsewhere", "Elsewhere")
    stranger = make_user("Sam Stranger", other, Role.OWNER)
    assert caller(desk, stranger, workspace=other).get(PATH).json()["total"]["calls"] == 0
    assert caller(desk, stranger, workspace=other).get(PATH, {"workspace": desk.workspace.slug}).status_code == 404
