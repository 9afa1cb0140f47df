"""What crosses the border between the world and the house: frozen values, no rows, no conversations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address or another channel's address. ``address`` is lower-cased where the channel allows it; ``name`` may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a message. ``data`` is the decoded content; ``sha256`` its hex digest; ``content_id`` without angle brackets."""

    name: str
    type: str
    data: bytes
    sha256: str
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class AuthResults:
    """Outcome of sender authentication in the words of RFC 8601 plus ``unchecked``; level is verified, soft or none."""

    dkim: str = "unchecked"
    spf: str = "unchecked"
    dmarc: str = "unchecked"
    level: str = "none"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One inbound message of any channel after its adapter has read it.

    external_id   the channel's own id (Message-ID without brackets, chat client id); empty if there is none
    content_hash  SHA-256 hex over the raw bytes, the second key of deduplication
    text          what the sender wrote now; ``quoted`` and ``signature`` are kept apart, ``full_text`` is everything
    html          sanitised, remote images blocked; empty if there was none
    machine       "" for a person, else auto-reply, bounce, report, list, own
    quarantined   why the message could not be read as what it claims to be, a code of ``connectors.doubts``; empty if it could
    notes         what was repaired, left out or noticed while reading (encrypted, signed, too many parts ...)
    hidden        text that the markup hides from a person; never part of ``text``
    """

    external_id: str
    content_hash: str
    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    full_text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    machine: str = ""
    auth: AuthResults = field(default_factory=AuthResults)
    tls: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    quarantined: str = ""
    notes: tuple[str, ...] = ()
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """Exactly what will leave, as it was approved. Its digest is SHA-256 over the RFC 8785 form of ``as_approved()``.

    ``message_id`` derives from the delivery key, so it is not part of the approved content; there is no Date either.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str = ""
    text: str = ""
    html: str = ""
    cc: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_to: Address | None = None
    attachments: tuple[Attachment, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def as_approved(self) -> dict[str, object]:
        return {
            "sender": [self.sender.address, self.sender.name],
            "to": [[a.address, a.name] for a in self.to],
            "cc": [[a.address, a.name] for a in self.cc],
            "reply_to": [self.reply_to.address, self.reply_to.name] if self.reply_to else None,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "attachments": [{"name": a.name, "type": a.type, "sha256": a.sha256} for a in self.attachments],
            "headers": dict(self.headers),
        }
