"""Where mail leaves: the channel's own server if it names one, else EMAIL_URL."""

from __future__ import annotations

import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import AfterValidator, Field

from connectors.base import Parameters
from connectors.errors import ConnectorError

Security = Literal["starttls", "tls", "none"]
Line = Literal["disclosure", "footer", "confidentiality_notice", "opt_out"]


_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")


def link_host(value: str) -> str:
    """A host, or all below it. Raises ValueError; one end of the internet such as ``*.com`` is no host."""
    if not _HOST.match(value) or (value.startswith("*.") and value.count(".") < 2):
        raise ValueError("write a host as shop.example or *.shop.example, in lower case, other letters as xn--, without a scheme")
    return value


class EmailParameters(Parameters):
    """Out: ``smtp_*`` (empty host: EMAIL_URL). In: ``imap_*`` for polling, ``authserv_ids`` whose verdicts are believed.

    ``plus_addressing``: the mailbox takes ``name+anything@``, so replies may ask to be answered there.
    """

    smtp_host: str = Field(default="", max_length=253, description="Empty: the server of the installation (EMAIL_URL).")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_user: str = Field(default="", max_length=254)
    smtp_password: str = Field(default="", max_length=500)
    imap_host: str = Field(default="", max_length=253, description="Empty: this mailbox is not polled.")
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_security: Security = "tls"
    imap_user: str = Field(default="", max_length=254)
    imap_password: str = Field(default="", max_length=500)
    imap_folder: str = Field(default="INBOX", max_length=200)
    sender_name: str = Field(default="", max_length=120, description="Beside our address; empty: the name of the channel.")
    plus_addressing: bool = Field(default=False, description="The mailbox takes name+anything@: answers find back by it.")
    authserv_ids: list[str] = Field(
        default_factory=list, description="Mail servers of ours whose Authentication-Results are believed, one a line."
    )
    link_hosts: list[Annotated[str, AfterValidator(link_host)]] = Field(
        default_factory=list, max_length=200,
        description="Hosts that replies may lead to beside the mailbox's own domain, one a line; *.shop.example for those below it.",
    )  # fmt: skip
    forward_to: list[Annotated[str, Field(pattern=r"^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}$")]] = Field(
        default_factory=list,
        max_length=100,
        description="Addresses that triage may forward letters to, one a line. There are none but these.",
    )
    translations: dict[str, dict[Line, str]] = Field(
        default_factory=dict,
        description="By language, the lines below its replies that differ there: disclosure, footer, confidentiality_notice, opt_out.",
    )


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def server_for(parameters: EmailParameters) -> Server:
    """Raises ConnectorError when no server is configured, or production would send in clear text off this machine."""
    server = _own(parameters) or _common()
    if settings.MODE == "production" and server.security == "none" and not server.is_local:
        raise ConnectorError("Mail may not leave without TLS: use submission:// in EMAIL_URL.", code="plain_text", permanent=True)
    return server


def _own(parameters: EmailParameters) -> Server | None:
    if not parameters.smtp_host:
        return None
    p = parameters
    return Server(p.smtp_host, p.smtp_port, p.smtp_security, p.smtp_user, p.smtp_password)


def _common() -> Server:
    values: dict[str, Any] = settings.EMAIL
    if "smtp" not in values.get("EMAIL_BACKEND", "") or not values.get("EMAIL_HOST"):
        raise ConnectorError(
            "No mail server is configured: set EMAIL_URL, such as submission://user:password@mail.example:587.", code="no_server"
        )
    security: Security = "tls" if values.get("EMAIL_USE_SSL") else "starttls" if values.get("EMAIL_USE_TLS") else "none"
    port = values.get("EMAIL_PORT") or {"tls": 465, "starttls": 587, "none": 25}[security]
    return Server(values["EMAIL_HOST"], int(port), security, values.get("EMAIL_HOST_USER") or "", values.get("EMAIL_HOST_PASSWORD") or "")


def tls_context() -> ssl.SSLContext:
    """Verifies name and chain, always; TLS 1.2 at least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def helo_name() -> str:
    """How we introduce ourselves. Never asks the network for our own name."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"[{host}]" if host.replace(".", "").isdigit() else host
