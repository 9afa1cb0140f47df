"""One mail, as bytes, to an Envelope. Never raises: what cannot be read is kept whole with the reason in ``quarantined``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from connectors.mail import limits, reply_token
from connectors.mail.addresses import parse_addresses
from connectors.mail.auth import Dns, Peer, authenticate
from connectors.mail.body import Body, Content
from connectors.mail.charsets import decode
from connectors.mail.dates import parse_date
from connectors.mail.headers import Headers
from connectors.mail.html_text import Rendered, html_to_text
from connectors.mail.machine import classify
from connectors.mail.mime import Counter, Part, read_part
from connectors.mail.replies import Split, strip_lines, strip_reply
from connectors.mail.sanitise import sanitise
from connectors.mail.words import decoded, one_line, raw_text
from connectors.types import Address, AuthResults, Envelope

MBOX_FROM = re.compile(rb"\A>?From (\S{1,250})[ \t]+([^\r\n]{0,200})(?:\r\n|\n|\r)")
MESSAGE_ID = re.compile(r"<\s*([^<>]{1,900}?)\s*>")
SENDERS = (
    "from", "x-original-from", "sender", "resent-from", "reply-to", "return-path", "x-sender", "x-from", "envelope-from", "errors-to",
)  # fmt: skip
RECIPIENTS = ("to", "apparently-to", "x-original-to", "delivered-to", "envelope-to", "x-rcpt-to")
IMPORTANT = ("from", "subject", "date", "to", "message-id", "sender", "received", "content-type", "mime-version", "return-path", "reply-to")
KEPT = frozenset((
    "auto-submitted", "precedence", "list-id", "list-unsubscribe", "return-path", "delivered-to", "x-mailer", "user-agent", "importance", "x-priority",
    "x-auto-response-suppress", "authentication-results", "content-type", "sender", "organization", "content-language", "x-spam-flag", "thread-topic", "in-reply-to", "reply-to"))  # fmt: skip


def parse(
    raw: bytes,
    *,
    own_domains: Collection[str] = (),
    own_addresses: Collection[str] = (),
    authserv_ids: Collection[str] = (),
    peer: Peer | None = None,
    dns: Dns | None = None,
) -> Envelope:
    """``peer`` is how the mail arrived by SMTP (None: a file, its authentication is unchecked unless ``authserv_ids`` vouch)."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        envelope = _read(raw, digest, own_domains, own_addresses, peer)
    except Exception:  # noqa: BLE001 - a hostile mail must never end the intake: it is kept whole and shown
        return Envelope("", digest, Address(""), full_text="", quarantined="not_read")
    return replace(envelope, auth=_authenticated(raw, envelope, authserv_ids, peer, dns))


def _authenticated(raw: bytes, envelope: Envelope, authserv_ids: Collection[str], peer: Peer | None, dns: Dns | None) -> AuthResults:
    try:
        return authenticate(raw, sender=envelope.sender.address, authserv_ids=authserv_ids, peer=peer, dns=dns)
    except Exception:  # noqa: BLE001 - a signature made to break the verifier proves nothing, and stops nothing
        return AuthResults("permerror", "unchecked", "permerror", "none") if peer else AuthResults()


