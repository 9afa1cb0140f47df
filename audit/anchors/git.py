"""A git repository: each round is a commit, pushed to a remote if one is named. Whoever has a clone has the checkpoints."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from audit.anchors.base import AnchorFailed, Line
from audit.anchors.file import FILE, WINDOW, append

SECONDS = 60


class GitAnchor:
    def __init__(self, name: str, every: float, folder: Path, remote: str) -> None:
        self.name, self.every, self.folder, self.remote = name, every, folder, remote

    def keep(self, lines: Sequence[Line]) -> str:
        """The id of the commit."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (self.folder / ".git").exists():
                self._git("init", "--quiet")
            append(self.folder / FILE, "".join(map(str, lines)).encode())
        except OSError as error:
            raise AnchorFailed(f"The repository {self.folder} cannot be written ({error.strerror}).") from error
        self._git("add", FILE)
        self._git("commit", "--quiet", "--no-verify", "-m", f"{len(lines)} checkpoints")
        if self.remote:
            self._git("push", "--quiet", self.remote, "HEAD")
        return self._git("rev-parse", "HEAD").strip()

    def received(self, receipt: str) -> bytes:
        """As the commit has it."""
        return self._git("show", f"{receipt}:{FILE}").encode()[-WINDOW:]

    def _git(self, *arguments: str) -> str:
        program = shutil.which("git")
        if program is None:
            raise AnchorFailed("git is not installed; install it, or take the git:// address out of COUNTERSIGN_ANCHORS.")
        command = [
            program,
            "-c",
            "user.name=Countersign",
            "-c",
            "user.email=ledger@countersign.invalid",
            "-c",
            "commit.gpgsign=false",
            *arguments,
        ]
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
        try:
            done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 - a fixed program, no shell, our own arguments
        except subprocess.TimeoutExpired:
            raise AnchorFailed(f"git {arguments[0]} in {self.folder} took longer than {SECONDS} s.") from None
        except subprocess.CalledProcessError as problem:
            said = (problem.stderr or "").strip().splitlines()
            raise AnchorFailed(f"git {arguments[0]} in {self.folder} failed: {said[-1] if said else 'no reason given'}") from None
        return done.stdout
