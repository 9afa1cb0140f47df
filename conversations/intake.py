"""Every message from outside comes through here, of whatever channel: once, into the right conversation, on the ledger.

One transaction a message. A message that was here before changes nothing; one that could not be read is kept whole and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from audit import content, keys
from audit.content import ContentRef, Data, Piece
from audit.recorder import Recording, record_many
from connectors import doubts
from connectors.models import Channel
from connectors.types import Envelope
from conversations import actions, bounces, contacts, documents, listed, sql, states, threading
from conversations.bounces import Bounced
from conversations.contacts import Known
from conversations.models import Attachment, Contact, Conversation, HandOff, Message
from conversations.plain import code, plain
from kit import correlation, events, hub, rows
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7

Status = Literal["new", "duplicate", "quarantined", "machine"]
LARGEST_FILE = 25 * 1024 * 1024
"""Bytes of an attachment that is kept apart; a larger one is only in the raw message."""

MOST_ADMITTED = 50
"""Addresses of one message that become participants."""

LEVELS = frozenset(Conversation.Identity.values)
_TRIES = 3
_LOCK = "SELECT * FROM conversations_conversation WHERE id = %s AND workspace_id = %s FOR NO KEY UPDATE"
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


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
    known: Known
    bounced: Bounced | None = None

    @property
    def workspace(self) -> UUID:
        return self.channel.workspace_id

    @property
    def contact(self) -> UUID:
        return self.known.contact

    @property
    def actor(self) -> Actor:
        return Actor(kind="contact", id=self.contact, auth=f"{self.channel.kind}:{self.level}")

    @property
    def level(self) -> str:
        told = self.envelope.auth.level
        return told if told in LEVELS else Conversation.Identity.NONE.value

    @property
    def is_person(self) -> bool:
        return not self.envelope.machine and not self.envelope.quarantined


def receive(channel: Channel, envelope: Envelope, raw: bytes, *, conversation: UUID | None = None) -> Received:
    """Take one message in. ``conversation`` is given by channels that know it (chat); mail finds it by threading.

    Raises nothing for odd input; a database that is away raises, so that the sender's server tries again.
    """
    with correlation.bind():
        envelope = replace(envelope, external_id=plain(envelope.external_id, 300))
        fingerprint = fingerprint_of(channel.workspace_id, envelope)
        for last in range(_TRIES):
            bearers = _bearers(channel, envelope, fingerprint)
            seen = next((one for one in bearers if one.is_same), None)
            if seen:
                return Received("duplicate", seen.conversation, seen.message)
            named = replace(envelope, external_id="") if bearers else envelope  # a reused id never makes a customer's words disappear
            try:
                return _store(channel, named, raw, fingerprint, conversation)
            except IntegrityError:  # the same id came in beside us: now it is a duplicate, or another message that bears it
                if last == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")


def fingerprint_of(workspace: UUID, envelope: Envelope) -> str:
    """Keyed hash of what a message says, whatever route it took: sender, subject, words, files; and its date when it has no id.

    What says nothing or could not be read is told apart by its bytes.
    """
    when = envelope.sent_at.isoformat() if envelope.sent_at and not envelope.external_id else ""
    files = ",".join(one.sha256 for one in envelope.attachments)
    words = " ".join(envelope.full_text.split())
    silent = envelope.content_hash if envelope.quarantined or not (words or files) else ""
    parts = [envelope.sender.address.lower(), when, envelope.subject, words, files, *([silent] if silent else [])]
    return keys.lookup_hash(workspace, plain("fingerprint:" + "\x1f".join(parts), 2_000_000))


@dataclass(frozen=True, slots=True)
class Bearer:
    """A message that bears this one's id, or none and the same words. The same: the same words under the same id, or under none."""

    message: UUID
    conversation: UUID
    is_same: bool


def _bearers(channel: Channel, envelope: Envelope, fingerprint: str) -> list[Bearer]:
    return [Bearer(*row) for row in sql.bearers(channel.id, threading.id_key(channel.workspace_id, envelope.external_id), fingerprint)]


@transaction.atomic
def _store(channel: Channel, envelope: Envelope, raw: bytes, fingerprint: str, given: UUID | None) -> Received:
    verified = envelope.auth.level == "verified"
    address = envelope.sender.address or "unknown"
    known = contacts.meet(channel.workspace_id, channel.kind, address, envelope.sender.name, verified=verified)
    arrival = Arrival(channel, envelope, raw, fingerprint, known, bounces.find(channel, envelope, raw))
    conversation, how = _join(arrival, given) or (_opened(arrival), "new")
    entries = _first_entries(arrival, conversation, how)
    old = conversation.status
    _advance(arrival, conversation, how)
    message, entry = _write(arrival, conversation, how)
    _tell_lists(arrival, conversation, how)
    record_many([*entries, entry, *_last_entries(arrival, conversation, message, old)])
    _after(arrival, conversation, message, how)
    return Received(_status(envelope), conversation.id, message.id)


