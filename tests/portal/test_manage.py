"""The shell around the commands."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.portal.test_checks import BASE


def test_a_reader_that_has_seen_enough_ends_a_command_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "manage.py", "help", "--commands"], cwd=BASE, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
