"""A turn that its worker begins at once waits for the disk where something may leave: before the model is asked, not before that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from agents.turns import legs, starting, states
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
