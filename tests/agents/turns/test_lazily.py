"""A turn that its worker begins at once waits for the disk where something may leave: before the model is asked, not before that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, transaction

from agents.models import Turn
from agents.turns import legs, starting, states
from kit import events
from kit.models import DomainEvent
from review.errors import Superseded
from tests.agents.conftest import Shop
from tests.support import durable
from tests.support.durable import waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _durable() -> Iterator[None]:
    with durable.commits():
        yield


@pytest.mark.parametrize("take", [True, False], ids=["taken", "left to others"])
def test_only_a_turn_that_is_taken_begins_without_waiting(shop: Shop, take: bool) -> None:
    _, message = shop.mail("Where is my parcel?")
    with transaction.atomic():
        assert starting.start(message, take=take) is not None
        assert waits() is not take


def test_every_state_that_follows_waits(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, message = shop.mail("How much does a parcel to Switzerland cost?")
    seen: list[bool] = []
    moved = states.move

    def move(*given: Any, **named: Any) -> None:
        moved(*given, **named)
        seen.append(waits())

    monkeypatch.setattr(states, "move", move)
    legs.answer(message)
    assert seen
    assert all(seen)


@pytest.mark.parametrize("error", [OperationalError("the server closed the connection"), states.LostLease("gone"), Superseded("moved on")])
def test_a_message_whose_turn_the_database_has_forgotten_is_answered_anew(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Its begin had not reached the disk when the database crashed, and the worker had a connection again before it gave up."""
    _, message = shop.mail("How much does a parcel to Switzerland cost?")
    told = list(DomainEvent.objects.filter(subject=message).values_list("id", flat=True))
    leg = legs._leg

    def crash(turn: Turn) -> None:
        Turn.objects.filter(id=turn.id).delete()
        raise error

    monkeypatch.setattr(legs, "_leg", crash)
    with pytest.raises(states.Undone):
        events.handle_all(told)
    assert DomainEvent.objects.filter(id__in=told).exists()
    monkeypatch.setattr(legs, "_leg", leg)
    events.handle_all(told)
    assert Turn.objects.get(message=message).status == Turn.Status.PROPOSED
    assert not DomainEvent.objects.filter(id__in=told).exists()


def test_a_turn_that_is_there_and_was_only_broken_off_is_put_off_and_its_event_is_over(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, message = shop.mail("How much does a parcel to Switzerland cost?")
    told = list(DomainEvent.objects.filter(subject=message).values_list("id", flat=True))

    def broken(turn: Turn) -> None:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(legs, "_leg", broken)
    events.handle_all(told)
    assert Turn.objects.get(message=message).status == Turn.Status.QUEUED
    assert not DomainEvent.objects.filter(id__in=told).exists()
