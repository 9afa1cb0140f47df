"""One approved Outbound to the bytes of a mail (RFC 5322, 2045, 3834): the same key gives the same Message-ID, so a retry is the same mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime

from django.utils import timezone

from connectors.mail import reply_token
from connectors.types import Address, Attachment, Outbound

# Written by us alone: what is approved may neither replace them nor add a second one.
RESERVED = frozenset(
    (
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "reply-to",
        "sender",
        "return-path",
        "auto-submitted",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    )
)


def message_id(key: str, sender: str, token: str = "") -> str:
    """The Message-ID without brackets that a delivery with ``key`` carries, in the domain of ``sender``."""
    return reply_token.message_id_with(key, sender.rpartition("@")[2] or "localhost", token)


def token_of(outbound: Outbound) -> str:
    """The reply token that stands in the approved Reply-To; "" if there is none."""
    return reply_token.find([outbound.reply_to.address]) if outbound.reply_to else ""


def compose(outbound: Outbound, *, key: str) -> bytes:
    """Text, and the same as HTML beside it if there is any, and the files. Lines end in CRLF, ready for DATA but for the dots."""
    addresses = [one.address for one in (outbound.sender, *outbound.to, *outbound.cc)]
    message = EmailMessage(policy=_policy(addresses))
    _head(message, outbound, key)
    message.set_content(outbound.text)
    if outbound.html:
        message.add_alternative(outbound.html, subtype="html")
    for one in outbound.attachments:
        _attach(message, one)
    return message.as_bytes()


def _policy(addresses: list[str]) -> EmailPolicy:
    return SMTP if all(one.isascii() for one in addresses) else SMTPUTF8


def _head(message: EmailMessage, outbound: Outbound, key: str) -> None:
    message["From"] = _shown(outbound.sender)
    message["To"] = ", ".join(map(_shown, outbound.to))
    if outbound.cc:
        message["Cc"] = ", ".join(map(_shown, outbound.cc))
    if outbound.reply_to:
        message["Reply-To"] = _shown(outbound.reply_to)
    message["Subject"] = " ".join(outbound.subject.split())
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = f"<{message_id(key, outbound.sender.address, token_of(outbound))}>"
    if outbound.in_reply_to:
        message["In-Reply-To"] = f"<{outbound.in_reply_to}>"
    if outbound.references:
        message["References"] = " ".join(f"<{one}>" for one in outbound.references)
    for name, value in outbound.headers.items():
        if name.lower() not in RESERVED:
            message[name] = " ".join(value.split())
    message["Auto-Submitted"] = "auto-replied" if outbound.in_reply_to else "auto-generated"


def _shown(address: Address) -> str:
    if not address.name:
        return address.address
    name = " ".join(address.name.split()).replace("\\", "").replace('"', "'")
    return f'"{name}" <{address.address}>'


def _attach(message: EmailMessage, one: Attachment) -> None:
    main, _, sub = one.type.partition("/")
    if main not in ("image", "audio", "video", "application", "text") or not sub:
        main, sub = "application", "octet-stream"
    inline = {"disposition": "inline", "cid": f"<{one.content_id}>"} if one.inline and one.content_id else {"disposition": "attachment"}
    message.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name, **inline)
