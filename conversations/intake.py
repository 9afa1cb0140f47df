"""Every message from outside comes through here, of whatever channel: once, into the right conversation, on the ledger.

One transaction a message. A message that was here before changes nothing; one that could not be read is kept whole and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import content, keys
from audit.content import Data, Piece
from audit.recorder import record
from connectors.models import Channel
from connectors.types import Envelope
from conversations import contacts, documents, reply_tokens, threading
from conversations.models import Attachment, Contact, Conversation, Message, Participant, Preview, StatusChange
from conversations.states import after_inbound
from kit import correlation, events, hub
from kit.actor import Actor
from kit.ids import uuid7

Status = Literal["new", "duplicate", "quarantined", "machine"]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message. For a duplicate the ids are those of the one that was here first."""

    status: Status
    conversation_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True)
class Arrival:
    """An envelope with what intake has found out about it."""

    channel: Channel
    envelope: Envelope
    raw: bytes
    fingerprint: str
    contact: Contact
    sender: str

    @property
    def workspace(self) -> UUID:
        return self.channel.workspace_id

    @property
    def actor(self) -> Actor:
        return Actor(kind="contact", id=self.contact.id, auth=f"{self.channel.kind}:{self.envelope.auth.level}")

    @property
    def is_person(self) -> bool:
        return not self.envelope.machine and not self.envelope.quarantined


def receive(channel: Channel, envelope: Envelope, raw: bytes, *, conversation: UUID | None = None) -> Received:
    """Take one message in. ``conversation`` is given by channels that know it (chat); mail finds it by threading.

    Raises nothing for odd input; a database that is away raises, so that the sender's server tries again.
    """
    with correlation.bind():
        fingerprint = fingerprint_of(channel.workspace_id, envelope)
        envelope = replace(envelope, external_id=envelope.external_id[:300])
        seen = _seen(channel, envelope, fingerprint)
        if seen:
            return _duplicate(seen)
        if _id_is_taken(channel, envelope):
            envelope = replace(envelope, external_id="")
        try:
            return _store(channel, envelope, raw, fingerprint, conversation)
        except IntegrityError:
            seen = _seen(channel, envelope, fingerprint)
            if seen is None:
                raise
            return _duplicate(seen)


def fingerprint_of(workspace: UUID, envelope: Envelope) -> str:
    """Keyed hash of what a message says, whatever route it took: sender, subject, words, files; and its date when it has no id."""
    when = envelope.sent_at.isoformat() if envelope.sent_at and not envelope.external_id else ""
    files = ",".join(one.sha256 for one in envelope.attachments)
    words = " ".join(envelope.full_text.split())
    parts = [envelope.sender.address.lower(), when, envelope.subject, words, files]
    return keys.lookup_hash(workspace, "fingerprint:" + "\x1f".join(parts))


def _seen(channel: Channel, envelope: Envelope, fingerprint: str) -> Message | None:
    """The same message as before: the same words under the same id, or under none."""
    here = Message.objects.filter(channel=channel, direction=Message.Direction.INBOUND, content_hash=fingerprint)
    return here.filter(external_id__in={envelope.external_id, ""}).first()


def _id_is_taken(channel: Channel, envelope: Envelope) -> bool:
    """Another message bears this id. A reused id must never make a customer's words disappear."""
    return bool(envelope.external_id) and Message.objects.filter(channel=channel, external_id=envelope.external_id).exists()


def _duplicate(seen: Message) -> Received:
    return Received("duplicate", seen.conversation_id, seen.id)


@transaction.atomic
def _store(channel: Channel, envelope: Envelope, raw: bytes, fingerprint: str, known: UUID | None) -> Received:
    verified = envelope.auth.level == "verified"
    address = envelope.sender.address or "unknown"
    contact = contacts.contact_for(channel.workspace_id, channel.kind, address, envelope.sender.name, verified=verified)
    sender = contacts.lookup(channel.workspace_id, channel.kind, address)
    arrival = Arrival(channel, envelope, raw, fingerprint, contact, sender)
    conversation = _join(arrival, known) or _open(arrival)
    message = _write(arrival, conversation)
    _advance(arrival, conversation, message)
    return Received(_status(envelope), conversation.id, message.id)


def _status(envelope: Envelope) -> Status:
    if envelope.quarantined:
        return "quarantined"
    return "machine" if envelope.machine else "new"


def _join(arrival: Arrival, known: UUID | None) -> Conversation | None:
    token = reply_tokens.conversation_of(arrival.workspace, arrival.envelope.reply_token)
    found = known or getattr(threading.find(arrival.channel, arrival.envelope, arrival.sender, arrival.contact.id, token), "id", None)
    return Conversation.objects.select_for_update().filter(id=found, workspace_id=arrival.workspace).first() if found else None


def _open(arrival: Arrival) -> Conversation:
    conversation = Conversation.objects.create(
        workspace_id=arrival.workspace,
        channel=arrival.channel,
        contact=arrival.contact,
        status=Conversation.Status.OPEN if not arrival.envelope.machine else Conversation.Status.RESOLVED,
        resolved_at=timezone.now() if arrival.envelope.machine else None,
        version=0,
        subject_key=threading.subject_key(arrival.workspace, arrival.envelope.subject),
        last_message_at=timezone.now(),
    )
    record(
        "conversation.opened",
        workspace=arrival.workspace,
        actor=arrival.actor,
        subject=conversation.id,
        stream=conversation.id,
        data={"channel": str(arrival.channel.id), "contact": str(arrival.contact.id)},
    )
    return conversation


