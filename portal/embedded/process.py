"""One service as a child of this process: started, waited for, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.embedded.errors import StartError
from portal.embedded.tether import tether

STARTING = "the database system is"  # starting up, shutting down: what early visitors are told


def size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def spawn(command: Sequence[str | Path], log: Path, death: int, environment: Mapping[str, str], **popen: Any) -> subprocess.Popen[bytes]:
    """A child in a session of its own (a Ctrl-C at the terminal reaches only this process) whose output goes to ``log``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tether(death),
            env=dict(environment),
            **popen,
        )


def wait_until(ready: Callable[[], bool], child: subprocess.Popen[bytes], name: str, log: Path, start: int, seconds: float) -> None:
    """Poll until ``ready``; raises when the child ends first or the time is over. ``start``: where in the log this try begins."""
    deadline = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None:
            raise StartError(f"{name} stopped while starting: {last_line(log, start)} (all of it in {log})")
        if time.monotonic() > deadline:
            raise StartError(f"{name} did not answer within {seconds:.0f} s: see {log}")
        time.sleep(0.03)


def last_line(log: Path, start: int = 0) -> str:
    """The last line after byte ``start`` that tells what went wrong."""
    try:
        written = log.read_bytes()[start:].decode("utf-8", errors="replace")
    except OSError:
        return "no output"
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    telling = [line for line in lines if any(sign in line.lower() for sign in ("fatal", "panic", "error")) and STARTING not in line]
    return (telling or lines or ["no output"])[-1]


def stop(child: subprocess.Popen[bytes], number: int = signal.SIGTERM, seconds: float = 20) -> None:
    """Ask, wait, then kill."""
    if child.poll() is not None:
        return
    child.send_signal(number)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
