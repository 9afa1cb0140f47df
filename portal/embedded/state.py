"""What ``up`` leaves under ``var/`` for other commands: a lock, the addresses of the services, the list of what runs."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal import services
from portal.embedded.errors import StartError

PARTS = "up.json"


@dataclass
class Lock:
    """Held for the life of ``up``; the system lets go of it however that ends."""

    var: Path
    handle: IO[str] | None = None

    def take(self) -> None:
        self.handle = self.opened()
        for _ in range(20):  # a command that asks whether `up` runs holds it for a moment
            try:
                fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
                continue
            self.handle.seek(0)
            self.handle.truncate()
            self.handle.write(str(os.getpid()))
            self.handle.flush()
            return
        self.handle.seek(0)
        raise StartError(f"Countersign already runs here (process {self.handle.read() or 'unknown'}): `manage.py up --check` shows it.")

    def opened(self) -> IO[str]:
        try:
            self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe = self.var / ".write"
            probe.touch()
            probe.unlink()
            return (self.var / services.LOCK).open("a+", encoding="ascii")
        except OSError as error:
            raise StartError(f"{self.var} cannot be written ({error.strerror}): make it writable or set COUNTERSIGN_VAR.") from error


def write_private(path: Path, value: object) -> None:
    """Whole or not at all, readable by the owner only."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file)
    draft.replace(path)


def write_services(var: Path, addresses: Mapping[str, str]) -> None:
    write_private(var / services.FILE, dict(addresses))


def write_parts(var: Path, parts: Sequence[Mapping[str, Any]]) -> None:
    write_private(var / PARTS, list(parts))


def read_parts(var: Path) -> list[dict[str, Any]]:
    """What the living ``up`` says it runs; nothing when none lives."""
    try:
        parts = json.loads((var / PARTS).read_text(encoding="utf-8")) if services.is_up(var) else []
    except (OSError, ValueError):
        return []
    return [dict(part) for part in parts]


def clear(var: Path) -> None:
    for name in (services.FILE, PARTS):
        (var / name).unlink(missing_ok=True)
