from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from conversations.mail.listening import MailServer


@dataclass
class Running:
    """A mail server in a thread of this process."""

    server: MailServer

    @property
    def port(self) -> int:
        return self.server.smtp_port

    @property
    def lmtp_port(self) -> int:
        return self.server.lmtp_port or 0


def letter(number: int = 1, to: str = "help@moss.example", **headers: str) -> bytes:
    """One plain mail to the mailbox of the cast; each number another one."""
    known = {
        "From": "Mara Vogel <mara.vogel@example.org>", "To": to, "Subject": f"The green lamp, {number}",
        "Message-ID": f"<letter-{number}@mail.example>", "Date": "Tue, 03 Nov 2026 09:00:00 +0000", **headers,
    }  # fmt: skip
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in known.items() if value)
    return f"{head}\r\nWhere is lamp number {number}?\r\n".encode()


@contextlib.contextmanager
def running(**options: Any) -> Iterator[Running]:
    """Listens on free ports until the block ends."""
    ready, stop, ended = threading.Event(), threading.Event(), threading.Event()
    found: list[Running] = []

    async def serve() -> None:
        async with MailServer("127.0.0.1", 0, 0, **options) as server:
            found.append(Running(server))
            ready.set()
            while not stop.is_set():
                await asyncio.sleep(0.02)
        ended.set()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(60), "the mail server did not start"
    try:
        yield found[0]
    finally:
        stop.set()
        thread.join(60)
        assert ended.is_set(), "the mail server did not stop as it should"


@pytest.fixture
def mail_server(transactional_db: None) -> Iterator[Running]:
    with running() as server:
        yield server


def eventually(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for something that another thread does."""
    stop = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        stop.wait(0.02)
    raise AssertionError(f"never happened: {what}")
