"""What agents spend: summed once, told by everything it can be told by, never across currencies, and only to whom it concerns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, Workspace
from agents.models import Agent, Turn
from conversations.models import Contact, Conversation
from policies.settings_actions import set_redaction
from portal.spend import asking, folding, scope
from portal.spend.asking import Table
from portal.spend.chart import buckets, draw, rounded
from portal.spend.models import SpendFold, SpendPart, SpendTurn
from review.models import Item
from tests.factories.people import make_workspace, member
from tests.factories.spend import spend
from tests.support.races import at_once

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/moss/spend/"
LONG_AGO = timedelta(days=3)


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def lines(client: Client, query: str, what: str = "table") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{PAGE}{what}.csv{query}").content.decode())))


def asked(workspace: Workspace, **given: str) -> scope.Scope:
    return scope.read(workspace.id, given)


def by(workspace: Workspace, name: str, **given: str) -> dict[Any, tuple[dict[str, Decimal], int, int]]:
    """Amounts, calls and calls without a price of each row."""
    wanted = asked(workspace, by=name, **given)
    found = asking.table(wanted, asking.over_time(wanted).currencies, limit=100)
    return {row.key: (row.sums.amounts, row.sums.calls, row.sums.blind) for row in found.rows}


def fold_all() -> None:
    folding.sweep()
    assert SpendPart.objects.exists()


@pytest.fixture
def spent(told: Conversation) -> Conversation:
    """Three days ago and now: a conversation with two models and a tool, what belongs to none, and a call without a price."""
    agent = Agent.objects.get()
    about = {"conversation": told.id, "customer": told.contact_id, "agent": agent.id, "turn": told.turns.get().id}
    Turn.objects.update(created_at=timezone.now() - LONG_AGO)
    for at in (timezone.now() - LONG_AGO, timezone.now()):
        spend(told.workspace, at=at, amount="0.02", **about)
        spend(told.workspace, at=at, tier="large", model="m-2", amount="0.3", **about)
        spend(
            told.workspace,
            at=at,
            kind="tool",
            tier="",
            model="orders.find",
            amount="0.5",
            currency="EUR",
            input_tokens=0,
            output_tokens=0,
            **about,
        )
        spend(told.workspace, at=at, tier="large", model="m-new", amount=None, input_tokens=7, output_tokens=3, **about)
        spend(told.workspace, at=at, kind="embedding", tier="", model="e-1", amount="0.001", output_tokens=0)
    return told


WHOLE = {"EUR": Decimal("1.0"), "USD": Decimal("0.642")}


@pytest.mark.parametrize("folded", [False, True])
def test_every_way_to_tell_it_tells_the_same_folded_or_not(spent: Conversation, folded: bool) -> None:
    workspace, agent = spent.workspace, Agent.objects.get()
    if folded:
        fold_all()
    theirs = {"EUR": Decimal("1.0"), "USD": Decimal("0.64")}
    assert asking.over_time(asked(workspace)).total.amounts == WHOLE
    assert by(workspace, "agent") == {agent.id: (theirs, 8, 2), None: ({"USD": Decimal("0.002")}, 2, 0)}
    assert by(workspace, "conversation") == {spent.id: (theirs, 8, 2)}
    assert by(workspace, "customer") == {spent.contact_id: (theirs, 8, 2)}
    assert by(workspace, "tier")["large"] == ({"USD": Decimal("0.6")}, 4, 2)
    assert by(workspace, "model")["m-new"] == ({}, 2, 2)
    assert by(workspace, "kind")["tool"] == ({"EUR": Decimal("1.0")}, 2, 0)
    assert by(workspace, "item") == {Item.objects.get().id: (theirs, 8, 2)}
    assert by(workspace, "conversation", model="m-2") == {spent.id: ({"USD": Decimal("0.6")}, 2, 0)}
    assert by(workspace, "model", customer=str(spent.contact_id))["m-1"] == ({"USD": Decimal("0.04")}, 2, 0)
    assert by(workspace, "kind", channel=str(spent.channel_id)).keys() == {"model", "tool"}
    assert by(workspace, "agent", agent="none") == {None: ({"USD": Decimal("0.002")}, 2, 0)}
    assert by(workspace, "tier", tier="none").keys() == {""}


def test_what_is_folded_is_counted_once_and_what_comes_later_is_added(spent: Conversation) -> None:
    fold_all()
    mark, parts = SpendFold.objects.get().until, SpendPart.objects.count()
    assert SpendTurn.objects.count() == 3  # one turn, a quarter of an hour, by currency and without
    assert mark <= timezone.now() - folding.BEHIND
    folding.sweep()
    assert SpendPart.objects.count() == parts
    spend(spent.workspace, amount="1")
    assert asking.over_time(asked(spent.workspace)).total.amounts["USD"] == WHOLE["USD"] + 1
    spend(spent.workspace, at=mark + timedelta(seconds=1), amount="2")
    folding.fold(spent.workspace_id, timezone.now() + timedelta(hours=1))
    assert asking.over_time(asked(spent.workspace)).total.amounts["USD"] == WHOLE["USD"] + 3


def test_two_folds_at_once_sum_a_stretch_once(workspace: Workspace) -> None:
    for hours in range(30, 40):
        spend(workspace, at=timezone.now() - timedelta(hours=hours))
    limit = folding.reached(timezone.now())
    assert not [one for one in at_once([lambda: folding.fold(workspace.id, limit)] * 4) if isinstance(one, Exception)]
    while folding.fold(workspace.id, limit):
        pass
    assert sum(SpendPart.objects.values_list("calls", flat=True)) == 10
    assert asking.over_time(asked(workspace)).total.calls == 10


def test_what_lies_outside_of_the_days_or_in_another_workspace_is_left_out(workspace: Workspace) -> None:
    other, zone = make_workspace("birch", "Birch"), ZoneInfo("Asia/Kolkata")
    first = datetime(2026, 3, 10, tzinfo=zone)
    for at in (first - timedelta(seconds=1), first, first + timedelta(days=2, seconds=-1), first + timedelta(days=2)):
        spend(workspace, at=at)
        spend(other, at=at, amount="5")
    for folded in (False, True):
        with timezone.override(zone):
            found = asking.over_time(asked(workspace, since="2026-03-10", until="2026-03-11"))
        assert found.total.amounts == {"USD": Decimal("0.02")}
        assert sorted(at for at, _ in found.parts) == [first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)]
        if not folded:
            fold_all()


def test_bars_stand_at_the_readers_days_and_hours_though_clocks_change(workspace: Workspace) -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        days = buckets(asked(workspace, since="2026-03-28", until="2026-03-30"))
        hours = buckets(asked(workspace, since="2026-03-29", until="2026-03-29", unit="hour"))
    assert [at.hour for at in days] == [23, 23, 22]
    assert len(hours) == 23


def test_a_chart_is_as_high_as_a_number_that_is_easily_read(spent: Conversation) -> None:
    wanted = asked(spent.workspace)
    chart = draw(wanted, asking.over_time(wanted), "USD", lambda sums: sums.amounts.get("USD", Decimal(0)))
    assert chart is not None
    assert (chart.top, len(chart.bars)) == (Decimal("0.5"), 30)
    assert [name for name, _ in chart.names] == ["model", "embedding"]
    assert [round(sum(part.height for part in bar.parts), 1) for bar in chart.bars if bar.parts] == [64.2, 64.2]
    assert [rounded(Decimal(one)) for one in ("0", "0.0012", "0.0051", "2", "2.1", "99")] == [
        Decimal(1), Decimal("0.002"), Decimal("0.01"), Decimal(2), Decimal(5), Decimal(100),
    ]  # fmt: skip


def test_the_page_names_everything_and_leads_to_the_story(spent: Conversation, as_role: SignIn) -> None:
    auditor = as_role(Role.AUDITOR)
    whole = page(auditor)
    assert "0.64 USD" in whole
    assert "1.00 EUR" in whole
    assert "1.64" not in whole
    assert "2 calls with 20 tokens have no known price" in whole
    assert "Fern" in whole
    assert "Without an agent" in whole
    assert "over 1 item" in whole
    assert f'href="/w/moss/conversations/{spent.id}/"' in page(auditor, "?by=conversation")
    assert "Returning a lamp" in page(auditor, "?by=conversation")
    assert f'href="/w/moss/conversations/{spent.id}/"' in page(auditor, "?by=item")
    assert "on average" in page(auditor, "?by=item")
    assert "Mara Vogel" in page(auditor, "?by=customer")
    assert "Tool call" in page(auditor, "?by=kind")
    for measure in ("tokens", "calls"):
        assert f"{measure.capitalize()} by hour and tier" in page(
            auditor, f"?measure={measure}&unit=hour&stack=tier&since={timezone.localdate()}"
        )


def test_customers_and_subjects_are_masked_for_whom_the_rules_mask(spent: Conversation, as_role: SignIn) -> None:
    set_redaction(spent.workspace_id, "PERSON", "reviewer", "mask", acting_user=member(spent.workspace, Role.OWNER))
    assert "Mara" not in page(as_role(Role.POLICY_ADMIN), "?by=customer")
    assert "Mara Vogel" in page(as_role(Role.OWNER), "?by=customer")


def test_an_erased_conversation_and_customer_keep_their_sums_without_a_name(spent: Conversation, as_role: SignIn) -> None:
    gone: dict[str, Any] = {"conversation": "11111111-1111-7111-8111-111111111111", "customer": "22222222-2222-7222-8222-222222222222"}
    spend(spent.workspace, amount="9", **gone)
    assert "An erased conversation" in page(as_role(Role.OWNER), "?by=conversation")
    assert "Somebody erased" in page(as_role(Role.OWNER), "?by=customer")
    assert gone["conversation"] not in page(as_role(Role.OWNER), "?by=conversation")


def test_files_hold_the_same_numbers_and_nothing_that_a_spreadsheet_computes(spent: Conversation, as_role: SignIn) -> None:
    owner = as_role(Role.OWNER)
    spend(spent.workspace, kind="tool", tier="", model="=HYPERLINK(1)", amount=None)
    rows = {row["agent"]: row for row in lines(owner, "")}
    mine = rows[str(Agent.objects.get().id)]
    assert (mine["name"], mine["amount_USD"], mine["amount_EUR"], mine["calls_without_price"]) == ("Fern", "0.64000000", "1.00000000", "2")
    assert "'=HYPERLINK(1)" in {row["model"] for row in lines(owner, "?by=model")}
    assert [row["conversation"] for row in lines(owner, "?by=conversation")] == [str(spent.id)]
    parts = lines(owner, "", "over-time")
    assert sum(Decimal(row["amount_USD"] or 0) for row in parts) == WHOLE["USD"]


def test_nothing_spent_says_what_will_be_there(workspace: Workspace, as_role: SignIn) -> None:
    assert "Nothing was spent in these days" in page(as_role(Role.AUDITOR))
    assert "on what this is narrowed to" in page(as_role(Role.AUDITOR), "?model=m-1")
    assert lines(as_role(Role.AUDITOR), "") == []


@pytest.mark.parametrize("query", [
    "?since=2026-02-30", "?since=2026-02-10&until=2026-02-09", "?since=2024-01-01&until=2026-01-01", "?unit=hour&since=2026-01-01&until=2026-02-01",
])  # fmt: skip
def test_a_period_that_is_none_is_said_on_the_page(workspace: Workspace, as_role: SignIn, query: str) -> None:
    answer = as_role(Role.OWNER).get(f"{PAGE}{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert as_role(Role.OWNER).get(f"{PAGE}table.csv{query}").status_code == 400


def test_unknown_words_in_the_address_change_nothing(spent: Conversation, as_role: SignIn) -> None:
    odd = "?by=weather&measure=x&stack=1&unit=year&agent=nobody&channel=%27&offset=-3&kind=%00&tier=%27%3B--"
    assert "Nothing was spent" in page(as_role(Role.OWNER), odd)
    assert "0.64 USD" in page(as_role(Role.OWNER), odd.partition("&tier")[0])


def test_who_may_not_sees_nothing(spent: Conversation, as_role: SignIn, as_stranger: Client) -> None:
    for path in (PAGE, f"{PAGE}table.csv", f"{PAGE}over-time.csv"):
        for role in (Role.OWNER, Role.POLICY_ADMIN, Role.AUDITOR):
            assert as_role(role).get(path).status_code == 200
        for role in (Role.REVIEWER, Role.AGENT_OPERATOR):
            assert as_role(role).get(path).status_code == 403
        assert as_stranger.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert "/w/moss/spend/" not in as_role(Role.REVIEWER).get("/w/moss/").content.decode()


def test_a_page_asks_the_same_few_queries_however_much_there_is(
    spent: Conversation, as_role: SignIn, django_assert_max_num_queries: Any
) -> None:
    owner = as_role(Role.OWNER)
    for number in range(60):
        contact = Contact.objects.create(workspace=spent.workspace, name=f"Person {number}")
        made = Conversation.objects.create(
            workspace=spent.workspace, channel=spent.channel, contact=contact, last_message_at=timezone.now()
        )
        spend(spent.workspace, conversation=made.id, customer=contact.id, amount=f"0.{number + 10}")
    for name in scope.BY:
        with django_assert_max_num_queries(19):
            found = page(owner, f"?by={name}")
    assert "Person" not in found
    assert "1 to 50 of 61" in page(owner, "?by=conversation")
    assert "51 to 61 of 61" in page(owner, "?by=conversation&offset=50")


def test_means_and_medians_are_of_what_cost_anything(workspace: Workspace) -> None:
    for number, amount in enumerate(("0.1", "0.2", "0.6", None)):
        spend(workspace, conversation=f"{number}1111111-1111-7111-8111-111111111111", amount=amount)
    wanted = asked(workspace, by="conversation")
    found: Table = asking.table(wanted, ["USD"], limit=2, offset=2)
    assert (found.count, len(found.rows), found.means["USD"], found.medians["USD"]) == (4, 2, Decimal("0.3"), Decimal("0.2"))
    assert asking.table(wanted, ["USD"], limit=2, offset=9).count == 4
