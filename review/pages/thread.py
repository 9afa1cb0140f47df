"""The conversation as the reviewer reads it: what the customer wrote, on its own surface; quotes and signatures folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Prefetch

from conversations import documents, replies
from conversations.documents import MessageDocument
from conversations.models import Attachment, Conversation, Message
from review.pages import words
from review.pages.masking import Mask
from review.pages.texts import Part, hidden_in, parts, plain

LATEST: Final = 30
IDENTITY: Final = {
    "verified": ("allow", "sender verified"),
    "soft": ("hold", "sender plausible"),
    "none": ("hold", "sender not verified"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message. ``reply_to`` is who an answer to it goes to; ``folded`` are (title, parts) pairs that stand behind a summary."""

    message: Message
    sender: str
    address: str
    reply_to: str
    to: str
    subject: str
    parts: list[Part]
    folded: list[tuple[str, list[Part]]]
    files: list[Attachment]
    hidden: int
    proof: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Thread:
    subject: str
    said: list[Said]
    earlier: int
    identity: tuple[str, str]
    proof: str

    @property
    def newest(self) -> Said | None:
        """What an answer would be to: the newest message that a person has written to us."""
        return next((one for one in reversed(self.said) if not one.is_ours and not one.message.machine), None)


def latest(conversation: Conversation) -> list[Message]:
    """The latest messages, oldest first. Two queries."""
    files = Prefetch("attachments", queryset=Attachment.objects.order_by("id"))
    return list(conversation.messages.select_related("user").prefetch_related(files).order_by("-seq")[:LATEST])[::-1]


def read(
    conversation: Conversation, rows: Sequence[Message], found: Mapping[str, bytes], mask: Mask, *, without: UUID | None = None
) -> Thread:
    """``found`` holds the contents of ``rows``. ``without`` is the one that is shown as it came instead."""
    said = [_said(row, documents.of_stored(found.get(row.content)), conversation, mask) for row in rows]
    theirs = [one for one in said if not one.is_ours]
    return Thread(
        subject=next((one.subject for one in said if one.subject), ""),
        said=[one for one in said if one.message.id != without],
        earlier=rows[0].seq - 1 if rows else 0,
        identity=IDENTITY[conversation.identity],
        proof=theirs[-1].proof if theirs else "",
    )


def _said(row: Message, document: MessageDocument, conversation: Conversation, mask: Mask) -> Said:
    language = conversation.language
    ours, body = row.direction != Message.Direction.INBOUND, body_of(document)
    return Said(
        message=row,
        sender=_who(row, document),
        address=plain(document.sender.address),
        reply_to=plain(words.address(replies.recipient(conversation.channel, document))),
        to=recipients_of(document),
        subject=plain(document.subject),
        parts=parts(body, mask.spans(row.content, body, language, count=not ours)),
        folded=folded_of(row, document, language, mask),
        files=list(row.attachments.all()),
        hidden=hidden_in(document.full_text or document.text),
        proof=proof_of(row),
        is_ours=ours,
    )


def _who(row: Message, document: MessageDocument) -> str:
    if row.direction == Message.Direction.NOTE:
        return f"Note by {row.user}" if row.user else "Note"
    if row.direction == Message.Direction.OUTBOUND:
        return str(row.user) if row.user else words.address(document.sender)
    return plain(words.address(document.sender)) or "unknown sender"


def body_of(document: MessageDocument) -> str:
    """What the sender wrote now; all of it where nothing could be told apart."""
    return document.text or ("" if document.quoted else document.full_text)


def recipients_of(document: MessageDocument) -> str:
    return plain(words.recipients([*document.to, *document.cc])) if document.to or document.cc else ""


def folded_of(row: Message, document: MessageDocument, language: str, mask: Mask) -> list[tuple[str, list[Part]]]:
    """What stands behind a summary: (title, parts)."""
    kept = [("Quoted text", "quoted", document.quoted), ("Signature", "signature", document.signature)]
    return [
        (f"{title} ({_lines(text)})", parts(text, mask.spans(f"{row.content}:{name}", text, language, count=False)))
        for title, name, text in kept
        if text.strip()
    ]


def _lines(text: str) -> str:
    number = len(text.strip().splitlines())
    return "1 line" if number == 1 else f"{number} lines"


def proof_of(row: Message) -> str:
    """The technical reason behind "sender verified", for the title."""
    return ", ".join(f"{name.upper()} {row.auth[name]}" for name in ("spf", "dkim", "dmarc") if row.auth.get(name))
