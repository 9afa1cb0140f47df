"""What an earlier server left behind: a lock file without a server, or a server without a master."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psutil

from portal.embedded.account import Account
from portal.embedded.errors import StartError

SOCKET_LOCK = ".s.PGSQL.5432.lock"


def clear(data: Path, sockets: Path, pg_ctl: Path, account: Account) -> None:
    """Make the way free for a start: the caller holds the lock of the folder, so whatever still runs here is nobody's."""
    lock = data / "postmaster.pid"
    pid = recorded_pid(lock)
    if pid is None:
        return
    if serves(pid, data):
        end(pid, data, pg_ctl, account)
    for file in (lock, sockets / SOCKET_LOCK):  # a recycled process id in either would make PostgreSQL refuse to start
        file.unlink(missing_ok=True)


def recorded_pid(lock: Path) -> int | None:
    try:
        first = lock.read_text(encoding="utf-8", errors="replace").splitlines()[:1]
    except FileNotFoundError:
        return None
    return int(first[0]) if first and first[0].strip().isdigit() else 0


def serves(pid: int, data: Path) -> bool:
    """Whether this process is a living postgres with this data folder: a zombie or another program is not."""
    if pid <= 0:
        return False
    try:
        process = psutil.Process(pid)
        alive = process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
        return alive and "postgres" in process.name() and str(data) in process.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return False


def end(pid: int, data: Path, pg_ctl: Path, account: Account) -> None:
    command = [str(pg_ctl), "-D", str(data), "-m", "fast", "-w", "-t", "60", "stop"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **account.popen)  # noqa: S603 - the command is ours
    if done.returncode and serves(pid, data):
        raise StartError(f"Another PostgreSQL (process {pid}) runs on {data} and does not stop: end it, then try again.")
