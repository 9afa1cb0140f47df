"""Reading a mailbox by IMAP (RFC 3501, IDLE of RFC 2177). The folder is opened read-only: nothing there is marked, moved or deleted."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from datetime import date

from django.conf import settings
from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from connectors.channels.email.settings import EmailParameters, Server, tls_context
from connectors.errors import ConnectorError

TIMEOUT = 30.0
SLICE = 0.5
"""Seconds after which an idle wait looks whether it is to stop."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID (\d+)")


class Inbox:
    """One open folder. Everything raises ConnectorError, whose message names no address and no content."""

    def __init__(self, box: BaseMailBox, folder: str) -> None:
        self.box, self.client = box, box.client
        self.can_idle = "IDLE" in self._capabilities()
        self._open(folder)

    def _capabilities(self) -> set[str]:
        _, answer = self.client.capability()
        return set((answer[0] or b"").decode("ascii", "replace").upper().split())

    def _open(self, folder: str) -> None:
        self.box.folder.set(folder, readonly=True)
        self.uid_validity = self._number("UIDVALIDITY")

    def _number(self, name: str) -> int:
        _, answer = self.client.response(name)
        return int(answer[-1]) if answer and answer[-1] else 0

    @property
    def tls(self) -> str:
        return (self.client.sock.version() or "") if isinstance(self.client.sock, ssl.SSLSocket) else ""

    def after(self, uid: int) -> list[int]:
        """Ids above ``uid``, ascending. The range n:* always names the last message, even when it is older."""
        return [one for one in self._search(f"UID {uid + 1}:*") if one > uid]

    def unread(self) -> list[int]:
        return self._search("UNSEEN")

    def since(self, day: date) -> list[int]:
        return self._search(f"SINCE {day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}")

    def newest(self) -> int:
        return max(self._search("ALL"), default=0)

    def _search(self, criteria: str) -> list[int]:
        with _translated():
            status, answer = self.client.uid("SEARCH", criteria)
            _require(status)
            return sorted({int(one) for line in answer if line for one in line.split()})

    def fetch(self, uid: int, limit: int) -> bytes | None:
        """The raw message, at most ``limit`` + 1 bytes of it; None when it has gone meanwhile."""
        with _translated():
            status, answer = self.client.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{limit + 1}>)")
            _require(status)
            return next((one[1] for one in answer if isinstance(one, tuple) and _is(one[0], uid)), None)

    def wait(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Idle until something happens, the time is over, or ``stop`` says so.

        What was announced at the end of an earlier command would not be announced again: then there is nothing to wait for.
        """
        if self.client.untagged_responses.pop("EXISTS", None):
            return
        with _translated(), self.box.idle as idle:
            waited = 0.0
            while waited < seconds and not stop() and not idle.poll(timeout=SLICE):
                waited += SLICE


def _is(head: bytes, uid: int) -> bool:
    found = _UID.search(head)
    return found is None or int(found.group(1)) == uid


def _require(status: str) -> None:
    if status != "OK":
        raise ConnectorError("The mail server refused to list or hand out mail.", code="imap_refused")


@contextlib.contextmanager
def opened(parameters: EmailParameters) -> Iterator[Inbox]:
    """Sign in and open the folder. Raises ConnectorError; in production never in clear text off this machine."""
    server = Server(parameters.imap_host, parameters.imap_port, parameters.imap_security, parameters.imap_user, parameters.imap_password)
    if settings.MODE == "production" and server.security == "none" and not server.is_local:
        raise ConnectorError("Mail may not be fetched without TLS: set imap_security.", code="plain_text", permanent=True)
    with _translated():
        box = _connected(server)
    try:
        with _translated():
            sign_in = box.login if (server.user + server.password).isascii() else box.login_utf8
            sign_in(server.user, server.password, initial_folder=None)
            inbox = Inbox(box, parameters.imap_folder)
        yield inbox
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
            box.logout()


def _connected(server: Server) -> BaseMailBox:
    if server.security == "tls":
        return MailBox(server.host, server.port, timeout=TIMEOUT, ssl_context=tls_context())
    if server.security == "starttls":
        return MailBoxStartTls(server.host, server.port, timeout=TIMEOUT, ssl_context=tls_context())
    return MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Texts of the server stay out of rows and logs: they repeat addresses."""
    try:
        yield
    except ssl.SSLError as problem:
        raise ConnectorError("The mailbox's TLS certificate or version was not accepted.", code="tls") from problem
    except imaplib.IMAP4.abort as problem:
        raise ConnectorError("The connection to the mailbox broke.", code="unreachable") from problem
    except (imaplib.IMAP4.error, ImapToolsError) as problem:
        raise ConnectorError("The mailbox refused: check user, password and folder.", code="imap_refused") from problem
    except (OSError, ValueError) as problem:
        raise ConnectorError("The mailbox cannot be reached.", code="unreachable") from problem
