"""Thresholds of budgets on the page of spend, and the sentence why a tier was not asked in the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Role, Workspace
from agents.models import Agent, Step
from agents.preparing import StepDraft
from agents.turns import steps
from conversations.models import Contact, Conversation
from kit.ids import uuid7
from policies import budgets
from policies.budgets import actions
from policies.settings_actions import set_redaction
from portal.spend import reached

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)


def limit(workspace: Workspace, amount: int, per: str, only: UUID | None = None) -> None:
    actions.set_limit(workspace, unit="tokens", per=per, only=only, period="day", amount=Decimal(amount), acting_user=None)


def spend(payer: budgets.Payer, tokens: int) -> None:
    budgets.release(budgets.reserve(payer, budgets.Wanted("model", "m", 1, 1, 1)))
    budgets.spent(payer, budgets.Spending("model", "m", uuid7(), "small", tokens))


def test_what_was_reached_within_a_day_stands_on_the_page_of_spend(
    told: Conversation, as_role: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Agent.objects.get()
    limit(told.workspace, 1000, "workspace")
    limit(told.workspace, 400, "agent")
    limit(told.workspace, 200, "conversation")
    for conversation in (uuid7(), uuid7()):
        spend(budgets.Payer(told.workspace_id, conversation, None, agent.id), 200)
    spend(budgets.Payer(told.workspace_id), 150)
    owner = as_role(Role.OWNER)
    page = owner.get("/w/moss/spend/").content.decode()
    assert "50 % of a budget are used:</b> 1,000 tokens a day for <bdi>the workspace</bdi>" in page
    assert f"A budget is used up:</b> 400 tokens a day for <bdi>{agent.name}</bdi>" in page
    assert "A budget is used up:</b> 200 tokens a day for <bdi>2 conversations</bdi>" in page
    assert page.count("of a budget are used") == 1, "of each the highest only"
    monkeypatch.setattr(reached, "SHOWN", timedelta(0))
    assert "of a budget are used" not in owner.get("/w/moss/spend/").content.decode()


def test_the_customer_whom_a_limit_names_is_told_at_each_threshold(told: Conversation, as_role: SignIn) -> None:
    """Of limits for each customer only how many have used up theirs."""
    mara = Contact.objects.create(workspace=told.workspace, name="Mara Lind").id
    limit(told.workspace, 100, "customer", mara)
    limit(told.workspace, 120, "customer")
    spend(budgets.Payer(told.workspace_id, None, mara), 60)
    found = as_role(Role.OWNER).get("/w/moss/spend/").content.decode()
    assert "50 % of a budget are used:</b> 100 tokens a day for <bdi>Mara Lind</bdi>" in found
    assert "120 tokens a day" not in found
    set_redaction(told.workspace_id, "PERSON", "reviewer", "mask", acting_user=None)
    masked = as_role(Role.POLICY_ADMIN).get("/w/moss/spend/").content.decode()
    assert "50 % of a budget are used" in masked
    assert "Mara Lind" not in masked


def test_a_thousand_conversations_do_not_hide_what_the_workspace_has_reached(told: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reached, "MOST", 4)
    limit(told.workspace, 1_000_000, "workspace")
    limit(told.workspace, 100, "conversation")
    limit(told.workspace, 50, "customer")
    spend(budgets.Payer(told.workspace_id), 600_000)
    for used in (60, 60, 60, 100, 100, 100):
        spend(budgets.Payer(told.workspace_id, uuid7(), uuid7()), used)
    found = reached.lately(told.workspace_id, str, lambda keys: {})
    assert [(one.threshold, one.about) for one in found] == [(100, "6 customers"), (100, "3 conversations"), (50, "the workspace")]


def test_the_story_says_why_a_tier_was_not_asked(told: Conversation, as_role: SignIn) -> None:
    turn = told.turns.get()
    with transaction.atomic():
        steps.save(
            turn, [StepDraft("model", 0, summary={"because": "The budget leaves no room."}, tier="small", model="m", error="budget")]
        )
    assert Step.objects.filter(error="budget").exists()
    page = as_role(Role.OWNER).get(f"/w/moss/conversations/{told.id}/").content.decode()
    assert "The budget leaves no room." in page
