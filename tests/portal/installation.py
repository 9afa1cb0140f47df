"""Countersign as a person installs it: a folder, ports, `manage.py up`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from portal.embedded.ports import free_port

BASE = Path(__file__).resolve().parents[2]
SECONDS = 300  # of patience: the first start of all processes at once takes a busy machine two minutes


class Installation:
    """A folder of its own, ports of its own, the environment of a person who set nothing else."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="csu-"))
        self.var, self.output = self.folder / "var", self.folder / "output"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPYCACHEPREFIX") if name in os.environ}
        self.environment = {**kept, "COUNTERSIGN_VAR": str(self.var)}
        self.take_ports()
        self.process: subprocess.Popen[bytes] | None = None

    def take_ports(self) -> None:
        self.environment |= {"PORT": str(free_port()), "MAIL_SERVER_PORT": str(free_port())}

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

    def manage(self, *words: str, seconds: float = SECONDS) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False, timeout=seconds)

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
        deadline = time.monotonic() + SECONDS
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.processes() == []

    def end_all(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for process in self.processes():
            process.kill()

    def remove(self) -> None:
        self.end_all()
        shutil.rmtree(self.folder, ignore_errors=True)
