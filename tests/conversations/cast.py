"""The fixed cast: the workspace Moss & Co with its mailbox, Mara who writes to it, Ben who is somebody else, Rosa who reviews."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Membership, Role, User, Workspace
from audit.models import Entry
from connectors.mail.parse import parse
from connectors.models import Channel
from connectors.types import Address, AuthResults, Envelope
from conversations import intake
from conversations.intake import Received
from conversations.models import Contact, Conversation, Message

MARA = Address("mara.vogel@example.org", "Mara Vogel")
MARA_AT_WORK = Address("m.vogel@work.example", "Mara Vogel")
BEN = Address("ben.okafor@example.net", "Ben Okafor")
SHOP = Address("help@moss.example")


@dataclass
class Cast:
    workspace: Workspace
    channel: Channel
    rosa: User
    auditor: User
    stranger: User
    counter: list[int] = field(default_factory=lambda: [0])

    def envelope(self, text: str = "Where is my lamp?", **fields: Any) -> Envelope:
        """What an adapter would have read; every call is another message unless ``external_id`` says which."""
        self.counter[0] += 1
        identity = f"{self.counter[0]}.{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}@mail.example"
        values: dict[str, Any] = {
            "external_id": identity,
            "content_hash": hashlib.sha256(identity.encode()).hexdigest(),
            "sender": MARA,
            "to": (SHOP,),
            "subject": "The green lamp",
            "text": text,
            "full_text": text,
            "auth": AuthResults(level="verified"),
        }
        return Envelope(**{**values, **fields})

    def mail(self, text: str = "Where is my lamp?", **fields: Any) -> Received:
        return self.take(self.envelope(text, **fields))

    def take(self, envelope: Envelope, *, raw: bytes = b"raw", channel: Channel | None = None) -> Received:
        return intake.receive(channel or self.channel, envelope, raw)

    def second_mailbox(self) -> Channel:
        return Channel.objects.create(workspace=self.workspace, kind="email", name="Moss sales", address="sales@moss.example")

    def raw_mail(self, raw: bytes) -> Received:
        """Real bytes through the parser, as the mail server hands them on."""
        own = self.channel.address
        envelope = parse(raw, own_domains=[own.rpartition("@")[2]], own_addresses=[own])
        return intake.receive(self.channel, envelope, raw)

    def conversation(self, received: Received) -> Conversation:
        return Conversation.objects.get(id=received.conversation_id)

    def message(self, received: Received) -> Message:
        return Message.objects.get(id=received.message_id)

    def contact(self, received: Received) -> Contact:
        found = self.message(received).contact
        assert found is not None
        return found

    def entries(self, event: str) -> list[Entry]:
        return list(Entry.objects.filter(workspace=self.workspace.id, event=event).order_by("id"))


def assemble(slug: str = "moss") -> Cast:
    workspace = Workspace.objects.create(slug=slug, name="Moss & Co")
    channel = Channel.objects.create(workspace=workspace, kind="email", name="Moss help", address=f"help@{slug}.example")
    rosa, auditor, stranger = (
        User.objects.create_user(f"{name}@{slug}.example", "pass-word-1", name=name.title()) for name in ("rosa", "auditor", "stranger")
    )
    Membership.objects.create(workspace=workspace, user=rosa, role=Role.REVIEWER)
    Membership.objects.create(workspace=workspace, user=auditor, role=Role.AUDITOR)
    return Cast(workspace, channel, rosa, auditor, stranger)
