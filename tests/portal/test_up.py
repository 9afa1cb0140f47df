"""One command runs everything, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import closing
from pathlib import Path

from pytest_django import Settings

from portal.embedded.state import write_private
from portal.management.commands.up import sign_ins
from tests.portal.installation import Installation

USERS = "__import__('django.contrib.auth').contrib.auth.get_user_model().objects"


def test_it_starts_restarts_what_crashes_says_what_runs_and_stops_without_a_trace(old_house: Installation) -> None:
    house = old_house
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


def test_a_command_finds_the_running_services_and_all_is_there_after_a_kill(old_house: Installation) -> None:
    house = old_house
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
