"""An installation from before there were rows for what is spent has them after the migration, each once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agents.models import Step, Turn
from audit.testing import mark_recorded
from policies.models import Cost
from tests.factories.people import make_workspace
from tests.factories.whole import whole_story

pytestmark = pytest.mark.django_db(transaction=True)


def copy() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(import_module("agents.migrations.0004_costs_of_steps").COPY)


def step(turn: Turn, number: int, **told: Any) -> Step:
    with transaction.atomic():
        mark_recorded()
        made = Step.objects.create(turn=turn, number=number, **told)
        Step.objects.filter(id=made.id).update(created_at=timezone.now() - timedelta(days=40))
    return Step.objects.get(id=made.id)


def test_model_calls_of_older_turns_are_copied_once_with_the_time_they_were_made() -> None:
    told = whole_story(make_workspace())
    turn, before = Turn.objects.get(), set(Cost.objects.values_list("id", flat=True))
    paid = step(
        turn, 90, kind="model", tier="small", model="m-1", input_tokens=900, output_tokens=80, cost=Decimal("0.0125"), currency="USD"
    )
    unknown = step(turn, 91, kind="model", tier="large", model="m-2", input_tokens=5)
    step(turn, 92, kind="model", tier="large", model="m-2", error="timeout")
    step(turn, 93, kind="tool", model="orders.find")
    for _ in range(2):
        copy()
    found = {one.reference: one for one in Cost.objects.exclude(id__in=before)}
    assert found.keys() == {paid.id, unknown.id}
    first, second = found[paid.id], found[unknown.id]
    assert (first.amount, first.currency, first.input_tokens, first.output_tokens) == (Decimal("0.0125"), "USD", 900, 80)
    assert (first.kind, first.tier, first.model, first.created_at) == ("model", "small", "m-1", paid.created_at)
    assert (first.workspace_id, first.conversation, first.customer) == (told.workspace_id, told.id, told.contact_id)
    assert (first.agent, first.turn) == (turn.agent_version.agent_id, turn.id)
    assert (second.amount, second.currency, second.input_tokens) == (None, "", 5)
