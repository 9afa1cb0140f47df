"""A job's place only moves forward, ends once, and is told to pages no more often than they can show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from kit import background, hub, jobs
from kit.models import Job


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(hub, "_send", lambda room, payload: found.append((room, payload)))
    return found


@pytest.fixture
def job(transactional_db: None) -> Job:
    return jobs.start(uuid4(), "import", total=100, message="Waiting for a worker")


def row(job: Job) -> tuple[str, int, str]:
    found = Job.objects.get(id=job.id)
    return found.status, found.done, found.message


def test_a_job_goes_from_queued_over_running_to_done(job: Job) -> None:
    assert row(job) == ("queued", 0, "Waiting for a worker")
    assert jobs.advance(job.id, 40, message="40 of 100")
    assert row(job) == ("running", 40, "40 of 100")
    assert jobs.finish(job.id, message="All in")
    assert row(job) == ("done", 100, "All in")
    assert Job.objects.get(id=job.id).finished_at is not None


def test_it_never_goes_back_and_of_two_at_one_place_one_moves(job: Job) -> None:
    jobs.advance(job.id, 40)
    assert not jobs.advance(job.id, 30)
    assert [jobs.advance(job.id, 50, was=40), jobs.advance(job.id, 50, was=40)] == [True, False]
    assert [jobs.finish(job.id, was=40), jobs.finish(job.id, was=50), jobs.finish(job.id)] == [False, True, False]


@pytest.mark.parametrize("end", ["finish", "fail", "cancel"])
def test_what_has_ended_does_not_move_any_more(job: Job, end: str) -> None:
    ways: dict[str, Callable[[], bool]] = {
        "finish": lambda: jobs.finish(job.id),
        "fail": lambda: jobs.fail(job.id, "The disk is full."),
        "cancel": lambda: jobs.cancel(job.id),
    }
    assert ways[end]()
    before = row(job)
    assert not jobs.is_open(job.id)
    assert not jobs.advance(job.id, 99)
    assert [way() for way in ways.values()] == [False, False, False]
    assert row(job) == before


def test_a_total_that_is_found_out_later_is_shown(job: Job) -> None:
    jobs.advance(job.id, 1, total=7)
    jobs.finish(job.id)
    assert row(job)[:2] == ("done", 7)


def progress(told: list[tuple[str, dict[str, Any]]]) -> int:
    assert background.settle(60)
    return len(told)


def test_progress_is_told_at_most_twice_a_second_and_the_end_always(
    job: Job, told: list[tuple[str, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "QUIET", 60_000)
    background.settle(60)
    told.clear()
    for place in range(1, 30):
        jobs.advance(job.id, place)
    background.settle(60)
    assert progress(told) == 1
    jobs.finish(job.id)
    assert progress(told) == 2
    assert set(map(str, told)) == {str((f"workspace:{job.workspace}:review", {"type": "job", "id": str(job.id)}))}


def test_without_redis_the_work_goes_on(job: Job, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert jobs.advance(job.id, 5)
    assert background.settle(60)
    assert row(job)[1] == 5


def test_a_job_that_does_not_exist_does_not_move(db: None) -> None:
    assert not jobs.advance(UUID(int=1), 1)
    assert not jobs.finish(UUID(int=1))
