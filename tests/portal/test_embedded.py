"""PostgreSQL and Redis from the packages, through the accidents that happen to them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from portal.embedded.errors import StartError
from portal.embedded.postgres import UNSAFE_BUT_FAST, Postgres
from portal.embedded.redis import Redis
from portal.embedded.sockets import LONGEST, socket_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cse-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def postgres(folder: Path) -> Iterator[Callable[[], Postgres]]:
    made: list[Postgres] = []

    def start() -> Postgres:
        server = Postgres(folder / "pg", folder / "s", folder / "log", settings=UNSAFE_BUT_FAST)
        made.append(server)
        server.start()
        return server

    yield start
    for server in made:
        server.stop()


def kill(server: Postgres | Redis) -> None:
    assert server.child is not None
    os.killpg(server.child.pid, signal.SIGKILL)
    server.child.wait()


def count(server: Postgres) -> int:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_the_role_of_the_application_is_no_superuser_and_has_vectors(postgres: Callable[[], Postgres]) -> None:
    with psycopg.connect(postgres().url) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        assert connection.execute("SELECT '[1,2]'::vector <-> '[1,3]'::vector").fetchone() == (1.0,)


def test_a_failing_statement_never_reaches_the_servers_log(postgres: Callable[[], Postgres]) -> None:
    server = postgres()
    with psycopg.connect(server.url) as connection, pytest.raises(psycopg.DataError):
        connection.execute("SELECT 'lovelace'::text::int")
    assert "SELECT 'lovelace'" not in server.log.read_text(encoding="utf-8")


def test_a_killed_server_starts_again_with_its_data(postgres: Callable[[], Postgres]) -> None:
    server = postgres()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    with server.connect() as connection:
        connection.execute("CHECKPOINT")  # the tests' server does not flush by itself
    kill(server)
    assert (server.data / "postmaster.pid").exists()
    assert count(postgres()) == 1


@pytest.mark.parametrize("name", ["postmaster.pid", ".s.PGSQL.5432.lock"])
def test_a_lock_file_whose_process_id_now_belongs_to_another_program_is_no_obstacle(postgres: Callable[[], Postgres], name: str) -> None:
    server = postgres()
    file = (server.data if name == "postmaster.pid" else server.sockets) / name
    written = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kill(server)
    # Of the same account: of others PostgreSQL expects none.
    with subprocess.Popen(["sleep", "60"], cwd="/", **server.account.popen) as other:
        file.write_text("".join([f"{other.pid}\n", *written[1:]]), encoding="utf-8")
        try:
            assert postgres().answers()
        finally:
            other.kill()


def test_a_server_that_an_earlier_owner_left_running_gives_way(postgres: Callable[[], Postgres]) -> None:
    left = postgres()
    assert postgres().answers()
    assert left.child is not None
    assert left.child.wait(60) is not None


def test_a_damaged_data_folder_gives_one_line_that_says_why(postgres: Callable[[], Postgres]) -> None:
    server = postgres()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(StartError, match="pg_control"):
        postgres()


def test_redis_keeps_its_queue_over_a_kill(folder: Path) -> None:
    first = Redis(folder / "redis", folder / "r", folder / "log")
    first.start()
    with redis.Redis.from_url(first.url) as client:
        client.config_set("appendfsync", "always")
        client.rpush("queue", "task")
    kill(first)
    second = Redis(folder / "redis", folder / "r", folder / "log")
    second.start()
    with redis.Redis.from_url(second.url) as client:
        assert client.lrange("queue", 0, -1) == [b"task"]
    second.stop()


def test_a_deep_folder_still_gets_a_socket_path_that_the_system_accepts(folder: Path) -> None:
    server = Redis(folder / "redis", folder / ("deep/" * 30), folder / "log", durable=False)
    server.start()
    assert server.answers()
    assert len(os.fsencode(server.sockets)) <= LONGEST
    server.stop()
    shutil.rmtree(server.sockets)


def test_a_socket_folder_that_is_a_link_is_refused(folder: Path) -> None:
    from portal.embedded.account import service_account

    (folder / "elsewhere").mkdir()
    (folder / "link").symlink_to(folder / "elsewhere")
    with pytest.raises(StartError, match="belongs to somebody else"):
        socket_folder(folder / "link", service_account())


def test_services_end_with_the_process_that_started_them_even_if_it_is_killed(folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from portal.embedded.redis import Redis\n"
        "f = Path(sys.argv[1]); s = Redis(f / 'redis', f / 'r', f / 'log', durable=False); s.start()\n"
        "print(s.child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        child = psutil.Process(int(owner.stdout.readline()))
        owner.kill()
    child.wait(60)
    assert not child.is_running()
