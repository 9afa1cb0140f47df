"""What the mail server decides about one message, in the words of SMTP: who may receive here, and what became of it.

Everything here blocks and runs in a thread with a database connection of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from connectors.channels.email.adapter import without_detail
from connectors.channels.email.settings import helo_name
from connectors.errors import ConnectorError
from connectors.mail.auth import Peer
from connectors.mail.fields import clean, on_the_wire
from connectors.models import Channel
from conversations.mail import outbox, taking
from conversations.mail.taking import Hop

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

TAKEN = "250 2.0.0 Taken"
NO_MAILBOX = "550 5.1.1 There is no such mailbox here"
LATER = "451 4.3.0 Not now, please try again"


@dataclass(frozen=True, slots=True)
class Session:
    """One connection as far as a message needs it."""

    ip: str
    helo: str = ""
    tls: str = ""
    protocol: str = "ESMTP"
    mail_from: str = ""

    @property
    def keeps_outgoing(self) -> bool:
        """On a single machine, what its own processes send to anybody else is put aside as files."""
        return settings.MODE == "local" and taking.is_this_machine(self.ip)


def with_database(work: Callable[[], Answer]) -> Answer:
    """Run ``work``; once more on a fresh connection when the old one had died. Taking the same mail in twice does no harm."""
    try:
        return work()
    except (OperationalError, InterfaceError):
        connection.close()
        return work()


def mailbox(address: str) -> Channel | None:
    """The active channel that receives what is sent to ``address`` (with or without ``+anything``)."""
    try:
        plain = on_the_wire(address.strip().lower()) if address.isprintable() else ""
    except ConnectorError:
        plain = ""
    return Channel.objects.filter(kind="email", is_active=True, address__in={plain, without_detail(plain)} - {"", "@"}).first()


def recipient(address: str, session: Session) -> str:
    """The answer to RCPT TO."""
    try:
        known = with_database(lambda: mailbox(address) is not None)
    except DatabaseError:
        logger.warning("mail.database_away")
        return LATER
    return "250 2.1.5 Recipient fine" if known or session.keeps_outgoing else NO_MAILBOX


def message(raw: bytes, recipients: Sequence[str], session: Session) -> list[str]:
    """One answer a recipient; 250 says that the mail is committed (or lies in the outbox) and will not be lost."""
    return [_one(raw, address, session) for address in recipients]


def _one(raw: bytes, address: str, session: Session) -> str:
    try:
        channel = with_database(lambda: mailbox(address))
        if channel is not None:
            with_database(lambda: taking.take(channel, with_path(raw, session), hop(address, session)))
            return TAKEN
        if session.keeps_outgoing:
            outbox.write(raw)
            return TAKEN
        return NO_MAILBOX
    except DatabaseError:
        logger.warning("mail.database_away")
        connection.close()
    except Exception:
        logger.exception("mail.not_stored")
    return LATER


def together(answers: Sequence[str]) -> str:
    """The one answer that SMTP has for all recipients: try again if any failed for now (those taken in are known again then)."""
    for code in ("4", "5"):
        if failed := [one for one in answers if one.startswith(code)]:
            return failed[0]
    return answers[0]


def with_path(raw: bytes, session: Session) -> bytes:
    """RFC 5321, 4.4: the envelope's sender stands first; an empty one is how bounces are told apart."""
    path = clean(session.mail_from).strip("<>")
    return b"Return-Path: <" + path.encode("utf-8", "replace") + b">\r\n" + raw


def hop(address: str, session: Session) -> Hop:
    relay = taking.is_relay(session.ip)
    peer = None if relay else Peer(session.ip, session.helo, session.mail_from)
    return Hop(peer, session.tls, address, received(address, session), vouching=relay)


def received(address: str, session: Session) -> bytes:
    """The trace line of this hop (RFC 5321, 4.4): kept with the raw message, it says how it came."""
    protocol = session.protocol + ("S" if session.tls else "")
    tls = f" ({session.tls})" if session.tls else ""
    helo = "".join(char for char in clean(session.helo) if char.isalnum() or char in ".-_:[]") or "unknown"
    line = f"Received: from {helo} ([{session.ip}])\r\n\tby {helo_name()} with {protocol}{tls}\r\n\tfor <{clean(address)}>; "
    return f"{line}{format_datetime(timezone.now())}\r\n".encode("utf-8", "replace")
