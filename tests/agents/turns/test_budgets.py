"""Turns under limits: a cheaper tier from the soft share on, a person beyond the limit, each with its reason."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from agents import replay, turns
from agents.models import Step, Turn
from audit import content
from connectors.providers.errors import ProviderError
from conversations.memory import embedding
from conversations.models import HandOff
from kit.ids import uuid7
from policies import budgets, settings_actions
from policies.budgets import actions
from policies.models import BudgetAlert, Cost, Limit, Reservation, RulingRecord, Used
from review.models import Action, Item
from tests.agents.conftest import LARGE, SMALL, Shop
from tests.agents.turns.test_model_turns import answer
from tests.fakes import model_server as fake
from tests.support.races import at_once
from tests.support.workers import ROOT, wait_for

Runner = Callable[[UUID], Turn]
QUESTION = "What does a parcel to Switzerland cost?"


def limit(shop: Shop, amount: int, unit: str = "tokens", per: str = "workspace", soft: str = "0.8") -> Limit:
    return actions.set_limit(
        shop.workspace, unit=unit, per=per, period="day", amount=Decimal(amount), soft_share=Decimal(soft), acting_user=None
    )


def used(shop: Shop, tokens: int) -> None:
    budgets.spent(budgets.Payer(shop.workspace.id), budgets.Spending("model", "earlier", uuid7(), "small", tokens))


def priced(model: str) -> None:
    settings_actions.add_price(
        model, input_per_million=Decimal(1), output_per_million=Decimal(1), currency="EUR", acting_user=None,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def facts_of(turn: Turn) -> dict[str, Any]:
    action = Action.objects.filter(turn=turn.id, inline=False).order_by("position").first()
    assert action is not None
    ruling = RulingRecord.objects.filter(reference=action.id).earliest("created_at")
    found: dict[str, Any] = content.get_json(turn.workspace_id, ruling.facts)["budget"]
    return found


def model_steps(turn: Turn) -> list[tuple[str, str]]:
    return [(step.tier, step.error) for step in turn.steps.filter(kind=Step.Kind.MODEL).order_by("number")]


def same_again(turn: Turn) -> None:
    assert replay.replay(turn.id).differences == ()


def test_without_limits_nothing_is_reserved_and_the_facts_say_so(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL)
    server.script(answer())
    turn = run_turn(shop.mail(QUESTION)[1])
    assert facts_of(turn) == {"state": "ok", "share": 0.0}
    assert (Used.objects.count(), Reservation.objects.count()) == (0, 0)
    same_again(turn)


def test_fifty_turns_at_once_ask_for_no_more_than_ten_calls(shop: Shop, server: fake.ModelServer) -> None:
    shop.use(SMALL)
    limit(shop, 10, "calls", soft="1")
    server.default = answer()
    messages = [shop.mail(f"{QUESTION} Number {number}.", subject=f"Parcel {number}")[1] for number in range(50)]
    at_once([lambda one=one: turns.answer(one) for one in messages])  # type: ignore[misc]  # each with its own
    assert len(server.requests) == Cost.objects.filter(kind="model").count() == 10
    assert [row.used for row in Used.objects.all()] == [10]
    assert Reservation.objects.count() == 0
    assert sorted(Turn.objects.values_list("status", flat=True)) == ["failed"] * 40 + ["proposed"] * 10
    assert HandOff.objects.filter(reason="budget").count() == 40


def test_beyond_the_limit_a_person_gets_the_conversation_and_the_reason(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL, LARGE)
    limit(shop, 500)
    turn = run_turn(shop.mail(QUESTION)[1])
    assert server.requests == []
    assert (turn.status, turn.error) == ("failed", "budget")
    assert model_steps(turn) == [("small", "budget"), ("large", "budget")]
    because = turn.steps.filter(kind=Step.Kind.MODEL).order_by("number")[0].summary["because"]
    assert because.startswith("The budget of this workspace for today leaves no room for fake-small: 0 of 500 tokens are used")
    assert HandOff.objects.get(conversation=turn.conversation).reason == Item.objects.get(turn=turn.id).reason == "budget"
    assert facts_of(turn)["state"] == "hard"
    assert BudgetAlert.objects.filter(threshold=100).exists()
    same_again(turn)


def test_a_model_without_a_price_is_passed_over_for_one_that_has_one(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    priced("fake-large")
    shop.use(SMALL, LARGE)
    limit(shop, 5, "money")
    server.script(answer())
    turn = run_turn(shop.mail(QUESTION)[1])
    assert model_steps(turn) == [("small", "no_price"), ("large", "")]
    assert [request[1]["model"] for request in server.requests] == ["fake-large"]
    [kept] = Used.objects.all()
    assert kept.used == Cost.objects.get().amount
    same_again(turn)


def test_in_the_soft_part_the_small_tier_answers_in_place_of_the_large_one(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL, LARGE)
    limit(shop, 100_000, soft="0.5")
    used(shop, 50_000)
    server.script(answer("Perhaps 24.00 euros [1].", 0.2))
    turn = run_turn(shop.mail(QUESTION)[1])
    assert [request[1]["model"] for request in server.requests] == ["fake-small"]
    assert turn.status == "proposed"
    assert model_steps(turn) == [("small", ""), ("large", "stepped_down")]
    assert facts_of(turn)["state"] == "soft"
    same_again(turn)


def test_in_the_soft_part_what_can_be_quoted_answers_in_place_of_the_only_model(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    shop.use(SMALL)
    limit(shop, 100_000, soft="0.5")
    used(shop, 60_000)
    turn = run_turn(shop.mail(QUESTION)[1])
    assert server.requests == []
    assert turn.status == "proposed"
    step = turn.steps.get(kind=Step.Kind.MODEL)
    assert step.error == "stepped_down"
    assert step.summary["because"].startswith("60% of the budget of this workspace for today are used up")
    assert turn.steps.get(kind=Step.Kind.PROPOSE).tier == "extractive"
    same_again(turn)


def test_a_call_of_which_nobody_knows_whether_it_was_charged_is_reserved_until_it_expires(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    shop.use({**SMALL, "timeout": 20})
    limit(shop, 100_000)
    server.script(fake.break_off(), fake.break_off(), fake.break_off(), fake.status(500), fake.status(500), fake.status(500))
    turn = run_turn(shop.mail(QUESTION)[1])
    assert model_steps(turn) == [("small", "broken_off")]
    assert Reservation.objects.count() == 1
    Turn.objects.filter(id=turn.id).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    turns.run(turn.id)
    assert Reservation.objects.count() == 1  # what was refused is free at once


def test_an_endpoint_that_does_not_count_is_not_free(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    shop.use(SMALL)
    limit(shop, 100_000)
    told = {
        "model": "fake-small",
        "choices": [{"message": {"content": '{"reply": "24.00 euros [1].", "citations": [1], "confidence": 0.9}'}}],
    }
    server.script(fake.value(told))
    run_turn(shop.mail(QUESTION)[1])
    row = Cost.objects.get()
    assert row.input_tokens > 100
    assert 10 < row.output_tokens <= 800
    assert [one.used for one in Used.objects.all()] == [row.input_tokens + row.output_tokens]


def test_embedding_under_a_used_up_budget_is_left_out_and_words_alone_find_the_page(
    shop: Shop, server: fake.ModelServer, run_turn: Runner, settings: Any
) -> None:
    settings.OPENAI_EMBEDDING_MODEL = "fake-embed"
    limit(shop, 10)
    turn = run_turn(shop.mail(QUESTION)[1])
    assert server.requests == []
    assert turn.status == "proposed"
    assert "24.00" in str(content.get_json(turn.workspace_id, turn.steps.get(kind=Step.Kind.RECALL).response))


@pytest.mark.parametrize(("ends", "held"), [(fake.break_off(), 1), (fake.status(400), 0)])
def test_room_for_texts_whose_embedding_breaks_off_is_reserved_until_it_expires(
    shop: Shop, server: fake.ModelServer, settings: Any, ends: fake.Behaviour, held: int
) -> None:
    settings.OPENAI_EMBEDDING_MODEL = "fake-embed"
    limit(shop, 100_000)
    server.script(ends, ends, ends)
    with pytest.raises(ProviderError):
        embedding.current().embed(["What does a parcel cost?"], shop.workspace.id, [])
    assert Reservation.objects.filter(kind="embedding").count() == held


KILLED = """
    import django, os, sys, time
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from agents import turns
    turns.answer(sys.argv[1])
