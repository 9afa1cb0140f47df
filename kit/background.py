"""Small errands beside the caller: a wake, a hint. One thread a process does them in order; none of them may matter.

What must not be lost is a row, and a sweeper looks for it. So a broker that is slow or gone never holds up a decision, and what
piles up beyond ``MOST`` is dropped.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from functools import partial

logger = logging.getLogger(__name__)
MOST = 10_000
TOGETHER = 0.02
"""Seconds for which errands gather: a thread that runs at each of them takes half of a busy process from the caller (bench/claims.py)."""
Errand = Callable[[], object]


class Errands:
    """The thread and what it has still to do. It starts with the first errand, in whichever process that comes."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[tuple[str, Errand]] = queue.Queue(MOST)
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def put(self, errand: Errand, same: str = "") -> None:
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="errands", daemon=True)
                self.thread.start()
        try:
            self.waiting.put_nowait((same, errand))
        except queue.Full:
            logger.warning("background.dropped")

    def _work(self) -> None:
        while True:
            batch = [self.waiting.get()]
            time.sleep(TOGETHER)
            batch += [self.waiting.get() for _ in range(self.waiting.qsize())]
            done: set[str] = set()
            for same, errand in batch:
                if not same or same not in done:
                    _try(errand)
                    done.add(same)
                self.waiting.task_done()

    def settle(self, seconds: float) -> bool:
        """Wait until everything has been done, at most ``seconds``; whether it has."""
        with self.waiting.all_tasks_done:
            return self.waiting.all_tasks_done.wait_for(lambda: not self.waiting.unfinished_tasks, seconds)


def _try(errand: Errand) -> None:
    try:
        errand()
    except Exception as error:  # noqa: BLE001 - an errand that fails is no failure of anything else
        logger.warning("background.failed", extra={"error": type(error).__name__})


_errands = Errands()


def soon(errand: Errand, *, same: str = "") -> None:
    """Have ``errand`` done beside the caller, in the caller's context (its correlation id). It must not touch the database.

    Of those that gather with an equal ``same`` one is enough.
    """
    _errands.put(partial(copy_context().run, errand), same)


def settle(seconds: float = 5.0) -> bool:
    """Wait for what was given to ``soon``: at the end of a process, and in tests."""
    return _errands.settle(seconds)


def _forget() -> None:
    """A forked child has no thread and none of its parent's errands."""
    global _errands
    _errands = Errands()


os.register_at_fork(after_in_child=_forget)
atexit.register(settle, 2.0)
