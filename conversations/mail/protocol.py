"""SMTP (RFC 5321) and LMTP (RFC 2033) on top of aiosmtpd: limits, answers that give nothing away, work in threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from conversations.mail import accepting
from conversations.mail.accepting import Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it writes addresses

MOST_RECIPIENTS = 100
TIMEOUT = 300.0
"""Seconds for one command, or for all of one message (RFC 5321, 4.5.3.2)."""

CALLS = {"RCPT": 5_000, "MAIL": 1_000, "DATA": 1_000, "RSET": 1_000, "*": 100}
"""How often a connection may give each command."""


@dataclass
class Gate:
    """How many connections are open, and which."""

    most: int
    open: set[Any] = field(default_factory=set)
    busy: int = 0

    def enter(self, protocol: Any) -> bool:
        if len(self.open) >= self.most:
            return False
        self.open.add(protocol)
        return True


class Handler:
    """aiosmtpd's hooks. Every look into the database happens in ``threads``."""

    def __init__(self, threads: ThreadPoolExecutor, gate: Gate, *, lmtp: bool = False) -> None:
        self.threads, self.gate, self.lmtp = threads, gate, lmtp

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once"
        answer: str = await self._in_thread(partial(accepting.recipient, address, self._session(session, envelope)))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        work = partial(accepting.message, envelope.original_content, list(envelope.rcpt_tos), self._session(session, envelope))
        answers = await self._in_thread(work)
        return "\r\n".join(answers) if self.lmtp else accepting.together(answers)

    async def handle_VRFY(self, server: SMTP, session: Any, envelope: Any, address: str) -> str:
        return "252 2.5.2 Send some mail, and it will be answered"

    async def handle_exception(self, error: Exception) -> str:
        """A defect of ours is never the end of a mail, and its text is nobody's business."""
        logging.getLogger(__name__).error("mail.defect", exc_info=error)
        return accepting.LATER

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        self.gate.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        finally:
            self.gate.busy -= 1

    def _session(self, session: Any, envelope: Any) -> Session:
        peer = session.peer[0] if isinstance(session.peer, tuple) else "127.0.0.1"
        secured = (session.ssl or {}).get("ssl_object")
        tls = (secured.version() or "") if secured else ""
        protocol = "LMTP" if self.lmtp else "ESMTP" if session.extended_smtp else "SMTP"
        return Session(peer, session.host_name or "", tls, protocol, envelope.mail_from or "")


class Bounded:
    """Mixed into both protocols: too many connections are told so and closed; one that has ended is forgotten."""

    gate: Gate
    line_length_limit: ClassVar[int] = 200_000  # real mail has longer lines than it may; the parser copes
    local_part_limit: ClassVar[int] = 128

    def connection_made(self, transport: Any) -> None:
        self.turned_away = self._original_transport is None and not self.gate.enter(self)  # type: ignore[attr-defined]  # asyncio sets it, the library has no types
        if self.turned_away:
            transport.write(b"421 4.3.2 Too many connections, please try again\r\n")
            transport.close()
            return
        super().connection_made(transport)  # type: ignore[misc]  # the library has no types

    def connection_lost(self, error: Exception | None) -> None:
        self.gate.open.discard(self)
        if not self.turned_away:
            super().connection_lost(error)  # type: ignore[misc]  # the library has no types

    def eof_received(self) -> bool | None:
        return None if self.turned_away else super().eof_received()  # type: ignore[misc]  # the library has no types

    def data_received(self, data: bytes) -> None:
        if not self.turned_away:
            super().data_received(data)  # type: ignore[misc]  # the library has no types


class SmtpServer(Bounded, SMTP):
    def __init__(self, handler: Handler, **options: Any) -> None:
        self.gate = handler.gate
        super().__init__(handler, **options)


class LmtpServer(Bounded, LMTP):
    """After the dot LMTP wants one answer a recipient; aiosmtpd gives one for all when the message itself is refused."""

    awaiting = 0

    def __init__(self, handler: Handler, **options: Any) -> None:
        self.gate = handler.gate
        super().__init__(handler, **options)

    async def push(self, status: str | bytes) -> None:
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        if self.awaiting and "\r\n" not in text:
            text = "\r\n".join([text] * self.awaiting)
        self.awaiting = len(self.envelope.rcpt_tos) if self.envelope and text.startswith("354") else 0
        await super().push(text)
