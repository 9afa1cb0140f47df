"""One PostgreSQL per test session and one Redis per test process, from the embedded binaries, in a short private folder.

The controller of pytest-xdist starts the server; its workers find the address in the environment and use databases of their own.
Independent sessions never meet: each has its own folder and server, and what a killed session left is swept by the next.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psutil

from portal.embedded.postgres import UNSAFE_BUT_FAST, Postgres
from portal.embedded.redis import Redis

PREFIX = "cst-"
ADDRESS = "COUNTERSIGN_TEST_DATABASE_URL"
OWNER = "owner"


def start() -> None:
    """Set the environment that ``portal.settings`` reads. Services end with this process, however it ends."""
    folder = session_folder()
    os.environ["COUNTERSIGN_MODE"] = "test"
    os.environ["COUNTERSIGN_VAR"] = str(folder / "var")
    os.environ["DATABASE_URL"] = os.environ.get(ADDRESS) or start_postgres(folder)
    os.environ[ADDRESS] = os.environ["DATABASE_URL"]
    os.environ["REDIS_URL"] = start_redis(folder)
    for name in ("CELERY_BROKER_URL", "EMAIL_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "SECRET_KEY"):
        os.environ.pop(name, None)  # no test reaches what the developer's shell points to


def session_folder() -> Path:
    base = Path(tempfile.gettempdir())
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    (folder / OWNER).write_text(f"{os.getpid()} {psutil.Process().create_time()}", encoding="ascii")
    (folder / "var").mkdir()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def sweep(base: Path) -> None:
    """Remove the folders of sessions whose process is gone."""
    for folder in base.glob(f"{PREFIX}*"):
        try:
            pid, created = (folder / OWNER).read_text(encoding="ascii").split()
            alive = psutil.Process(int(pid)).create_time() == float(created)
        except psutil.NoSuchProcess:
            alive = False
        except (OSError, ValueError, psutil.AccessDenied):
            continue
        if not alive:
            shutil.rmtree(folder, ignore_errors=True)


def start_postgres(folder: Path) -> str:
    server = Postgres(folder / "pg", folder / "s", folder / "postgres.log", settings=UNSAFE_BUT_FAST)
    atexit.register(server.stop)
    server.start()
    return server.url


def start_redis(folder: Path) -> str:
    server = Redis(folder / "redis", folder / "r", folder / "redis.log", durable=False)
    atexit.register(server.stop)
    server.start()
    return server.url
