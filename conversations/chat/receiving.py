"""A visitor's message on its way in: the same door as a mail, with the conversation known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import connection, transaction

from connectors.models import Channel
from connectors.types import Address, AuthResults, Envelope
from conversations import intake
from conversations.chat import history, limits
from conversations.chat.tokens import Visitor
from conversations.chat.wire import Write
from conversations.models import Message
from kit import correlation, hub


@dataclass(frozen=True, slots=True)
class Receipt:
    """``duplicate``: it was here already, sent again after a lost connection."""

    id: str
    seq: int
    duplicate: bool

    def as_frame(self) -> dict[str, object]:
        return {"type": "received", "id": self.id, "seq": self.seq, "duplicate": self.duplicate}


def receive(channel: Channel, visitor: Visitor, message: Write, *, network: str = "") -> Receipt:
    """Take one message in, once. ``network`` names where it comes from, for the limits. Raises TooOften and takes nothing then."""
    key = visitor.key(channel.workspace_id)
    limits.require((key, limits.MESSAGES), (network, limits.MESSAGES_BY_ADDRESS))
    with correlation.bind(correlation.new()), transaction.atomic():
        _one_at_a_time(key)
        conversation = history.current(channel, visitor)
        received = intake.receive(channel, *_envelope(visitor, key, message), conversation=conversation.id if conversation else None)
        hub.hint(room(key), type="conversation", id=str(received.conversation_id))
        seq = Message.objects.values_list("seq", flat=True).get(id=received.message_id)
    return Receipt(message.id, seq, received.status == "duplicate")


def room(key: str) -> str:
    """Where a visitor's open pages hear that their first conversation has begun."""
    return f"visitor:{key}"


def _one_at_a_time(key: str) -> None:
    """Two pages of one visitor must not open two conversations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"chat:{key}"])


def _envelope(visitor: Visitor, key: str, message: Write) -> tuple[Envelope, bytes]:
    raw = json.dumps({"id": message.id, "text": message.text}, ensure_ascii=False, separators=(",", ":")).encode()
    envelope = Envelope(
        external_id=history.external_id(key, message.id),
        content_hash=hashlib.sha256(raw).hexdigest(),
        sender=Address(visitor.address, visitor.name),
        text=message.text,
        full_text=message.text,
        auth=AuthResults(level="verified" if visitor.verified else "none"),
    )
    return envelope, raw
