"""The mail server as a process: listens, stops when told, and gives messages that are being stored the time to end."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from connectors.channels.email.settings import helo_name
from conversations.mail.protocol import CALLS, TIMEOUT, Gate, Handler, LmtpServer, SmtpServer

THREADS = 4
GRACE = 10.0
"""Seconds that messages being stored have to end once the process is told to stop."""


@dataclass
class Workers:
    """Threads with a database connection each, all closed in the end."""

    connections: list[BaseDatabaseWrapper] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, thread_name_prefix="mail", initializer=self._join)

    def _join(self) -> None:
        own = connections[DEFAULT_DB_ALIAS]
        own.inc_thread_sharing()  # so that the main thread may close it
        with self.lock:
            self.connections.append(own)

    def close(self) -> None:
        for one in self.connections:
            one.close()


@dataclass
class MailServer:
    """``async with`` listens; ``smtp_port`` and ``lmtp_port`` are the ports taken (0 asks for a free one, None for no LMTP)."""

    host: str
    smtp_port: int
    lmtp_port: int | None = None
    gate: Gate = field(default_factory=lambda: Gate(settings.MAIL_SERVER_CONNECTIONS))

    async def __aenter__(self) -> MailServer:
        self.workers = Workers()
        self.threads = self.workers.pool()
        self.listeners: list[asyncio.Server] = []
        self.smtp_port = await self._listen(self.smtp_port, partial(self._protocol, SmtpServer, lmtp=False))
        if self.lmtp_port is not None:
            self.lmtp_port = await self._listen(self.lmtp_port, partial(self._protocol, LmtpServer, lmtp=True))
        return self

    async def _listen(self, port: int, factory: Callable[[], Any]) -> int:
        server = await asyncio.get_running_loop().create_server(factory, self.host, port)
        self.listeners.append(server)
        return int(server.sockets[0].getsockname()[1])

    def _protocol(self, kind: Callable[..., Any], *, lmtp: bool) -> Any:
        context = tls()
        return kind(
            Handler(self.threads, self.gate, lmtp=lmtp),
            hostname=helo_name(),
            ident="Countersign",
            data_size_limit=settings.MAIL_SIZE_LIMIT,
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=settings.MAIL_SERVER_REQUIRE_TLS,
            timeout=TIMEOUT,
            command_call_limit=CALLS,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=asyncio.get_running_loop(),
        )

    async def __aexit__(self, *problem: object) -> None:
        for server in self.listeners:
            server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self.gate.busy:
                    await asyncio.sleep(0.05)
        for protocol in list(self.gate.open):
            if protocol.transport is not None:
                protocol.transport.close()
        await asyncio.sleep(0)
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.workers.close()


def tls() -> ssl.SSLContext | None:
    """For STARTTLS, when a certificate is configured. Read anew for each connection, so that a renewed one is used at once."""
    if not settings.MAIL_SERVER_CERTIFICATE:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.MAIL_SERVER_CERTIFICATE, settings.MAIL_SERVER_CERTIFICATE_KEY or None)
    return context
