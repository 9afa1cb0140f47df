"""A conversation that costs many times what is usual raises an alarm: once, on the ledger, in the log, on the page and in its story."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from agents.models import Agent
from audit.models import Entry
from conversations.models import Conversation
from kit.ids import uuid7
from portal.spend import costly, folding
from portal.spend.models import SpendUsual
from tests.factories.people import make_workspace
from tests.factories.spend import spend
from tests.support.races import at_once

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)


def raised() -> list[dict[str, Any]]:
    return [json.loads(entry.body)["data"] for entry in Entry.objects.filter(event=costly.RAISED).order_by("id")]


@pytest.fixture
def usual(told: Conversation) -> Conversation:
    """Twenty conversations of the agent in the last month, half of them at a cent or less. The one that is told has cost nothing yet."""
    for number in range(20):
        at = timezone.now() - timedelta(days=1 + number % 20)
        for _ in range(2):
            spend(told.workspace, at=at, conversation=uuid7(), agent=agent(), amount="0.01" if number < 15 else "0.03")
    costly.sweep()
    assert raised() == []
    return told


def agent() -> Any:
    return Agent.objects.get().id


def costs(told: Conversation, amount: str, **more: Any) -> None:
    spend(told.workspace, conversation=told.id, agent=agent(), amount=amount, **more)


def test_twenty_times_the_median_is_told_once(usual: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    costs(usual, "0.19")
    costly.sweep()
    assert raised() == []
    costs(usual, "0.01")
    for _ in range(2):
        costly.sweep()
    assert raised() == [{"agent": str(agent()), "amount": "0.20000000", "currency": "USD", "usual": "0.01000000"}]
    costs(usual, "5")
    costly.sweep()
    assert len(raised()) == 1
    assert caplog.text.count("spend.conversation_costly") == 1
    (alarm,) = costly.current(usual.workspace_id)
    assert (alarm.conversation, alarm.times) == (usual.id, 20)


def test_folded_costs_are_part_of_what_is_usual(usual: Conversation) -> None:
    SpendUsual.objects.all().delete()
    folding.sweep()
    costs(usual, "0.20")
    costly.sweep()
    assert len(raised()) == 1
    assert SpendUsual.objects.get().conversations == 41


def test_of_two_sweeps_at_once_one_tells(usual: Conversation) -> None:
    costs(usual, "1")
    assert at_once([costly.sweep] * 4) == [None] * 4
    assert len(raised()) == 1


def test_the_first_conversations_alarm_nobody(told: Conversation, settings: Any) -> None:
    for _ in range(18):
        spend(told.workspace, conversation=uuid7(), agent=agent(), amount="0.01")
    costs(told, "3")
    costly.sweep()
    assert raised() == []
    spend(told.workspace, conversation=uuid7(), agent=agent(), amount="0.01")
    settings.COUNTERSIGN_COSTLY_TIMES = 0
    costly.sweep()
    assert raised() == []
    settings.COUNTERSIGN_COSTLY_TIMES = 20
    costly.sweep()
    assert len(raised()) == 1


def test_another_currency_agent_workspace_or_month_says_nothing_about_it(usual: Conversation) -> None:
    costs(usual, "9", currency="EUR")
    spend(usual.workspace, conversation=usual.id, agent=uuid7(), amount="9")
    spend(usual.workspace, conversation=usual.id, amount="9")
    costs(usual, "9", at=timezone.now() - timedelta(days=40))
    spend(make_workspace("birch", "Birch"), conversation=uuid7(), agent=uuid7(), amount="9")
    costs(usual, "0.01")
    costly.sweep()
    assert raised() == []


def test_where_most_cost_nothing_there_is_no_measure(told: Conversation) -> None:
    for _ in range(25):
        spend(told.workspace, conversation=uuid7(), agent=agent(), amount="0")
    costs(told, "1")
    costly.sweep()
    assert raised() == []


def test_the_page_of_spend_and_the_story_tell_it(usual: Conversation, as_role: SignIn) -> None:
    costs(usual, "0.42")
    costly.sweep()
    client = as_role(Role.AUDITOR)
    page = client.get("/w/moss/spend/?by=conversation").content.decode()
    assert "A conversation costs 42 times what those of Fern usually do:" in page
    assert "42 times the usual" in page
    assert f'href="/w/moss/conversations/{usual.id}/"' in page
    story = client.get(f"/w/moss/conversations/{usual.id}/").content.decode()
    assert "costs 42 times what is usual" in story
    assert "0.42 USD" in story
