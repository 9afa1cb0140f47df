"""The conversation as the reviewer reads it: what the customer wrote, on its own surface; quotes and signatures folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Prefetch, Q

from audit import sealed
from connectors.types import Address
from conversations import documents, replies
from conversations.documents import MessageDocument
from conversations.models import Attachment, Conversation, Message
from policies.redaction.covering import LONGEST
from review.pages import origins, words
from review.pages.masking import Mask
from review.pages.origins import Bodies, Origin
from review.pages.texts import Part, Span, hidden_in, hidden_places, parts, plain

LATEST: Final = 30
MOST_ODD: Final = 10
IDENTITY: Final = {
    "verified": ("allow", "sender verified"),
    "soft": ("hold", "sender plausible"),
    "none": ("hold", "sender not verified"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message. ``heading`` is its subject, ``named`` and ``addressed`` who sent it; ``reply_to`` is who an answer to it goes to;
    ``folded`` are (title, parts) pairs that stand behind a summary, ``odd`` the words around hidden characters."""

    message: Message
    reply_to: str
    to: str
    subject: str
    heading: list[Part]
    named: list[Part]
    addressed: list[Part]
    parts: list[Part]
    folded: list[tuple[str, list[Part]]]
    bodies: Bodies
    files: list[tuple[Attachment, str]]
    hidden: int
    odd: list[list[Part]]
    proof: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Thread:
    subject: str
    heading: list[Part]
    said: list[Said]
    earlier: int
    identity: tuple[str, str]
    proof: str

    @property
    def newest(self) -> Said | None:
        """What an answer would be to: the newest message that a person has written to us."""
        return next((one for one in reversed(self.said) if not one.is_ours and not one.message.machine), None)


def latest(conversation: Conversation) -> list[Message]:
    """The latest messages, those of conversations merged into it among them, oldest first. Two queries."""
    files = Prefetch("attachments", queryset=Attachment.objects.order_by("id"))
    both = Conversation.objects.filter(Q(id=conversation.id) | Q(merged_into=conversation)).values(
        "id"
    )  # an OR over messages would read them all
    rows = Message.objects.filter(conversation__in=both).select_related("user").prefetch_related(files)
    return list(rows.order_by("-created_at", "-seq")[:LATEST])[::-1]


def read(
    conversation: Conversation,
    rows: Sequence[Message],
    found: Mapping[str, bytes],
    mask: Mask,
    *,
    without: UUID | None = None,
    marked: Sequence[Origin] = (),
) -> Thread:
    """``found`` holds the contents of ``rows``. ``without`` is the one that is shown as it came instead; ``marked`` are words that something rests on."""
    sealed.open_all([file for row in rows for file in row.attachments.all()], "name")
    said = [_said(row, documents.of_stored(found.get(row.content)), conversation, mask, of_message(row, marked)) for row in rows]
    theirs = [one for one in said if not one.is_ours]
    titled = next((one for one in said if one.subject), None)
    return Thread(
        subject=titled.subject if titled else "",
        heading=titled.heading if titled else [],
        said=[one for one in said if one.message.id != without],
        earlier=next((row.seq - 1 for row in rows if row.conversation_id == conversation.id), 0),
        identity=IDENTITY[conversation.identity],
        proof=theirs[-1].proof if theirs else "",
    )


def of_message(row: Message, marked: Sequence[Origin]) -> list[Origin]:
    return [one for one in marked if one.place == "message" and one.key == str(row.id)]


def _said(row: Message, document: MessageDocument, conversation: Conversation, mask: Mask, marked: Sequence[Origin]) -> Said:
    language = conversation.language
    ours, body = row.direction != Message.Direction.INBOUND, body_of(document)
    to = replies.recipient(conversation.channel, document)
    named, addressed = sender_parts(row, document, mask)
    return Said(
        message=row,
        reply_to=mask.person(to.address, to.name),
        to=recipients_of(document, mask),
        subject=mask.plain(document.subject, language),
        heading=mask.parts(document.subject, language, f"m.{row.id}.subject"),
        named=named,
        addressed=addressed,
        parts=parts(body, origins.marks(marked, body, mask.spans(row.content, body, language, count=not ours, place=f"m.{row.id}.text"))),
        folded=folded_of(row, document, language, mask, [one for one in marked if not origins.place_in(one, body)]),
        bodies=bodies(row, document),
        files=[(one, mask.plain(one.name, language)) for one in row.attachments.all()],
        hidden=hidden_in(document.full_text or document.text),
        odd=odd_in(row, document, language, mask),
        proof=proof_of(row),
        is_ours=ours,
    )


def sender_parts(row: Message, document: MessageDocument, mask: Mask) -> tuple[list[Part], list[Part]]:
    """Who wrote it, and from which address where that says more."""
    if row.direction == Message.Direction.NOTE:
        return [Part(f"Note by {row.user}" if row.user else "Note")], []
    if row.direction == Message.Direction.OUTBOUND:
        return [Part(str(row.user) if row.user else plain(words.address(document.sender)))], []
    name, address = document.sender.name, mask.address_parts(document.sender.address, f"m.{row.id}.address")
    if name and name != document.sender.address:
        return mask.name_parts(name, f"m.{row.id}.from"), address
    return address or [Part("unknown sender")], []


def body_of(document: MessageDocument) -> str:
    """What the sender wrote now; all of it where nothing could be told apart."""
    return document.text or ("" if document.quoted else document.full_text)


def recipients_of(document: MessageDocument, mask: Mask) -> str:
    shown = [Address(mask.address(one.address), mask.name(one.name)) for one in (*document.to, *document.cc)]
    return plain(words.recipients(shown)) if shown else ""


def bodies(row: Message, document: MessageDocument) -> Bodies:
    """Every text of a message with what it is called: what was written now, what stands behind a summary, the subject."""
    kept = [(body_of(document), row.content), (document.quoted, f"{row.content}:quoted"), (document.signature, f"{row.content}:signature")]
    return [*kept, (document.subject, ""), (document.full_text, "")]


def odd_in(row: Message, document: MessageDocument, language: str, mask: Mask) -> list[list[Part]]:
    """The words around each hidden character; at most ten places."""
    body = document.full_text or document.text
    places = hidden_places(body[:LONGEST])[:MOST_ODD]
    spans = mask.spans("", body, language, count=False) if places else []
    return [origins.cut(body, *place, spans) for place in places]


def folded_of(
    row: Message, document: MessageDocument, language: str, mask: Mask, marked: Sequence[Origin] = ()
) -> list[tuple[str, list[Part]]]:
    """What stands behind a summary: (title, parts)."""
    kept = [("Quoted text", "quoted", document.quoted), ("Signature", "signature", document.signature)]
    return [
        (f"{title} ({_lines(text)})", parts(text, origins.marks(marked, text, _hidden(row, name, text, language, mask), index=index)))
        for index, (title, name, text) in enumerate(kept, start=1)
        if text.strip()
    ]


def _hidden(row: Message, name: str, text: str, language: str, mask: Mask) -> list[Span]:
    return mask.spans(f"{row.content}:{name}", text, language, count=False, place=f"m.{row.id}.{name}")


def _lines(text: str) -> str:
    number = len(text.strip().splitlines())
    return "1 line" if number == 1 else f"{number} lines"


def proof_of(row: Message) -> str:
    """The technical reason behind "sender verified", for the title."""
    return ", ".join(f"{name.upper()} {row.auth[name]}" for name in ("spf", "dkim", "dmarc") if row.auth.get(name))
