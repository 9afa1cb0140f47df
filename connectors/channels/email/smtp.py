"""SMTP (RFC 5321) with a step before the final dot, so that the outcome of a broken connection can be told exactly."""

from __future__ import annotations

import contextlib
import re
import select
import smtplib
import socket
import ssl
import threading
from typing import Any

from connectors.base import Hook

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


def stuffed(message: bytes) -> bytes:
    """``message`` with CRLF line ends and doubled leading dots (RFC 5321, 4.5.2), ending in CRLF."""
    text = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", message))
    return text if text.endswith(b"\r\n") else text + b"\r\n"


BEFORE_DOT = 90.0
"""Seconds for all that comes before the final dot, however slowly a server says however much."""
LAST_WAIT = 60.0
"""Seconds to wait for the answer to the final dot: the server is storing the mail, and not to know is the costliest outcome."""
EARLY_WAIT = 2.0


class DottedSMTP(smtplib.SMTP):
    """Sends all of DATA but the final dot, calls ``before_dot``, then the dot. ``dotted`` says whether the dot may have left.

    A timeout of the socket begins anew with every byte; the whole dialogue ends by a clock of its own.
    """

    before_dot: Hook | None = None
    dotted = False
    sock: socket.socket | None
    clock: threading.Timer | None = None

    def connect(self, *address: Any, **options: Any) -> tuple[int, bytes]:
        self._end_after(BEFORE_DOT)
        try:
            return super().connect(*address, **options)
        except BaseException:
            self.close()
            raise

    def _end_after(self, seconds: float) -> None:
        if self.clock:
            self.clock.cancel()
        self.clock = threading.Timer(seconds, self._hang_up)
        self.clock.daemon = True
        self.clock.start()

    def _hang_up(self) -> None:
        """Whoever reads or writes finds the connection ended. Below TLS, which another thread is using."""
        if self.sock:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        if self.clock:
            self.clock.cancel()
        super().close()

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]  # smtplib's stub forbids the returned tuple
        """The server's answer to the whole message. Raises what ``before_dot`` raises, with the message incomplete."""
        body = stuffed(msg.encode("ascii") if isinstance(msg, str) else msg)
        code, reply = self.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.send(body)
        if self.before_dot:
            self.before_dot()
        self._require_silence()
        self._end_after(LAST_WAIT)
        if self.sock:
            self.sock.settimeout(LAST_WAIT)
        self.dotted = True
        self.send(b".\r\n")
        return self.getreply()

    def _require_silence(self) -> None:
        """Before the dot a server has nothing to say: what can be read now is a refusal or the end, and the mail has not left."""
        if self.sock is None or not select.select([self.sock], [], [], 0)[0]:
            return
        self.sock.settimeout(EARLY_WAIT)
        code, reply = self.getreply()
        raise smtplib.SMTPDataError(code, reply)

    def abort(self) -> None:
        """Hang up without QUIT: a message without its dot must not be taken for complete."""
        self.close()

    def tls_version(self) -> str:
        return (self.sock.version() or "") if isinstance(self.sock, ssl.SSLSocket) else ""


class DottedSMTPS(DottedSMTP, smtplib.SMTP_SSL):
    """The same with TLS from the first byte (RFC 8314)."""