def normalised(raw: bytes) -> tuple[bytes, str, str]:
    """(bytes from the first header on, sender of the mbox line, its date)."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = decode(raw, "utf-16").encode("utf-8")
    if raw[:3] == b"\xef\xbb\xbf":
        raw = raw[3:]
    raw = raw.lstrip(b"\r\n\t \x00\x1a") if raw[:1] in b"\r\n\t \x00\x1a" else raw
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    match = MBOX_FROM.match(raw)
    if not match:
        return raw, "", ""
    return raw[match.end() :], match.group(1).decode("latin-1"), match.group(2).decode("latin-1")


def _read(raw: bytes, digest: str, own_domains: Collection[str], own_addresses: Collection[str], peer: Peer | None) -> Envelope:
    data, mbox_sender, mbox_date = normalised(raw)
    counter = Counter()
    part = read_part(data, 0, len(data), counter, top=True)
    body = Body(counter, part.params.get("charset", ""))
    content = body.visit(part)
    headers, hint = part.headers, body.charset
    sender = _sender(headers, hint, mbox_sender, peer)
    subject = one_line(decoded(headers.first("subject") or headers.first("thread-topic"), hint), limits.MAX_SUBJECT) or one_line(
        body.subject, limits.MAX_SUBJECT
    )
    message_id = next(iter(_ids([headers.first("message-id") or headers.first("resent-message-id")])), "")
    rendered = html_to_text(content.html) if content.html else None
    full, split = _text(content, rendered, body, sender.name)
    recipients, copies = _addresses(headers, ("to",), hint), _addresses(headers, ("cc",), hint)
    references = tuple(_ids(headers.all("references"))[-limits.MAX_REFERENCES :])
    in_reply_to = next(iter(_ids(headers.all("in-reply-to"))), "")
    known = [address.address for address in (*recipients, *copies, *_addresses(headers, RECIPIENTS[1:], hint))]
    return Envelope(
        external_id=message_id,
        content_hash=digest,
        sender=sender,
        to=recipients or (_addresses(headers, RECIPIENTS[1:], hint)[:1] if not headers.has("to") else ()),
        cc=copies,
        reply_to=_addresses(headers, ("reply-to",), hint),
        subject=subject,
        text=split.text,
        quoted=split.quoted,
        signature=split.signature,
        full_text=full,
        html=sanitise(content.html, rendered) if content.html and rendered else "",
        attachments=tuple(body.attachments),
        sent_at=_date(headers, mbox_date),
        in_reply_to=in_reply_to,
        references=references,
        reply_token=reply_token.find([*known, in_reply_to, *reversed(references)]),
        machine=classify(
            part, sender=sender.address, subject=subject, message_id=message_id, own_domains=own_domains, own_addresses=own_addresses
        ),
        headers={name: one_line(decoded(value, hint), 1_000) for name, value in reversed(headers.fields[:500]) if name in KEPT},
        quarantined=_doubt(data, part),
        notes=tuple(counter.notes),
        hidden=rendered.hidden if rendered else "",
    )


def _doubt(data: bytes, part: Part) -> str:
    if not data.strip():
        return "empty"
    if not any(part.headers.has(name) for name in IMPORTANT):
        return "no_header"
    return ""


def _sender(headers: Headers, hint: str, mbox_sender: str, peer: Peer | None) -> Address:
    """From, else the next best header; a From without an address lends its name."""
    name = ""
    for field in SENDERS:
        for value in headers.all(field)[:5]:
            for address in parse_addresses(raw_text(value, hint))[:5]:
                if "@" in address.address:
                    return address if address.name or field == "from" else Address(address.address, name)
                name = name or address.name or (address.address if field == "from" else "")
    fallback = (peer.mail_from if peer else "") or (mbox_sender if "@" in mbox_sender else "")
    if fallback:
        return Address(fallback.strip("<>").lower(), name)
    bare = next((a for a in parse_addresses(raw_text(headers.first("from"), hint))), Address(""))
    return bare if bare.address else Address("", name or bare.name)


def _addresses(headers: Headers, fields: Iterable[str], hint: str) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for field in fields:
        for value in headers.all(field)[:50]:
            for address in parse_addresses(raw_text(value, hint)):
                if address.address and len(found) < limits.MAX_ADDRESSES:
                    found.setdefault(address.address, address)
    return tuple(found.values())


def _ids(values: Iterable[bytes]) -> list[str]:
    """Message-IDs without brackets, in order; a bare one without brackets counts if it is a single word with an @."""
    out: dict[str, None] = {}
    for value in values:
        text = raw_text(value)
        if "=?" in text and "<" not in text:  # some mailers fold long ids into encoded words
            text = decoded(value)
        found = MESSAGE_ID.findall(text)
        if not found:
            found = [word.strip("<>,;") for word in text.split()[:50] if "@" in word] or ([text] if text and " " not in text else [])
        out.update(dict.fromkeys(re.sub(r"\s+", "", item)[:900] for item in found))
    return [item for item in out if item]


def _date(headers: Headers, mbox_date: str) -> datetime | None:
    texts = [raw_text(value) for name in ("date", "resent-date", "delivery-date", "x-original-date") for value in headers.all(name)[:3]]
    texts += [raw_text(value).rpartition(";")[2] for value in headers.all("received")[:5]]
    return next((found for text in (*texts, mbox_date) if text and (found := parse_date(text))), None)


def _text(content: Content, rendered: Rendered | None, body: Body, name: str) -> tuple[str, Split]:
    """(everything, its three parts). The markup decides about quotations where the plain text does not show them."""
    plain = content.plain if content.plain is not None and (content.plain.strip() or not rendered) else None
    if plain is None and rendered:
        if not rendered.text.strip() and rendered.alternatives:
            plain = "\n".join(rendered.alternatives)
        else:
            return _with_forwards(rendered.text[: limits.MAX_TEXT], strip_lines(rendered.lines, name), body)
    plain = (plain or "").strip("\n")
    if not plain.strip():
        plain = body.calendar or ("" if body.forwarded else body.status)
    split = strip_reply(plain, sender_name=name)
    if rendered and any(line.quoted or line.depth for line in rendered.lines):
        marked = strip_lines(rendered.lines, name)
        if marked.quoted and len(split.text) > 1.3 * len(marked.text) + 40 and marked.text.strip():
            return _with_forwards(rendered.text[: limits.MAX_TEXT], marked, body)
    return _with_forwards(plain, split, body)


def _with_forwards(full: str, split: Split, body: Body) -> tuple[str, Split]:
    if not body.forwarded:
        return full, split
    extra = "\n\n".join(body.forwarded)[: limits.MAX_TEXT]
    return f"{full}\n\n{extra}".strip("\n"), split._replace(quoted=f"{split.quoted}\n\n{extra}".strip("\n"))
