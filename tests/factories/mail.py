"""A mailbox and letters that come in through intake, as real ones do."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from accounts.models import Workspace
from connectors.models import Channel
from connectors.types import Address, AuthResults, Envelope
from conversations import intake
from conversations.models import Conversation
from review.models import Queue


def make_queue(workspace: Workspace, name: str = "Support", **fields: Any) -> Queue:
    values = {"slug": name.lower(), "is_default": not Queue.objects.filter(workspace=workspace).exists(), **fields}
    return Queue.objects.create(workspace=workspace, name=name, **values)


def make_channel(workspace: Workspace, name: str = "Moss help", **fields: Any) -> Channel:
    values = {"kind": "email", "address": f"help@{workspace.slug}.example", **fields}
    return Channel.objects.create(workspace=workspace, name=name, **values)


def receive(channel: Channel, text: str, subject: str = "A question", **fields: Any) -> Conversation:
    """One mail from Mara Vogel; ``fields`` replace those of the envelope."""
    raw = f"{subject}\n{text}\n{sorted(fields.items(), key=str)}".encode()
    digest = hashlib.sha256(raw).hexdigest()
    values: dict[str, Any] = {
        "external_id": f"{digest[:16]}@mail.example",
        "content_hash": digest,
        "sender": Address("mara.vogel@example.org", "Mara Vogel"),
        "to": (Address(channel.address),),
        "sent_at": datetime.now(UTC),
        "subject": subject,
        "text": text,
        "full_text": text,
        "auth": AuthResults(level="verified"),
    }
    received = intake.receive(channel, Envelope(**{**values, **fields}), raw)
    return Conversation.objects.get(id=received.conversation_id)
