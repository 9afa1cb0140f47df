"""Make or bring up to date ``.venv`` from requirements.lock. Standard library only: it runs before anything is installed.

    python3 -I scripts/environment.py

Every package is checked against the hash in the lock. uv does the work; where it is missing it is installed into .venv with pip.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
LOCK = BASE / "requirements.lock"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".lock-sha256"
COMPILER_SIGNS = (
    "command 'cc' failed",
    "command 'gcc' failed",
    "unable to execute 'gcc'",
    "unable to execute 'cc'",
    "gcc: not found",
    "no acceptable C",
)


def say(line: str) -> None:
    print(line, flush=True)


def fail(line: str) -> None:
    say(line)
    sys.exit(1)


def fingerprint() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest() + f" {sys.version_info.major}.{sys.version_info.minor}"


def is_current() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint()


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=False)


def works(command: list[str]) -> bool:
    return shutil.which(command[0]) is not None and run([*command, "--version"]).returncode == 0


def uv() -> list[str]:
    for command in (["uv"], [sys.executable, "-m", "uv"], [str(VENV / "bin" / "uv")]):
        if works(command):
            return command
    say("Installing uv with pip into .venv ...")
    for command in ([sys.executable, "-m", "venv", str(VENV)], [str(PYTHON), "-m", "pip", "install", "--quiet", "uv"]):
        done = run(command)
        if done.returncode:
            fail(f"uv is missing and could not be installed ({last(done)}): install uv, or python3-venv and pip, then run make up again.")
    return [str(VENV / "bin" / "uv")]


def last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
    return lines[-1] if lines else f"status {done.returncode}"


def make_venv(tool: list[str]) -> None:
    if PYTHON.exists():
        return
    say(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor} ...")
    done = run([*tool, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    if done.returncode:
        fail(f".venv could not be made: {last(done)}")


def install(tool: list[str]) -> None:
    say("Installing the packages of requirements.lock into .venv, hashes checked (minutes on an empty cache, seconds on a full one) ...")
    command = [*tool, "pip", "install", "--quiet", "--require-hashes", "--python", str(PYTHON), "-r", str(LOCK)]
    done = run(command)
    if done.returncode:
        fail(reason(done))
    STAMP.write_text(fingerprint(), encoding="ascii")


def reason(done: subprocess.CompletedProcess[str]) -> str:
    output = done.stderr + done.stdout
    if any(sign in output for sign in COMPILER_SIGNS):
        return "A package must be compiled here and there is no C compiler: install gcc, or use Python 3.11 or 3.12 on x86-64 Linux."
    say(output.strip())
    return "The packages could not be installed: the lines above say which. Is a package index reachable?"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the one place an old Python comes by
        fail(f"Python 3.11 or newer is needed, this is {sys.version_info.major}.{sys.version_info.minor}: make up PYTHON=python3.11")
    if is_current():
        return
    if not os.access(BASE, os.W_OK):
        fail(f"{BASE} cannot be written: copy it to a folder of yours, or make it writable.")
    started = time.monotonic()
    tool = uv()
    make_venv(tool)
    install(tool)
    say(f"The packages are in place ({time.monotonic() - started:.0f} s).")


if __name__ == "__main__":
    main()
