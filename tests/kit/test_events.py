"""Domain events: what one change tells is woken in one go, and a subscriber that fails keeps no other from its event."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from kit import events, tasks
from kit.events import Event
from kit.ids import uuid7
from kit.models import DomainEvent


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three subscribers of "lamp.lit"; the first one fails."""
    done: list[str] = []

    def failing(event: Event) -> None:
        raise LookupError

    monkeypatch.setattr(events, "_subscribers", {})
    events.subscribe("lamp.lit", "first", failing)
    for name in ("second", "third"):
        events.subscribe("lamp.lit", name, lambda event, name=name: done.append(name))  # type: ignore[misc]  # a lambda in a loop keeps its number by default
    return done


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: calls.append(args))
    return calls


def rows() -> list[UUID]:
    return list(DomainEvent.objects.order_by("id").values_list("id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_one_change_wakes_all_its_subscribers_in_one_go_and_only_after_the_commit(heard: list[str], sent: list[list[str]]) -> None:
    with transaction.atomic():
        events.publish("lamp.lit", workspace=uuid7(), subject=uuid7())
        assert sent == []
    assert sent == [[str(one) for one in rows()]]


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_fails_keeps_no_other_from_its_event_and_stays_due(heard: list[str], sent: list[list[str]]) -> None:
    with transaction.atomic():
        events.publish("lamp.lit", workspace=uuid7(), subject=uuid7())
    with pytest.raises(LookupError):
        tasks.handle_event(*sent[0])
    assert heard == ["second", "third"]
    assert [(row.subscriber, row.error) for row in DomainEvent.objects.all()] == [("first", "LookupError")]


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_to_the_queue_that_a_subscriber_asked_for_by_its_wake_up_and_by_the_sweep(
    heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    queues: list[str] = []
    monkeypatch.setattr(events, "_queues", {})
    monkeypatch.setattr(current_app, "send_task", lambda name, args, *, queue, **options: queues.append(queue))
    events.subscribe("lamp.lit", "fourth", lambda event: None, queue="slow")
    with transaction.atomic():
        events.publish("lamp.lit", workspace=uuid7(), subject=uuid7())
    DomainEvent.objects.update(available_at=timezone.now())
    assert events.sweep() == 4
    assert queues == ["slow"] * 5


def test_two_queues_for_one_event_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_subscribers", {})
    monkeypatch.setattr(events, "_queues", {})
    events.subscribe("lamp.lit", "first", lambda event: None, queue="slow")
    with pytest.raises(ValueError, match=r"lamp\.lit in the queue fast; it goes to slow"):
        events.subscribe("lamp.lit", "second", lambda event: None, queue="fast")


def test_an_event_outside_the_transaction_of_its_change_is_refused(heard: list[str], transactional_db: Any) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        events.publish("lamp.lit", workspace=uuid7(), subject=uuid7())
    assert rows() == []
