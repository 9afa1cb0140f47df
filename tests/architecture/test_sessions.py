"""What runs all tests says which of them failed, and where one stood that never ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from scripts.tests import LONGEST_FIRST, folders, named, wait

HANGS = """
import faulthandler, time
def hangs():
    print("hangs", flush=True)
    while True:
        time.sleep(1)
faulthandler.enable()
hangs()
"""
SAID = """
..F
=== FAILURES ===
E   assert False
FAILED tests/review/test_gate.py::test_it[a] - assert False
ERROR tests/review/test_stop.py::test_other - RuntimeError
1 failed, 2 passed, 1 error in 3.00s
"""


def test_a_session_that_never_ends_is_ended_and_shows_where_it_stood(tmp_path: Path) -> None:
    with (
        (tmp_path / "said").open("w+") as said,
        subprocess.Popen([sys.executable, "-c", HANGS], stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == "hangs\n"
        assert wait(process, 0.0) == -signal.SIGABRT
        said.seek(0)
        assert " in hangs" in said.read()


def test_a_session_that_ends_by_itself_gives_its_status() -> None:
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        assert wait(process, None) == 3


def test_what_failed_is_named_by_folder_and_test() -> None:
    assert named("review", 1, SAID).splitlines() == [
        "Failed: tests/review (exit status 1)",
        "  FAILED tests/review/test_gate.py::test_it[a] - assert False",
        "  ERROR tests/review/test_stop.py::test_other - RuntimeError",
    ]
    assert named("kit", -9, "..\nKilled\n\n").splitlines() == ["Failed: tests/kit (exit status -9)", "  Killed"]
    assert named("kit", -9, "") == "Failed: tests/kit (exit status -9)"


def test_the_folders_that_take_long_are_there_and_come_first() -> None:
    found = folders()
    assert tuple(found[: len(LONGEST_FIRST)]) == LONGEST_FIRST
    assert len(found) == len(set(found))
