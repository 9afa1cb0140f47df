"""Mail to people of the house, one each: who got it, whom the server does not take, and who is to be tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMessage, get_connection


@dataclass
class Outcome:
    """Addresses. ``problem`` is why the last of ``later`` failed: a server that is away, or that has no room just now."""

    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    problem: Exception | None = None


def post(addresses: Sequence[str], subject: str, text: str) -> Outcome:
    """To each its own mail, over one connection. Never raises what a server said."""
    found, server = Outcome(), get_connection()
    for address in addresses:
        try:
            server.open()
            _mail(address, subject, text, server).send()
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


def _mail(address: str, subject: str, text: str, server: Any) -> EmailMessage:
    """RFC 3834: no vacation notice is to answer it."""
    return EmailMessage(subject, text, to=[address], headers={"Auto-Submitted": "auto-generated"}, connection=server)


def _is_final(error: Exception) -> bool:
    """The server is there and does not take a mail to this address, now or later: 5yz of RFC 5321, 4.2.1."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPNotSupportedError) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)
