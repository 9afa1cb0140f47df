"""One approved Outbound to the bytes of a mail (RFC 5322, 2045, 3834): the same key gives the same Message-ID, so a retry is the same mail."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.utils import format_datetime

from django.utils import timezone

from connectors.errors import ConnectorError
from connectors.mail import fields, parts, reply_token
from connectors.types import Outbound

# Written by us alone, or by servers on the way: what is approved may neither replace them nor add a second one.
RESERVED = frozenset(
    (
        "from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "sender", "return-path",
        "auto-submitted", "mime-version", "received", "authentication-results", "delivered-to", "x-auto-response-suppress",
    )
)  # fmt: skip
RESERVED_FAMILIES = ("content-", "resent-", "dkim-", "arc-", "received-", "x-countersign-")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True)
class Composed:
    """``data`` has CRLF line ends and no doubled dots; ``utf8`` says that an address needs SMTPUTF8 (RFC 6531)."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    data: bytes
    utf8: bool


def message_id(outbound: Outbound, key: str) -> str:
    """The Message-ID without brackets of the delivery with this key; it carries the reply token that was approved, if any."""
    domain = fields.on_the_wire(outbound.sender.address).rpartition("@")[2]
    told = [outbound.headers.get(reply_token.HEADER, ""), outbound.reply_to.address if outbound.reply_to else ""]
    token = reply_token.find(told)
    return reply_token.message_id_with(key, domain, token)


def compose(outbound: Outbound, *, key: str) -> Composed:
    """Text, and the same as HTML beside it if there is any, and the files.

    Raises a permanent ConnectorError for an address that cannot be written to, or when nobody is addressed.
    """
    everyone = dict.fromkeys(fields.on_the_wire(one.address) for one in (*outbound.to, *outbound.cc))
    if not everyone:
        raise ConnectorError("The reply names no recipient.", code="address", permanent=True)
    sender, identity = fields.on_the_wire(outbound.sender.address), message_id(outbound, key)
    utf8 = not all(one.isascii() for one in (sender, *everyone))
    whole = _head(outbound, identity, key) + _body(outbound, key).bytes
    return Composed(identity, sender, tuple(everyone), whole.encode("utf-8" if utf8 else "ascii"), utf8)


def _head(outbound: Outbound, identity: str, key: str) -> str:
    lines = [
        f"Date: {format_datetime(timezone.now())}\r\n",
        fields.addresses("From", [outbound.sender]),
        fields.addresses("To", outbound.to) if outbound.to else "",
        fields.addresses("Cc", outbound.cc) if outbound.cc else "",
        fields.addresses("Reply-To", [outbound.reply_to]) if outbound.reply_to else "",
        fields.unstructured("Subject", outbound.subject),
        f"Message-ID: <{identity}>\r\n",
        *_thread(outbound),
        *(fields.unstructured(name, value) for name, value in outbound.headers.items() if is_free(name)),
        *_loop_protection(outbound, key),
        "MIME-Version: 1.0\r\n",
    ]
    return "".join(lines)


def _thread(outbound: Outbound) -> list[str]:
    """RFC 5322, 3.6.4: the parent is the last of the references."""
    parent = [outbound.in_reply_to] if outbound.in_reply_to else []
    chain = [one for one in outbound.references if one not in parent]
    return [fields.ids("In-Reply-To", parent), fields.ids("References", [*chain, *parent])]


def _loop_protection(outbound: Outbound, key: str) -> list[str]:
    """RFC 3834, 5: what a program has drafted says so, and asks other programs not to answer; our own mark shows it when it comes back."""
    mark = hashlib.sha256(b"countersign mark\x00" + key.encode()).hexdigest()[:16]
    return [
        f"Auto-Submitted: {'auto-replied' if outbound.in_reply_to else 'auto-generated'}\r\n",
        "X-Auto-Response-Suppress: OOF, AutoReply\r\n",
        f"X-Countersign-Mark: {mark}\r\n",
    ]


def is_free(name: str) -> bool:
    """Whether what is approved may set this header."""
    return bool(_NAME.fullmatch(name)) and name.lower() not in RESERVED and not name.lower().startswith(RESERVED_FAMILIES)


def _body(outbound: Outbound, key: str) -> parts.Node:
    """mixed(alternative(text, related(html, inline images)), files), each level only if it has something to hold."""
    stem = "=_cs." + hashlib.sha256(b"countersign boundary\x00" + key.encode()).hexdigest()[:24]
    inline = [one for one in outbound.attachments if outbound.html and parts.is_inline(one)]
    files = [one for one in outbound.attachments if one not in inline]
    versions = [parts.text(outbound.text)]
    if outbound.html:
        page = parts.text(outbound.html, "html")
        versions.append(parts.multipart("related", [page, *map(parts.file, inline)], f"{stem}.r"))
    whole = parts.multipart("alternative", versions, f"{stem}.a")
    return parts.multipart("mixed", [whole, *map(parts.file, files)], f"{stem}.m")
