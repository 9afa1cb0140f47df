"""A worker plans its statements once a connection, so it must keep that connection; and get over the loss of it."""

from __future__ import annotations

from django.db import connection

from agents.models import Turn
from agents.turns import dispatch
from tests.agents.conftest import Shop
from tests.agents.turns.test_killed_workers import started
from tests.support.workers import wait_for, worker

OF_WORKERS = "application_name = 'countersign prefork' AND datname = current_database()"


def backends() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pid FROM pg_stat_activity WHERE {OF_WORKERS}")
        return {pid for (pid,) in cursor.fetchall()}


def answered(shop: Shop) -> None:
    turn = started(shop)
    dispatch.wake(turn)
    wait_for(lambda: Turn.objects.get(id=turn.id).status == "proposed")


def test_a_worker_keeps_its_connection_from_task_to_task_and_makes_a_new_one_when_it_is_lost(
    shop: Shop, service_environment: dict[str, str]
) -> None:
    with worker({**service_environment, "COUNTERSIGN_PROCESS": "prefork"}):
        answered(shop)
        first = backends()
        answered(shop)
        assert backends() == first
        assert len(first) == 1
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OF_WORKERS}")
        wait_for(lambda: backends().isdisjoint(first))
        answered(shop)  # on a new one; which it closes again if that began with an error
