"""A turn is begun without a lock on its conversation, and whoever holds that may want the stream that the turn has just written to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction

from agents.turns import starting
from conversations import sorting
from review import locks
from tests.agents.conftest import Shop


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hold", [lambda one: locks.conversation(one, to_change=True), sorting.hold], ids=["delivery", "sorting"])
def test_a_turn_begins_while_somebody_holds_its_conversation(shop: Shop, hold: Callable[[UUID], object]) -> None:
    conversation, message = shop.mail("Where is my parcel?")
    holds, may_go = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            hold(conversation.id)
            holds.set()
            may_go.wait(60)
        connection.close()

    other = threading.Thread(target=holder)
    other.start()
    try:
        assert holds.wait(60)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
        assert starting.start(message, take=True) is not None
    finally:
        may_go.set()
        other.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
