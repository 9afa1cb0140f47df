"""The page of spend says where the limits stand: how much is used, by whom, and what happens to the next call."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Role, Workspace
from agents.models import Agent
from conversations.models import Contact, Conversation
from kit.ids import uuid7
from policies import budgets
from policies.budgets import actions
from portal.spend import limits, scope
from tests.factories.people import make_workspace

SignIn = Callable[[Role], Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/moss/spend/"


def limit(workspace: Workspace, per: str, amount: str, period: str = "day", unit: str = "tokens", only: UUID | None = None) -> None:
    actions.set_limit(workspace, unit=unit, per=per, only=only, period=period, amount=Decimal(amount), acting_user=None)


def use(workspace: Workspace, tokens: int, conversation: Any = None, customer: Any = None, agent: Any = None) -> None:
    payer = budgets.Payer(workspace.id, conversation, customer, agent, None)
    held = budgets.reserve(payer, budgets.Wanted("model", "m-1", 1, 0, 60))
    budgets.spent(payer, budgets.Spending("model", "m-1", uuid7(), "small", tokens, 0), settles=held)


def page(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def test_each_limit_says_how_much_is_used_and_what_comes_of_it(told: Conversation, as_role: SignIn) -> None:
    workspace, agent = told.workspace, Agent.objects.get().id
    limit(workspace, "workspace", "10000")
    limit(workspace, "agent", "1000", "month")
    limit(workspace, "conversation", "900", "ever")
    limit(workspace, "customer", "100000", "hour")
    assert page(as_role(Role.AUDITOR)).count("No call came under it yet in this time.") == 2
    use(workspace, 910, told.id, told.contact_id, agent)
    found = page(as_role(Role.AUDITOR))
    assert "<b>9 %</b> 910 of 10,000" in found
    assert "<b>91 %</b> 910 of 1,000" in found
    assert "<b>101 %</b> 910 of 900" in found
    assert "Nobody has used half of it." in found
    assert [found.count(word) for word in ("room left", "a cheaper tier answers", "used up: a person takes over")] == [1, 1, 1]
    assert f'href="/w/moss/conversations/{told.id}/"' in found
    assert "Tokens of each conversation so far" in found


def test_of_many_customers_those_who_used_half_are_named_the_most_first(workspace: Workspace, as_role: SignIn) -> None:
    limit(workspace, "customer", "100")
    people = [Contact.objects.create(workspace=workspace, name=f"Person {number}").id for number in range(8)]
    for number, person in enumerate(people):
        use(workspace, 30 + 10 * number, customer=person)
    (state,) = limits.states(workspace)
    assert [one.subject for one in state.uses] == people[:-6:-1]
    found = page(as_role(Role.OWNER))
    assert "Person 7" in found
    assert "Person 0" not in found


def test_a_limit_of_one_agent_or_customer_says_whose_it_is_before_anything_is_used(
    told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any
) -> None:
    workspace, agent = told.workspace, Agent.objects.get()
    people = [Contact.objects.create(workspace=workspace, name=f"Person {number}").id for number in range(25)]
    limit(workspace, "agent", "1000", only=agent.id)
    for number, person in enumerate(people):
        limit(workspace, "customer", str(100 + number), only=person)
    owner = as_role(Role.OWNER)
    found = page(owner)
    assert "Tokens of one agent today" in found
    assert f"{agent.name}</span>" in found
    assert "<b>0 %</b> 0 of 1,000" in found
    assert found.count("Tokens of one customer today") == 1
    use(workspace, 101, told.id, people[7], agent.id)
    found = page(owner)
    assert "<b>10 %</b> 101 of 1,000" in found
    assert "<b>94 %</b> 101 of 107" in found
    assert found.index("Person 7") < found.index("Person 3")
    assert "5 more of these name somebody else" in found
    with django_assert_max_num_queries(23):
        owner.get(PAGE)


def test_rows_of_agents_customers_and_conversations_lead_to_a_limit_of_them_for_who_may_set_one(
    told: Conversation, as_role: SignIn
) -> None:
    agent = Agent.objects.get().id
    use(told.workspace, 10, told.id, told.contact_id, agent)
    link = f"/admin/policies/limit/add/?workspace={told.workspace_id}&amp;subject="
    admin = as_role(Role.POLICY_ADMIN)
    assert f"{link}agent%3A{agent}" in page(admin)
    assert f"{link}customer%3Aone&amp;customer={told.contact_id}" in admin.get(f"{PAGE}?by=customer").content.decode()
    assert f"{link}conversation%3Aone&amp;conversation={told.id}" in admin.get(f"{PAGE}?by=conversation").content.decode()
    assert link not in admin.get(f"{PAGE}?by=tier").content.decode()
    assert link not in page(as_role(Role.AUDITOR))


def test_another_workspace_and_a_period_that_is_over_say_nothing(workspace: Workspace) -> None:
    other = make_workspace("birch", "Birch")
    limit(workspace, "workspace", "100")
    limit(other, "workspace", "50")
    use(other, 40)
    assert [one.uses for one in limits.states(workspace)] == [[]]
    assert [one.uses[0].share for one in limits.states(other)] == [Decimal("0.8")]


def test_without_a_limit_whoever_may_set_one_is_told(workspace: Workspace, as_role: SignIn) -> None:
    assert "No limit is set" in page(as_role(Role.POLICY_ADMIN))
    assert "No limit is set" not in page(as_role(Role.AUDITOR))


def test_limits_add_the_same_few_queries_however_many_there_are(
    told: Conversation, as_role: SignIn, django_assert_max_num_queries: Any
) -> None:
    workspace, owner = told.workspace, as_role(Role.OWNER)
    for per, periods in (
        ("workspace", ("hour", "day", "month")),
        ("agent", ("hour", "day")),
        ("customer", ("ever", "day")),
        ("conversation", ("ever",)),
    ):
        for period in periods:
            limit(workspace, per, "100", period)
            limit(workspace, per, "5", period, "calls")
    use(workspace, 90, told.id, told.contact_id, Agent.objects.get().id)
    for by in scope.BY:
        with django_assert_max_num_queries(23):
            owner.get(f"{PAGE}?by={by}")