def _status(envelope: Envelope) -> Status:
    if envelope.quarantined:
        return "quarantined"
    return "machine" if envelope.machine else "new"


def _join(arrival: Arrival, given: UUID | None) -> tuple[Conversation, str] | None:
    """The conversation to join, locked, and by what it was found."""
    if given:
        wanted, how = given, "channel"
    elif arrival.bounced:
        wanted, how = arrival.bounced.conversation, "bounce"
    else:
        found = threading.find(arrival.channel, arrival.envelope, arrival.known)
        if found is None:
            return None
        wanted, how = found.conversation, found.by
    locked = _locked(wanted, arrival.workspace)
    if locked and locked.merged_into_id and how != "bounce":  # merged at this very moment
        locked = _locked(locked.merged_into_id, arrival.workspace)
    return (locked, how) if locked else None


def _locked(conversation: UUID, workspace: UUID) -> Conversation | None:
    return next(iter(Conversation.objects.raw(_LOCK, [conversation, workspace])), None)


def _opened(arrival: Arrival) -> Conversation:
    """A new conversation, saved by ``_advance``. One that a machine opened waits for nobody."""
    now, machine = timezone.now(), bool(arrival.envelope.machine)
    return Conversation(
        id=uuid7(),
        workspace_id=arrival.workspace,
        channel=arrival.channel,
        contact_id=arrival.contact,
        status=states.Status.RESOLVED if machine else states.Status.WAITING_FOR_US,
        resolved_at=now if machine else None,
        version=0,
        subject_key=threading.subject_key(arrival.workspace, arrival.envelope.subject),
        last_message_at=now,
    )


def _advance(arrival: Arrival, conversation: Conversation, how: str) -> None:
    """Let the conversation know: a person's message bumps its version, so nothing drafted before it can be sent."""
    now, fields = timezone.now(), ["last_seq", "last_message_at"]
    conversation.last_seq += 1
    conversation.last_message_at = now
    if not arrival.envelope.machine:
        conversation.version += 1
        conversation.inbound_count += 1
        conversation.last_inbound_at = now
        conversation.identity = _identity(arrival, conversation)
        fields += ["version", "inbound_count", "last_inbound_at", "identity"]
    if how == "new":
        rows.insert(conversation)
        return
    if not arrival.envelope.machine:
        fields += states.move(conversation, states.after_inbound(conversation.status))
        Conversation.objects.filter(merged_into=conversation.id).update(version=F("version") + 1)  # what was drafted there is outdated, too
    elif _came_back(arrival) and conversation.status == states.Status.WAITING_FOR_CUSTOMER:
        fields += states.move(conversation, states.Status.WAITING_FOR_US)
    rows.update(conversation, fields)


def _came_back(arrival: Arrival) -> bool:
    return arrival.bounced is not None and arrival.bounced.final


def _identity(arrival: Arrival, conversation: Conversation) -> str:
    """How well the conversation's own contact is known. Somebody else's proof is none: it says who they are, not that they are the contact."""
    if arrival.level != Conversation.Identity.VERIFIED:
        return arrival.level
    same = arrival.contact == conversation.contact_id or _stands_for(arrival.contact, conversation.contact)
    return Conversation.Identity.VERIFIED if same else Conversation.Identity.SOFT


def _stands_for(contact: UUID, other: Contact | None) -> bool:
    return other is not None and contacts.survivor(other).id == contact


def _write(arrival: Arrival, conversation: Conversation, how: str) -> tuple[Message, Recording]:
    envelope = arrival.envelope
    document, raw, *files = _contents(arrival, conversation)
    message = Message(
        id=uuid7(),
        workspace_id=arrival.workspace,
        conversation=conversation,
        channel=arrival.channel,
        seq=conversation.last_seq,
        direction=Message.Direction.INBOUND,
        contact_id=arrival.contact,
        external_id=envelope.external_id,
        external_lookup=threading.id_key(arrival.workspace, envelope.external_id),
        content_hash=arrival.fingerprint,
        content=document.id,
        raw=raw.id,
        machine=code(envelope.machine, 12) or ("unknown" if envelope.machine else ""),
        quarantined=doubts.known(envelope.quarantined),
        auth={**{name: plain(getattr(envelope.auth, name), 40) for name in ("dkim", "spf", "dmarc")}, "level": arrival.level},
        tls=code(envelope.tls, 20),
        correlation_id=correlation.get(),
        sent_at=_sent_at(envelope.sent_at),
    )
    rows.insert(message)
    _attach(arrival, message, files)
    data = {
        "seq": message.seq,
        "machine": message.machine,
        "identity": arrival.level,
        "quarantined": bool(message.quarantined),
        "tls": message.tls,
        "joined_by": how,
        "files": len(envelope.attachments),
    }
    told = {"document": document, "raw": raw}
    return message, Recording(
        "conversation.message_received", arrival.workspace, arrival.actor, message.id, conversation.id, data, content=told
    )


