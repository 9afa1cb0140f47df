"""A real Celery worker in a process of its own, and patience for what it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
WORKER = [
    sys.executable, "-m", "celery", "-A", "portal", "worker", "-P", "solo", "-Q", "default,models", "-l", "ERROR",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip
PATIENCE = 60.0
"""Seconds after which what has not happened will not."""


def wait_for_locks() -> None:
    """On a busy machine the one who holds a lock may stand still for longer than people are let wait."""
    options = connections.settings["default"]["OPTIONS"]
    options["options"] += f" -c lock_timeout={PATIENCE:.0f}s"


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.05)


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Killed with SIGKILL at the end, its children too."""
    process = subprocess.Popen(
        WORKER, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