"""


def test_killed_between_reservation_and_settlement(
    shop: Shop, server: fake.ModelServer, run_turn: Runner, service_environment: dict[str, str]
) -> None:
    """Nothing is lost: what the call may have cost stays reserved for as long as it could run, then it is free and the turn goes on."""
    shop.use(SMALL)
    limit(shop, 5_000, per="agent", soft="1")
    server.script(fake.stall(30.0), answer())
    _, message = shop.mail(QUESTION)
    environment = {**service_environment, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-test"}
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(KILLED), str(message)], cwd=ROOT, env=environment)
    wait_for(lambda: bool(server.requests))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    held = Reservation.objects.get()
    turn = Turn.objects.get()
    assert (held.turn, held.agent) == (turn.id, shop.agent.id)
    assert held.expires_at > timezone.now() + timedelta(seconds=60)
    assert Cost.objects.count() == 0
    other = budgets.Payer(shop.workspace.id, agent=shop.agent.id)
    with pytest.raises(budgets.Refused):
        budgets.reserve(other, budgets.Wanted("model", "m", 5_000 - held.tokens, 1, 60))
    past = timezone.now() - timedelta(seconds=1)
    Reservation.objects.update(expires_at=past)
    Turn.objects.filter(id=turn.id).update(lease_until=past, next_attempt_at=past)
    assert budgets.sweep() == 1
    turns.run(turn.id)
    assert Turn.objects.get().status == "proposed"
    assert (Cost.objects.count(), Reservation.objects.count()) == (1, 0)
    assert [row.used for row in Used.objects.all()] == [sum(Cost.objects.values_list("input_tokens", "output_tokens")[0])]
