"""A real Celery worker in a process of its own, killed with SIGKILL in the middle of each leg."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from agents import preparing, turns
from agents.models import Step, Turn
from agents.turns import dispatch
from audit.models import Entry
from review.models import Action, Item
from tests.agents.conftest import SMALL, Shop
from tests.fakes import model_server as fake
from tests.support.workers import wait_for, worker

PATIENCE = 60.0


@contextmanager
def table_held(name: str) -> Iterator[Callable[[], bool]]:
    """Hold a table from another connection; the value says whether somebody waits for it."""
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"], host=settings["HOST"], user=settings["USER"], password=settings["PASSWORD"] or None
    ) as other:
        other.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")

        def someone_waits() -> bool:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [name])
                return bool(cursor.fetchone()[0])

        yield someone_waits
        other.rollback()


def lease_over(turn: Turn) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Turn.objects.filter(id=turn.id).update(lease_until=past, next_attempt_at=past)


def finish(turn: Turn) -> Turn:
    lease_over(turn)
    assert dispatch.sweep() == 1
    for _ in range(6):
        if turns.run(turn.id) is None:
            break
    turn.refresh_from_db()
    return turn


def one_story(turn: Turn, steps: list[str]) -> None:
    assert turn.status == "proposed"
    assert list(turn.steps.order_by("number").values_list("kind", flat=True)) == steps
    assert Action.objects.filter(turn=turn.id).count() == 1
    assert Item.objects.filter(turn=turn.id).count() == 1
    told = list(Entry.objects.filter(stream=turn.conversation_id).values_list("event", flat=True))
    assert told.count("agent.turn_started") == told.count("agent.turn_finished") == 1
    assert told.count("review.action_proposed") == 1
    assert told.count("agent.step_recorded") == len(steps)


def started(shop: Shop) -> Turn:
    _, message = shop.mail("What does a parcel to Switzerland cost?")
    turn = turns.start(message)
    assert turn is not None
    return turn


QUESTION_STEPS = ["triage", "redact", "recall"]


def test_killed_while_it_prepares(shop: Shop, service_environment: dict[str, str]) -> None:
    turn = started(shop)
    with table_held("agents_step") as someone_waits, worker(service_environment) as process:
        dispatch.wake(turn)
        wait_for(someone_waits)
        process.kill()
        process.wait()
    assert Step.objects.filter(turn=turn).count() == 0
    one_story(finish(turn), [*QUESTION_STEPS, "ground", "propose"])


@pytest.fixture
def model_environment(service_environment: dict[str, str], server: fake.ModelServer) -> dict[str, str]:
    return {**service_environment, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-test-42"}


def test_killed_while_the_model_thinks(shop: Shop, server: fake.ModelServer, model_environment: dict[str, str]) -> None:
    shop.use(SMALL)
    turn = started(shop)
    server.script(fake.stall(60))
    with worker(model_environment) as process:
        dispatch.wake(turn)
        wait_for(lambda: server.count == 1)
        process.kill()
        process.wait()
    turn.refresh_from_db()
    assert turn.status == "prepared"
    assert turns.run(turn.id) is None, "the lease of the killed worker still holds"
    one_story(finish(turn), [*QUESTION_STEPS, "model", "ground", "propose"])
    assert server.count == 2


def test_killed_while_it_proposes(shop: Shop, server: fake.ModelServer, model_environment: dict[str, str]) -> None:
    shop.use(SMALL)
    turn = started(shop)
    reply = {"reply": "A parcel to Switzerland costs 24.00 euros [1].", "citations": [1], "confidence": 0.9, "cannot_answer": False}
    server.script(fake.say(json.dumps(reply)))
    with table_held("policies_rulingrecord") as someone_waits, worker(model_environment) as process:
        dispatch.wake(turn)
        wait_for(someone_waits)
        process.kill()
        process.wait()
    turn.refresh_from_db()
    assert turn.status == "answered"
    assert not Step.objects.filter(turn=turn, kind="ground").exists()
    one_story(finish(turn), [*QUESTION_STEPS, "model", "ground", "propose"])
    assert server.count == 1, "the answer that was paid for is not asked for again"


def test_a_leg_that_kills_every_worker_ends_with_a_person(shop: Shop) -> None:
    turn = started(shop)
    past = timezone.now() - timedelta(seconds=1)
    Turn.objects.filter(id=turn.id).update(attempts=5, lease_until=past, next_attempt_at=past)
    assert turns.run(turn.id) == "failed"
    turn.refresh_from_db()
    assert turn.error == "worker_lost"
    assert Item.objects.filter(turn=turn.id, kind="hand_off").count() == 1


def test_a_worker_whose_lease_was_taken_writes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = started(shop)
    real = preparing.prepare

    def slow(workspace: UUID, *args: object, **options: object) -> object:
        Turn.objects.filter(id=turn.id).update(attempts=2)  # what another worker's claim does after the lease has ended
        return real(workspace, *args, **options)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(preparing, "prepare", slow)
    assert turns.run(turn.id) is None
    assert not Step.objects.filter(turn=turn).exists()
    assert not Action.objects.filter(turn=turn.id).exists()
