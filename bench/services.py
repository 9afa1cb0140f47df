"""A throw-away PostgreSQL (as durable as a real one) and Redis for one benchmark, migrated; gone when it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded.postgres import Postgres
from portal.embedded.redis import Redis

BASE = Path(__file__).resolve().parent.parent
KEPT = ("pg", "var")
"""What a benchmark begins with: its data, and the secrets that these are under."""


@contextmanager
def prepared() -> Iterator[Path]:
    """A folder for ``started`` to copy from: migrating takes half a minute, a copy of what comes of it a second."""
    folder = _folder()
    try:
        (folder / "var").mkdir()
        with _running(folder) as environment:
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=BASE, env=environment, check=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(ready: Path) -> Iterator[dict[str, str]]:
    """The environment for a child process that is to use them; ``ready`` is from ``prepared``."""
    folder = _folder()
    try:
        subprocess.run(["cp", "-a", *(ready / name for name in KEPT), folder], check=True)  # keeps the owner, who is not root
        with _running(folder) as environment:
            yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="csb-"))


@contextmanager
def _running(folder: Path) -> Iterator[dict[str, str]]:
    postgres = cluster(folder)
    redis = Redis(folder / "redis", folder / "r", folder / "redis.log", durable=False)
    try:
        postgres.start()
        redis.start()
        yield _environment(folder, postgres.url, redis.url)
    finally:
        redis.stop()
        postgres.stop()


def cluster(folder: Path) -> Postgres:
    """The PostgreSQL of a benchmark; bench/turns.py asks for the times of commits."""
    return Postgres(folder / "pg", folder / "s", folder / "postgres.log", {"track_commit_timestamp": "on"})


def _environment(folder: Path, database: str, redis: str) -> dict[str, str]:
    dropped = ("CELERY_BROKER_URL", "EMAIL_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "SECRET_KEY", "COUNTERSIGN_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {
        **kept,
        "COUNTERSIGN_MODE": "test",
        "COUNTERSIGN_VAR": str(folder / "var"),
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "PYTHONWARNINGS": "ignore::RuntimeWarning",
    }
