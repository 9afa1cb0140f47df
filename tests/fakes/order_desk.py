"""The sample's order desk as a process of its own, and what may be asked of it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.embedded.ports import free_port
from portal.orders.token import token
from tests.support.workers import wait_for


@dataclass
class OrderDesk:
    port: int
    secret: str
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: Any = None, key: str = "key-00001", secret: str | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode() if body is not None else None, method=method,
            headers={"Authorization": f"Bearer {self.secret if secret is None else secret}", "Idempotency-Key": key},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the loopback
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


def started(folder: Path, *more: str) -> OrderDesk:
    secret = token(folder)
    port = free_port()
    files = ["--file", str(folder / "orders.sqlite3"), "--token-file", str(folder / "order-desk.token")]
    process = subprocess.Popen([sys.executable, "-m", "portal.orders", "--port", str(port), *files, *more])
    wait_for(lambda: process.poll() is not None or answers(port))
    assert process.poll() is None, "the order desk did not start"
    return OrderDesk(port, secret, process)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
