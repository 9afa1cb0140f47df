"""Mail to people of the house, one each: who got it, whom the server does not take, and who is to be tried again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection


@dataclass
class Outcome:
    """Addresses. ``problem`` is why the last of ``later`` failed: a server that is away, or that has no room just now."""

    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    problem: Exception | None = None


def post(addresses: Sequence[str], subject: str, text: str, *, about: str) -> Outcome:
    """To each its own mail, over one connection. Never raises what a server said.

    The same words to the same address ``about`` the same thing are the same mail, however often they leave: it keeps its Message-ID.
    """
    found, server = Outcome(), get_connection()
    for address in addresses:
        try:
            server.open()
            _mail(address, subject, text, about, server).send()
            found.sent.append(address)
        except ValueError:  # no address that a mail could carry
            found.refused.append(address)
        except (SMTPException, OSError) as error:
            server.close()  # the next one begins anew
            if _is_final(error):
                found.refused.append(address)
            else:
                found.later.append(address)
                found.problem = error
    server.close()
    return found


def _mail(address: str, subject: str, text: str, about: str, server: Any) -> EmailMessage:
    """RFC 3834: no vacation notice is to answer it."""
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(about, address.lower(), subject, text)}
    return EmailMessage(subject, text, to=[address], headers=headers, connection=server)


def _message_id(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def _is_final(error: Exception) -> bool:
    """The server is there and does not take a mail to this address, now or later: 5yz of RFC 5321, 4.2.1."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPNotSupportedError) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)
