"""Where a worker keeps its connections: one a thread, the same all day, and none left open that was opened before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import ConnectionHandler

from portal.worker_connections import of_threads


@pytest.fixture
def handler() -> ConnectionHandler:
    return ConnectionHandler(connections.settings)


def test_each_thread_has_its_own_connection_and_keeps_it(handler: ConnectionHandler) -> None:
    of_threads(handler)
    with ThreadPoolExecutor(1) as other:
        theirs, again = (other.submit(lambda: handler[DEFAULT_DB_ALIAS]).result() for _ in range(2))
    mine = handler[DEFAULT_DB_ALIAS]
    assert mine is handler[DEFAULT_DB_ALIAS]
    assert theirs is again
    assert theirs is not mine
    assert handler.all(initialized_only=True) == [mine]


def test_a_connection_can_be_put_in_the_place_of_another_and_taken_away(handler: ConnectionHandler) -> None:
    of_threads(handler)
    first: Any = handler[DEFAULT_DB_ALIAS]
    other = first.copy()
    handler[DEFAULT_DB_ALIAS] = other
    assert handler[DEFAULT_DB_ALIAS] is other
    del handler[DEFAULT_DB_ALIAS]
    assert handler[DEFAULT_DB_ALIAS] not in (first, other)


@pytest.mark.django_db
def test_what_was_opened_before_is_closed(handler: ConnectionHandler) -> None:
    before: Any = handler[DEFAULT_DB_ALIAS]
    before.ensure_connection()
    of_threads(handler)
    assert before.connection is None
    assert handler.all(initialized_only=True) == []
