"""One command runs everything, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from pytest_django import Settings

from portal.embedded.state import write_private
from portal.management.commands.up import sign_ins

BASE = Path(__file__).resolve().parents[2]
SECONDS = 120
USERS = "__import__('django.contrib.auth').contrib.auth.get_user_model().objects"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A folder of its own, ports of its own, the environment of a person who set nothing else."""

    def __init__(self, var: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPYCACHEPREFIX") if name in os.environ}
        ports = {"PORT": str(free_port()), "MAIL_SERVER_PORT": str(free_port())}
        self.environment = {**kept, **ports, "COUNTERSIGN_VAR": str(var)}
        self.var, self.output = var, var.parent / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        with self.output.open("wb") as output:
            command = [sys.executable, "manage.py", "up"]
            self.process = subprocess.Popen(command, cwd=BASE, env=self.environment, stdout=output, stderr=subprocess.STDOUT)
        self.wait_for(lambda: "Countersign is up" in self.said())

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not done():
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False, timeout=SECONDS)

    def check(self) -> dict[str, dict[str, Any]]:
        lines = [json.loads(line) for line in self.manage("up", "--check", "--json").stdout.splitlines()]
        return {line["name"]: line for line in lines}

    def end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(SECONDS)

    def processes(self) -> list[psutil.Process]:
        """Everything that carries this installation's folder in its environment or command line."""
        return [process for process in psutil.process_iter() if self.is_ours(process)]

    def is_ours(self, process: psutil.Process) -> bool:
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                return False
            return process.environ().get("COUNTERSIGN_VAR") == str(self.var) or any(str(self.var) in word for word in process.cmdline())
        except psutil.Error:
            return False

    def wait_until_nothing_runs(self) -> None:
        deadline = time.monotonic() + 40
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.processes() == []


@pytest.fixture
def house() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="csu-"))
    made = Installation(folder / "var")
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    for process in made.processes():
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


def test_it_starts_restarts_what_crashes_says_what_runs_and_stops_without_a_trace(house: Installation) -> None:
    house.up()
    first = house.check()
    assert {line["state"] for line in first.values()} == {"running"}
    assert {"postgres", "redis", "web", "models", "worker", "beat"} <= set(first)

    os.kill(first["models"]["pid"], signal.SIGKILL)
    house.wait_for(lambda: "models was ended by SIGKILL - starting it again" in house.said())
    house.wait_for(lambda: house.check()["models"]["pid"] not in (None, first["models"]["pid"]))

    second = house.manage("up")
    assert second.returncode == 1
    assert f"already runs here (process {house.process.pid if house.process else 0})" in second.stderr

    assert house.end(signal.SIGINT) == 0
    assert house.said().rstrip().endswith("Stopped.")
    house.wait_until_nothing_runs()


def test_a_command_finds_the_running_services_and_all_is_there_after_a_kill(house: Installation) -> None:
    house.up()
    made = house.manage("shell", "-c", f"{USERS}.create_user(email='a@example.org')")
    assert made.returncode == 0, made.stderr
    house.end(signal.SIGKILL)
    house.wait_until_nothing_runs()

    alone = house.manage("migrate")
    assert alone.returncode == 1
    assert alone.stderr.strip().splitlines()[-1].endswith("start it with `make up`, or set DATABASE_URL.")

    house.up()
    found = house.manage("shell", "-c", f"print({USERS}.filter(email='a@example.org').count())")
    assert found.stdout.strip().splitlines()[-1] == "1"
    assert house.end(signal.SIGTERM) == 0
    house.wait_until_nothing_runs()


def test_a_port_in_use_gives_one_line_and_leaves_nothing(house: Installation) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", int(house.environment["PORT"])))
        taken.listen()
        done = house.manage("up")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert f"Port {house.environment['PORT']} (web) is in use" in done.stderr
    house.wait_until_nothing_runs()


def test_a_folder_that_cannot_be_written_gives_one_line(house: Installation) -> None:
    house.var.write_text("a file where the folder should be", encoding="utf-8")
    done = house.manage("up")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(house.var) in done.stderr


def test_check_says_what_is_missing_when_nothing_runs(house: Installation) -> None:
    done = house.manage("up", "--check", "--json")
    assert done.returncode == 1
    assert {json.loads(line)["state"] for line in done.stdout.splitlines()} == {"missing"}


def test_production_is_not_run_by_up(house: Installation) -> None:
    house.environment |= {
        "COUNTERSIGN_MODE": "production",
        "SECRET_KEY": "x" * 50,
        "COUNTERSIGN_KEY": "mI5o4mYH0q1sQyv9GZ2J3bT8cX7nL6kRfEwUdPaVhSs",
    }
    done = house.manage("up")
    assert done.returncode == 1
    assert "docs/deployment.md" in done.stderr


def test_a_database_that_is_not_there_is_told_in_a_sentence(house: Installation) -> None:
    house.environment |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = house.manage("prepare")
    assert done.returncode == 1
    assert "Check DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_changes_of_models_are_looked_for_without_a_database(house: Installation) -> None:
    done = house.manage("makemigrations", "--dry-run")
    assert done.returncode == 0, done.stderr


def test_the_sign_ins_that_the_sample_left_are_read_back(tmp_path: Path, settings: Settings) -> None:
    settings.VAR_DIR = tmp_path
    assert sign_ins() == []
    write_private(tmp_path / "sign-ins.json", [{"role": "owner", "email": "ingrid@example.org", "password": "three quiet lamps"}])
    assert sign_ins() == [("owner", "ingrid@example.org", "three quiet lamps")]
    assert (tmp_path / "sign-ins.json").stat().st_mode & 0o077 == 0
