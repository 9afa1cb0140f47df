"""Which commits wait for the disk: all but those that a handler may see undone by a crash without harm."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from kit import events, rows
from kit.events import Event
from kit.ids import uuid7
from kit.models import DomainEvent
from tests.support import durable
from tests.support.durable import waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _durable() -> Iterator[None]:
    with durable.commits():
        yield


def test_only_the_transaction_that_says_so_does_not_wait() -> None:
    with transaction.atomic():
        rows.insert_after("SELECT 1 WHERE false", [], unsaved_lamp(), waits=False)
        assert not waits()
    assert DomainEvent.objects.count() == 1
    with transaction.atomic():
        rows.insert_after("SELECT 1", [], unsaved_lamp())
        assert waits()
    assert waits()
    with transaction.atomic():
        assert waits()


def test_a_claimed_event_does_not_wait_and_what_its_handler_commits_does(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[bool] = []

    def handler(event: Event) -> None:
        with transaction.atomic():
            handled.append(waits())

    monkeypatch.setattr(events, "_subscribers", {"lamp.lit": {"one": handler}})
    events.handle_all([lamp()])
    with transaction.atomic():  # one transaction around it all shows what the claim has set
        events.handle_all([lamp()])
        assert not waits()
    assert handled == [True, False]
    assert not DomainEvent.objects.exists()


def test_the_end_of_an_event_does_not_wait_either() -> None:
    row = lamp()
    with transaction.atomic():
        events._delete([row])
        assert not waits()
    assert not DomainEvent.objects.exists()


def unsaved_lamp() -> DomainEvent:
    return DomainEvent(subscriber="one", name="lamp.lit", workspace=uuid7(), subject=uuid7(), available_at=timezone.now())


def lamp() -> UUID:
    row = unsaved_lamp()
    row.save()
    return row.id
