"""E-mail out by SMTP: exactly one mail, or a clear word about why not, or an honest "unknown"."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from typing import ClassVar

from connectors.base import Adapter, Capabilities, Hook, Parameters, Sent
from connectors.channels.email.settings import EmailParameters, Server, helo_name, server_for, tls_context
from connectors.channels.email.smtp import DottedSMTP, DottedSMTPS
from connectors.errors import ConnectorError
from connectors.mail.compose import Composed, compose
from connectors.models import Channel, Delivery
from connectors.registry import register
from connectors.types import Outbound


@register
class EmailAdapter(Adapter):
    kind: ClassVar[str] = "email"
    label: ClassVar[str] = "E-mail"
    parameters: ClassVar[type[Parameters]] = EmailParameters
    sensitive: ClassVar[frozenset[str]] = frozenset({"smtp_password", "imap_password"})
    capabilities: ClassVar[Capabilities] = Capabilities(html=True, attachments=True, subject=True, threads=True, addressed=True)

    def send(self, delivery: Delivery, outbound: Outbound, *, before_point_of_no_return: Hook) -> Sent:
        mail = compose(outbound, key=delivery.key)
        refuse_loop(mail)
        client = self._connect(server_for(self.settings))
        client.before_dot = before_point_of_no_return
        try:
            return self._deliver(client, mail)
        except (smtplib.SMTPException, OSError) as problem:
            raise failure(problem, dotted=client.dotted) from problem
        finally:
            client.abort()

    def _connect(self, server: Server) -> DottedSMTP:
        try:
            return self._greeted(server)
        except (smtplib.SMTPException, OSError) as problem:
            raise unready(problem) from problem

    def _greeted(self, server: Server) -> DottedSMTP:
        context, name, timeout = tls_context(), helo_name(), self.timeout
        if server.security == "tls":
            client: DottedSMTP = DottedSMTPS(server.host, server.port, local_hostname=name, timeout=timeout, context=context)
        else:
            client = DottedSMTP(server.host, server.port, local_hostname=name, timeout=timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                client.starttls(context=context)
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
        except BaseException:
            client.abort()
            raise
        return client

    def _deliver(self, client: DottedSMTP, mail: Composed) -> Sent:
        self._envelope(client, mail)
        code, reply = client.data(mail.data)
        if 400 <= code < 600:
            client.dotted = False  # the server has answered: it has not taken the mail
        if not 200 <= code < 300:
            raise smtplib.SMTPDataError(code, reply)
        sent = Sent(external_id=mail.message_id, tls=client.tls_version())
        with contextlib.suppress(smtplib.SMTPException, OSError):  # it has been taken; how we part does not matter
            client.sock.settimeout(2) if client.sock else None
            client.docmd("QUIT")
        return sent

    def _envelope(self, client: DottedSMTP, mail: Composed) -> None:
        """All recipients or none: what was approved names them all."""
        code, reply = client.mail(mail.sender, _options(client, mail))
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, reply, mail.sender)
        for address in mail.recipients:
            code, reply = client.rcpt(address)
            if code not in (250, 251):
                raise smtplib.SMTPRecipientsRefused({address: (code, reply)})


def _options(client: DottedSMTP, mail: Composed) -> list[str]:
    limit = client.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(mail.data):
        raise ConnectorError("The mail is larger than the mail server takes.", code="too_large", permanent=True)
    options = [f"SIZE={len(mail.data)}"] if client.has_extn("size") else []
    if mail.utf8:
        if not client.has_extn("smtputf8"):
            raise ConnectorError("The mail server cannot send to addresses with letters beyond ASCII.", code="smtputf8", permanent=True)
        options += ["SMTPUTF8", "BODY=8BITMIME"]
        client.command_encoding = "utf-8"
    return options


def refuse_loop(mail: Composed) -> None:
    """Mail to a mailbox of our own would be taken in and answered: it is never sent."""
    plain = {one.lower() for one in mail.recipients} | {without_detail(one) for one in mail.recipients}
    if Channel.objects.filter(kind=EmailAdapter.kind, address__in=plain).exists():
        raise ConnectorError("The recipient is a mailbox of our own.", code="loop", permanent=True)


def without_detail(address: str) -> str:
    """``Support+cs123@our.example`` -> ``support@our.example`` (RFC 5233)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def unready(problem: Exception) -> ConnectorError:
    """Before the mail itself is spoken of, every refusal is about how we are connected: worth another try, never the mail's fault."""
    found = failure(problem, dotted=False)
    return ConnectorError(found.message, code=found.code)


def failure(problem: Exception, *, dotted: bool) -> ConnectorError:
    """What a broken dialogue means. Codes of the server are kept, its texts are not: they repeat addresses."""
    if dotted:
        return ConnectorError("The connection broke while the server was taking the mail.", code="no_reply", unknown=True)
    if isinstance(problem, ssl.SSLError):
        return ConnectorError("The mail server's TLS certificate or version was not accepted.", code="tls")
    code = _code(problem)
    if code:
        kind = "refuses this mail for good" if code >= 500 else "cannot take this mail now"
        return ConnectorError(f"The mail server {kind} (code {code}).", code=f"smtp_{code}", permanent=code >= 500)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return ConnectorError("The mail server offers no STARTTLS or no sign-in.", code="not_supported")
    return ConnectorError("The mail server cannot be reached.", code="unreachable")


def _code(problem: Exception) -> int:
    """The server's refusal; 0 when there is none, or one that broke off in the middle of its number."""
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return 454  # a wrong password is ours to correct, not the mail's fault
    code = problem.smtp_code if isinstance(problem, smtplib.SMTPResponseException) else 0
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next(iter(problem.recipients.values()))[0]
    if code in (530, 534, 535, 538):
        return 454  # so is a missing sign-in
    return int(code) if 400 <= int(code) < 600 else 0