def _contents(arrival: Arrival, conversation: Conversation) -> list[ContentRef]:
    told: list[Data] = [documents.of_envelope(arrival.envelope), arrival.raw]
    told += [one.data for one in arrival.envelope.attachments if one.size <= LARGEST_FILE]
    return content.put_many(arrival.workspace, [Piece(one, conversation.id, arrival.contact) for one in told])


def _sent_at(told: datetime | None) -> datetime | None:
    """A date that the database can hold and give back."""
    return told if told and told.tzinfo and _EARLIEST <= told <= _LATEST else None


def _attach(arrival: Arrival, message: Message, files: list[ContentRef]) -> None:
    stored = iter(files)
    attached = []
    for one in arrival.envelope.attachments:
        small = one.size <= LARGEST_FILE
        row = Attachment(message=message, name=plain(one.name, 255), type=plain(one.type, 120), size=one.size, sha256=one.sha256)
        row.content = next(stored).id if small else ""
        row.dropped = "" if small else f"larger than {LARGEST_FILE // 1024 // 1024} MB; it is in the raw message"
        attached.append(row)
    rows.insert(*attached)


def _tell_lists(arrival: Arrival, conversation: Conversation, how: str) -> None:
    """Participants, and what lists show: how the first message calls it, the words of the newest that a person wrote."""
    envelope = arrival.envelope
    if envelope.machine and how != "new":
        return
    sql.tell_lists(
        conversation.id,
        _admitted(arrival, how),
        subject=listed.title(envelope, arrival.channel.kind),
        snippet=listed.first_words(envelope),
        sender=listed.sender(envelope),
    )


def _admitted(arrival: Arrival, how: str) -> list[str]:
    """Who writes and who is addressed takes part from now on. A token alone brings a message in, not its sender: a reply to somebody
    who was never addressed stays a reply to a stranger until a reply to them was sent."""
    envelope = arrival.envelope
    if envelope.machine or how == "token":
        return []
    others = {one.address for one in (*envelope.to, *envelope.cc)} - {arrival.channel.address, ""}
    hashes = [contacts.lookup(arrival.workspace, arrival.channel.kind, one) for one in sorted(others)[:MOST_ADMITTED]]
    return list(dict.fromkeys([arrival.known.lookup, *hashes]))


def _first_entries(arrival: Arrival, conversation: Conversation, how: str) -> list[Recording]:
    scope = (arrival.workspace, arrival.actor)
    entries = []
    if arrival.known.newly_verified:
        entries.append(
            Recording("contact.address_verified", *scope, arrival.known.newly_verified, data={"contact": arrival.contact}),
        )
    if how == "new":
        data = {"channel": arrival.channel.id, "contact": arrival.contact}
        entries.append(Recording("conversation.opened", *scope, conversation.id, conversation.id, data))
    return entries


def _last_entries(arrival: Arrival, conversation: Conversation, message: Message, old: str) -> list[Recording]:
    entries = [bounces.entry(conversation, arrival.bounced, message)] if arrival.bounced else []
    if conversation.status != old:
        data = {"old": old, "new": conversation.status}
        entries.append(Recording("conversation.status_changed", arrival.workspace, SYSTEM, conversation.id, conversation.id, data))
    return entries


def _after(arrival: Arrival, conversation: Conversation, message: Message, how: str) -> None:
    """Who must act on it is woken after the commit: agents for a person's words only, people for what no agent may touch."""
    if _came_back(arrival):
        actions.hand_off(conversation, HandOff.Reason.DELIVERY_FAILED, turn=message.id)
    event = _event(arrival)
    if event:
        events.publish(event, workspace=arrival.workspace, subject=message.id)
    hub.hint(f"workspace:{arrival.workspace}:review", type="conversation", id=str(conversation.id))
    if how != "new":  # nobody can be looking at a conversation that was not there
        hub.hint(f"conversation:{conversation.id}", type="message", seq=message.seq)


def _event(arrival: Arrival) -> str:
    if arrival.is_person:
        return "conversation.message_received"
    if arrival.envelope.quarantined:
        return "conversation.message_quarantined"
    return "conversation.bounced" if _came_back(arrival) else ""
