"""One id from the request to the worker, through the real broker."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest
from celery.contrib.testing.worker import start_worker

from kit import correlation
from portal.celery import app

seen: queue.Queue[str] = queue.Queue()


@app.task(name="tests.remember_correlation")
def remember_correlation() -> None:
    seen.put(correlation.get())


@pytest.fixture
def worker() -> Iterator[None]:
    with start_worker(app, perform_ping_check=False, pool="solo"):
        yield


def test_a_task_takes_up_the_id_of_whoever_sent_it(worker: None) -> None:
    with correlation.bind("message-17"):
        remember_correlation.delay()
    assert seen.get(timeout=60) == "message-17"


def test_a_task_without_an_id_gets_one_of_its_own(worker: None) -> None:
    remember_correlation.delay()
    remember_correlation.delay()
    first, second = seen.get(timeout=60), seen.get(timeout=60)
    assert correlation.is_id(first)
    assert first != second
