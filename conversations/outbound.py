"""What we said: the delivered reply becomes a message of the conversation, in the transaction that marks it delivered."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from audit import content
from audit.recorder import Recording, record_many
from connectors.types import Outbound
from conversations import contacts, documents, states, threading
from conversations.models import Attachment, Conversation, Message, Participant
from conversations.plain import code, plain
from kit import correlation, hub
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7


def record_delivered(conversation_id: UUID, *, action: UUID, outbound: Outbound, external_id: str, tls: str, actor: Actor) -> Message:
    """Write the delivered ``outbound`` into its conversation: next number, version bumped, waiting for the customer.

    Called inside the caller's transaction; a second call for the same ``action`` returns the message already there.
    """
    conversation = Conversation.objects.select_for_update(of=("self",), no_key=True).select_related("channel").get(id=conversation_id)
    there = Message.objects.filter(action=action).first()
    if there:
        return there
    old = conversation.status
    _advance(conversation)
    message, entry = _write(conversation, action, outbound, external_id, tls, actor)
    record_many([entry, *_status_entry(conversation, old)])
    _admit(conversation, outbound)
    _tell(conversation, message)
    return message


def _advance(conversation: Conversation) -> None:
    now = timezone.now()
    conversation.last_seq += 1
    conversation.version += 1
    conversation.outbound_count += 1
    conversation.last_message_at = now
    conversation.first_response_at = conversation.first_response_at or now
    fields = ["last_seq", "version", "outbound_count", "last_message_at", "first_response_at"]
    fields += states.move(conversation, states.after_outbound(conversation.status))
    conversation.save(update_fields=fields)


def _write(
    conversation: Conversation, action: UUID, outbound: Outbound, external_id: str, tls: str, actor: Actor
) -> tuple[Message, Recording]:
    document = content.put(
        conversation.workspace_id, documents.of_outbound(outbound), conversation=conversation.id, subject=conversation.contact_id
    )
    message = Message.objects.create(
        id=uuid7(),
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        channel_id=conversation.channel_id,
        seq=conversation.last_seq,
        direction=Message.Direction.OUTBOUND,
        user_id=actor.id if actor.kind == "user" else None,
        external_id=plain(external_id, 300),
        external_lookup=threading.id_key(conversation.workspace_id, external_id),
        content=document.id,
        tls=code(tls, 20),
        action=action,
        correlation_id=correlation.get(),
        sent_at=timezone.now(),
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, name=plain(one.name, 255), type=plain(one.type, 120), size=one.size, sha256=one.sha256)
        for one in outbound.attachments
    )
    data = {"seq": message.seq, "action": action, "tls": message.tls}
    entry = Recording(
        "conversation.message_delivered",
        conversation.workspace_id,
        actor,
        message.id,
        conversation.id,
        data,
        content={"document": document},
    )
    return message, entry


def _status_entry(conversation: Conversation, old: str) -> list[Recording]:
    if conversation.status == old:
        return []
    data = {"old": old, "new": conversation.status}
    return [Recording("conversation.status_changed", conversation.workspace_id, SYSTEM, conversation.id, conversation.id, data)]


def _admit(conversation: Conversation, outbound: Outbound) -> None:
    """Whoever we wrote to may answer."""
    kind = conversation.channel.kind
    addresses = sorted({one.address.lower() for one in (*outbound.to, *outbound.cc)})
    hashes = [contacts.lookup(conversation.workspace_id, kind, one) for one in addresses]
    Participant.objects.bulk_create((Participant(conversation=conversation, lookup=one) for one in hashes), ignore_conflicts=True)


def _tell(conversation: Conversation, message: Message) -> None:
    hub.hint(f"conversation:{conversation.id}", type="message", seq=message.seq)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
