"""The folders of test sessions: one that lives is left alone, one that has ended is swept. And how patient a session's connections are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.support import services
from tests.support.races import at_once


def folder(base: Path, name: str) -> Path:
    made = base / f"{services.PREFIX}{name}"
    made.mkdir()
    past = time.time() - 2 * services.JUST_MADE
    os.utime(made, (past, past))
    return made


def test_only_the_folder_of_an_ended_session_is_swept(tmp_path: Path) -> None:
    living, ended, foreign = folder(tmp_path, "living"), folder(tmp_path, "ended"), tmp_path / "other"
    foreign.mkdir()
    handle = services.own(living)
    services.sweep(tmp_path)
    assert (living.exists(), ended.exists(), foreign.exists()) == (True, False, True)
    os.close(handle)
    services.sweep(tmp_path)
    assert not living.exists()


def test_a_folder_just_made_is_given_time_to_be_locked(tmp_path: Path) -> None:
    made = tmp_path / f"{services.PREFIX}new"
    made.mkdir()
    services.sweep(tmp_path)
    assert made.exists()


@pytest.mark.django_db
def test_a_lock_is_waited_for_as_long_as_a_slow_machine_takes() -> None:
    def patience() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return str(cursor.fetchone()[0])

    assert [patience(), *at_once([patience])] == ["1min", "1min"]