def _write(arrival: Arrival, conversation: Conversation) -> Message:
    told: list[Data] = [documents.of_envelope(arrival.envelope), arrival.raw, *(one.data for one in arrival.envelope.attachments)]
    pieces = [Piece(one, conversation.id, arrival.contact.id) for one in told]
    document, raw, *files = content.put_many(arrival.workspace, pieces)
    message = Message.objects.create(
        id=uuid7(),
        workspace_id=arrival.workspace,
        conversation=conversation,
        channel=arrival.channel,
        seq=conversation.last_seq + 1,
        direction=Message.Direction.INBOUND,
        contact=arrival.contact,
        external_id=arrival.envelope.external_id,
        content_hash=arrival.fingerprint,
        content=document.id,
        raw=raw.id,
        machine=arrival.envelope.machine,
        quarantined=arrival.envelope.quarantined[:200],
        auth={name: getattr(arrival.envelope.auth, name) for name in ("dkim", "spf", "dmarc", "level")},
        tls=arrival.envelope.tls,
        correlation_id=correlation.get(),
        sent_at=arrival.envelope.sent_at,
    )
    _attach(arrival, message, [one.id for one in files])
    record(
        "conversation.message_received",
        workspace=arrival.workspace,
        actor=arrival.actor,
        subject=message.id,
        stream=conversation.id,
        data={
            "seq": message.seq,
            "machine": message.machine,
            "identity": arrival.envelope.auth.level,
            "quarantined": bool(message.quarantined),
            "tls": message.tls,
        },
        content={"document": document, "raw": raw},
    )
    return message


def _attach(arrival: Arrival, message: Message, ids: list[str]) -> None:
    files = zip(arrival.envelope.attachments, ids, strict=True)
    Attachment.objects.bulk_create(
        Attachment(message=message, name=one.name[:255], type=one.type[:120], size=one.size, sha256=one.sha256, content=stored)
        for one, stored in files
    )


def _advance(arrival: Arrival, conversation: Conversation, message: Message) -> None:
    """Let the conversation know: a person's message bumps its version, so nothing drafted before it can be sent."""
    now = timezone.now()
    conversation.last_seq = message.seq
    conversation.last_message_at = now
    fields = ["last_seq", "last_message_at"]
    if not arrival.envelope.machine:
        conversation.version += 1
        conversation.inbound_count += 1
        conversation.last_inbound_at = now
        conversation.identity = arrival.envelope.auth.level
        fields += ["version", "inbound_count", "last_inbound_at", "identity", *_flip(conversation)]
    conversation.save(update_fields=fields)
    _participants(arrival, conversation)
    _preview(arrival, conversation)
    _tell(arrival, conversation, message)


def _flip(conversation: Conversation) -> list[str]:
    old, new = conversation.status, after_inbound(conversation.status)
    if old == new or old == Conversation.Status.REOPENED:
        return []
    conversation.status = new
    StatusChange.objects.create(conversation=conversation, old=old, new=new)
    if new != Conversation.Status.REOPENED:
        return ["status"]
    conversation.reopened_at, conversation.reopen_count = timezone.now(), conversation.reopen_count + 1
    conversation.resolved_at = None
    return ["status", "reopened_at", "reopen_count", "resolved_at"]


def _participants(arrival: Arrival, conversation: Conversation) -> None:
    envelope = arrival.envelope
    others = {one.address for one in (*envelope.to, *envelope.cc)} - {arrival.channel.address, ""}
    hashes = {arrival.sender} | {contacts.lookup(arrival.workspace, arrival.channel.kind, one) for one in sorted(others)[:50]}
    if envelope.machine:
        return
    Participant.objects.bulk_create((Participant(conversation=conversation, lookup=one) for one in hashes), ignore_conflicts=True)


def _preview(arrival: Arrival, conversation: Conversation) -> None:
    envelope = arrival.envelope
    shown = {
        "snippet": " ".join((envelope.text or envelope.full_text).split())[:300],
        "sender": (envelope.sender.name or envelope.sender.address)[:200],
    }
    first = {"subject": envelope.subject[:300], **shown}
    Preview.objects.update_or_create(conversation=conversation, defaults=shown if not envelope.machine else {}, create_defaults=first)


def _tell(arrival: Arrival, conversation: Conversation, message: Message) -> None:
    if arrival.is_person:
        events.publish("conversation.message_received", workspace=arrival.workspace, subject=message.id)
    elif arrival.envelope.quarantined:
        events.publish("conversation.message_quarantined", workspace=arrival.workspace, subject=message.id)
    elif arrival.envelope.machine == "bounce":
        events.publish("conversation.bounced", workspace=arrival.workspace, subject=message.id)
    hub.hint(f"workspace:{arrival.workspace}:review", type="conversation", id=str(conversation.id))
    hub.hint(f"conversation:{conversation.id}", type="message", seq=message.seq)
