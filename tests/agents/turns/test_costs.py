"""Everything that costs is a row, with its entry, whatever becomes of the work."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from agents import turns
from agents.models import Step, Turn
from agents.turns import states
from audit.models import Entry
from conversations.memory import loading
from kit.ids import uuid7
from policies import budgets, settings_actions
from policies.models import Cost, PriceEntry
from tests.agents.conftest import LARGE, SMALL, Shop
from tests.agents.turns.test_model_turns import answer
from tests.fakes import model_server as fake

Runner = Callable[[UUID], Turn]
QUESTION = "What does a parcel to Switzerland cost?"


def priced(model: str, price: str = "2") -> PriceEntry:
    return settings_actions.add_price(
        model, input_per_million=Decimal(price), output_per_million=Decimal(price) * 4, acting_user=None,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def entries() -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in Entry.objects.filter(event="budget.spent").order_by("id")]


def test_each_model_call_of_a_turn_is_on_the_account_of_its_conversation_customer_and_agent(
    shop: Shop, server: fake.ModelServer, run_turn: Runner
) -> None:
    price = priced("fake-small")
    shop.use(SMALL)
    server.script(fake.say("no shape at all"), answer())
    turn = run_turn(shop.mail(QUESTION)[1])
    rows = list(Cost.objects.order_by("id"))
    steps = list(turn.steps.filter(kind=Step.Kind.MODEL).order_by("number"))
    assert [row.reference for row in rows] == [step.id for step in steps]
    assert [(row.input_tokens, row.output_tokens, row.amount, row.currency) for row in rows] == [
        (step.input_tokens, step.output_tokens, step.cost, step.currency) for step in steps
    ]
    assert {(row.kind, row.tier, row.model, row.price, row.turn) for row in rows} == {("model", "small", "fake-small", price.id, turn.id)}
    assert {(row.workspace_id, row.conversation, row.customer, row.agent) for row in rows} == {
        (shop.workspace.id, turn.conversation_id, turn.conversation.contact_id, shop.agent.id)
    }
    assert [(one["subject"], one["data"]["conversation"], one["data"]["price"]) for one in entries()] == [
        (str(row.id), str(turn.conversation_id), str(price.id)) for row in rows
    ]


def test_an_answer_that_cannot_be_used_was_paid_for(shop: Shop, server: fake.ModelServer, run_turn: Runner) -> None:
    priced("fake-small")
    priced("fake-large", "20")
    shop.use(SMALL, LARGE)
    empty = {"model": "fake-small", "choices": [{"message": {"content": ""}}], "usage": {"prompt_tokens": 70, "completion_tokens": 9}}
    server.script(fake.value(empty), fake.value(empty), fake.value(empty), answer())
    _, message = shop.mail(QUESTION)
    turn = run_turn(message)
    Turn.objects.filter(id=turn.id).update(next_attempt_at=datetime(2026, 1, 1, tzinfo=UTC))
    [row] = Cost.objects.all()
    assert (row.input_tokens, row.output_tokens, row.amount) == (70, 9, Decimal("0.00021200"))
    assert row.reference == turn.steps.get(kind=Step.Kind.MODEL).id


def test_what_a_lost_leg_has_spent_stays(shop: Shop, server: fake.ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.use(SMALL)
    server.script(answer())
    real = states.move

    def lost(turn: Turn, new: states.Status, **more: Any) -> None:
        if new == states.Status.ANSWERED:
            raise states.LostLease(str(turn.id))
        real(turn, new, **more)

    monkeypatch.setattr(states, "move", lost)
    turns.answer(shop.mail(QUESTION)[1])
    assert not Step.objects.filter(kind=Step.Kind.MODEL).exists()
    assert [(row.amount, row.input_tokens > 0) for row in Cost.objects.all()] == [(None, True)]


def test_a_model_that_answers_under_a_name_nobody_knows_has_the_price_of_the_one_asked_for(db: None) -> None:
    price = priced("gpt-known")
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert budgets.cost_of_answer("gpt-known", "/models/something", 1_000_000, 0, now) == (Decimal(2), "USD", price.id)
    assert budgets.cost_of_answer("unheard", "of", 1, 1, now) is None


def test_questions_and_documents_are_embedded_on_somebodys_account(shop: Shop, server: fake.ModelServer, settings: Any) -> None:
    settings.OPENAI_EMBEDDING_MODEL = "text-embedding-3-small"
    priced("text-embedding-3-small", "0.02")
    loading.load_document(shop.workspace.id, "more.md", b"# Gifts\n\nWe wrap every gift for two euros.\n")
    [document] = Cost.objects.all()
    assert (document.kind, document.conversation, document.model) == ("embedding", None, "text-embedding-3-small")
    assert document.amount == Decimal("0.00000002") * document.input_tokens
    turns.answer(shop.mail(QUESTION)[1])
    question = Cost.objects.filter(kind="embedding").latest("id")
    turn = Turn.objects.get()
    assert (question.conversation, question.customer, question.turn) == (turn.conversation_id, turn.conversation.contact_id, turn.id)


def test_nothing_is_asked_on_nobodys_account(db: None) -> None:
    with pytest.raises(LookupError):
        budgets.payer()


def test_a_cost_stays_as_it_is_and_needs_its_entry(shop: Shop) -> None:
    [row] = budgets.spent(budgets.Payer(shop.workspace.id), budgets.Spending("speech", "whisper", uuid7()))
    for change in (lambda: Cost.objects.update(amount=0, currency="EUR"), lambda: row.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError):
        Cost.objects.create(workspace=shop.workspace, kind="tool", reference=uuid7())
