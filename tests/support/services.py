"""One PostgreSQL and one Redis per test session, from the embedded binaries, in a short private folder.

Independent sessions never meet: each has its own folder and server, and what a killed session left is swept by the next.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from portal.embedded.postgres import ROLE, UNSAFE_BUT_FAST, Postgres
from portal.embedded.redis import Redis

PREFIX = "cst-"
PREPARED = "COUNTERSIGN_TEST_CLUSTER"
JUST_MADE = 30  # seconds in which a folder may not yet be locked
held: list[int] = []


def start() -> Postgres:
    """Set the environment that ``portal.settings`` reads. Services end with this process, however it ends."""
    folder = session_folder()
    server = start_postgres(folder)
    os.environ["COUNTERSIGN_MODE"] = "test"
    os.environ["COUNTERSIGN_VAR"] = str(folder / "var")
    os.environ["DATABASE_URL"] = server.url
    os.environ["REDIS_URL"] = start_redis(folder)
    for name in ("CELERY_BROKER_URL", "EMAIL_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "SECRET_KEY"):
        os.environ.pop(name, None)  # no test reaches what the developer's shell points to
    return server


def session_folder() -> Path:
    base = Path(tempfile.gettempdir())
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    held.append(own(folder))
    (folder / "var").mkdir()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def own(folder: Path) -> int:
    """Lock the folder for as long as the returned descriptor is open, that is while this process lives."""
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def sweep(base: Path) -> None:
    """Remove the folders of sessions that have ended; a lock says so whatever the clock does."""
    for folder in base.glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < JUST_MADE:
                continue
            os.close(own(folder))
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)


def start_postgres(folder: Path) -> Postgres:
    """On a copy of the cluster that ``tests.support.prepared`` made, if somebody asked for one."""
    if prepared := os.environ.pop(PREPARED, None):
        subprocess.run(["cp", "-a", prepared, folder / "pg"], check=True)  # keeps the owner, who is not root
    server = Postgres(folder / "pg", folder / "s", folder / "postgres.log", settings=UNSAFE_BUT_FAST)
    atexit.register(server.stop)
    server.start()
    with server.connect() as connection:  # so that a test's rows can be removed past all guards (audit.testing.allow_flush)
        connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    return server


def start_redis(folder: Path) -> str:
    server = Redis(folder / "redis", folder / "r", folder / "redis.log", durable=False)
    atexit.register(server.stop)
    server.start()
    return server.url
