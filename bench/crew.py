"""The processes of ``manage.py up`` for a benchmark that kills them, and the database they use; whatever ended is started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import psutil

from bench import services
from portal.embedded.parts import Plan
from portal.embedded.supervise import Part

WANTED = ("worker", "models", "beat", "sealer")
WORKERS = ("worker", "models", "models-2")


class Crew:
    """``kill`` one at random; ``keep`` starts again what has ended."""

    def __init__(self, environment: dict[str, str], chance: random.Random) -> None:
        self.environment, self.chance = environment, chance
        self.parts = {part.name: part for part in _parts()}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.postgres = services.cluster(Path(unquote(urlsplit(environment["DATABASE_URL"]).hostname or "")).parent)

    def __enter__(self) -> Crew:
        self.keep()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in list(self.running):
            self._kill_part(name)

    def keep(self) -> None:
        for name, part in self.parts.items():
            if name not in self.running or self.running[name].poll() is not None:
                self.running[name] = self._started(part)

    def kill(self) -> str:
        """SIGKILL for somebody; what was hit. The database comes back at once, the others with ``keep``."""
        victim = self.chance.choices(("worker", "child", "sealer", "backend", "postmaster"), (6, 3, 1, 4, 4))[0]
        getattr(self, f"_kill_{victim}")()
        return victim

    def kill_all(self) -> None:
        for name in list(self.running):
            self._kill_part(name)
        self.running.clear()

    def _started(self, part: Part) -> subprocess.Popen[bytes]:
        environment = {**self.environment, **part.environment}
        with (Path(self.environment["COUNTERSIGN_VAR"]) / f"{part.name}.log").open("ab") as log:
            return subprocess.Popen(
                list(part.command), cwd=services.BASE, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def _kill_part(self, name: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def _kill_worker(self) -> None:
        self._kill_part(self.chance.choice([name for name in WORKERS if name in self.parts]))

    def _kill_child(self) -> None:
        """One process of the pool: its parent goes on, and does not know what the child was at."""
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.running["worker"].pid).children()
            if children:
                self.chance.choice(children).kill()

    def _kill_sealer(self) -> None:
        self._kill_part("sealer")

    def _kill_backend(self) -> None:
        """One server process of a client: PostgreSQL ends all sessions and recovers."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self.chance.choice(
                [one for one in self._postmaster().children() if "[local]" in " ".join(one.cmdline())] or [self._postmaster()]
            ).kill()

    def _kill_postmaster(self) -> None:
        family = [self._postmaster(), *self._postmaster().children()]
        family[0].kill()
        end = time.monotonic() + 30
        while any(map(_lives, family)) and time.monotonic() < end:
            time.sleep(0.02)
        self.postgres.start()

    def _postmaster(self) -> psutil.Process:
        first = (self.postgres.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        return psutil.Process(int(first))


def _lives(process: psutil.Process) -> bool:
    """A zombie does not: whoever has adopted it may take its time."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _parts() -> list[Part]:
    plan = Plan(services.BASE, "127.0.0.1", 0, "", {"sealer"})
    return [part for part in plan.parts() if part.name.split("-")[0] in WANTED]
