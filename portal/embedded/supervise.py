"""Keeps a set of child processes running: starts, restarts with a growing pause, stops, and says so in one line each."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.process import last_line, size, spawn

PAUSES = (1, 2, 5, 10, 30)
STEADY = 60  # seconds after which a process counts as healthy again
GRACE = 20  # seconds to end by itself


@dataclass(frozen=True)
class Part:
    """One process. ``where`` is what a person needs to reach it; ``death`` the signal it gets when `up` itself was killed."""

    name: str
    command: Sequence[str]
    where: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    death: int = signal.SIGTERM


@dataclass
class Child:
    part: Part
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    log_start: int = 0
    restarts: int = 0
    due: float = 0.0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def described(self) -> dict[str, object]:
        pid = self.process.pid if self.process and self.alive else None
        state = "running" if self.alive else "restarting"
        return {
            "name": self.part.name,
            "state": state,
            "where": self.part.where,
            "pid": pid,
            "restarts": self.restarts,
            "log": str(self.log),
        }


class Supervisor:
    """``base`` is the environment of every child; ``say`` prints a line; ``changed`` is called after each change."""

    def __init__(self, logs: Path, base: Mapping[str, str], say: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.logs, self.base, self.say, self.changed = logs, base, say, changed
        self.children: list[Child] = []

    def add(self, part: Part) -> None:
        child = Child(part, self.logs / f"{part.name}.log")
        self.children.append(child)
        self.launch(child)

    def launch(self, child: Child) -> None:
        environment = {**self.base, "COUNTERSIGN_COMPONENT": child.part.name, **child.part.environment}
        child.log_start = size(child.log)
        child.process = spawn(child.part.command, child.log, child.part.death, environment)
        child.started = time.monotonic()
        self.changed()

    def look(self) -> None:
        """One round: note who ended, start again whose pause is over."""
        for child in self.children:
            if child.alive:
                continue
            if not child.due:
                self.note_end(child)
            elif time.monotonic() >= child.due:
                child.due = 0.0
                self.launch(child)

    def note_end(self, child: Child) -> None:
        end_group(child.process, signal.SIGKILL)  # what it started must not stay
        steady = time.monotonic() - child.started > STEADY
        child.restarts = 1 if steady else child.restarts + 1
        pause = PAUSES[min(child.restarts, len(PAUSES)) - 1]
        child.due = time.monotonic() + pause
        self.say(f"{child.part.name} {self.how_it_ended(child)} - starting it again in {pause} s (log: {child.log})")
        self.changed()

    def how_it_ended(self, child: Child) -> str:
        status = child.process.returncode if child.process else 0
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with status {status}: {last_line(child.log, child.log_start)}"

    def stop(self) -> None:
        """Ask all process groups at once, wait, kill what is left."""
        for child in reversed(self.children):
            if child.alive and child.process:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while any(child.alive for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            if child.alive:
                self.say(f"{child.part.name} did not end within {GRACE} s and is killed")
            end_group(child.process, signal.SIGKILL)
            if child.process:
                child.process.wait()


def end_group(process: subprocess.Popen[bytes] | None, number: int) -> None:
    """Each child leads a session, so its group is itself and all that it started."""
    if process is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
