"""What we said: the delivered reply becomes a message of the conversation, in the transaction that marks it delivered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from audit import content
from audit.recorder import record
from connectors.types import Outbound
from conversations import contacts, documents
from conversations.models import Attachment, Conversation, Message, Participant, StatusChange
from kit import correlation, hub
from kit.actor import Actor
from kit.ids import uuid7


def record_delivered(conversation_id: UUID, *, action: UUID, outbound: Outbound, external_id: str, tls: str, actor: Actor) -> Message:
    """Write the delivered ``outbound`` into its conversation: next number, version bumped, waiting for the customer.

    Called inside the caller's transaction; a second call for the same ``action`` returns the message already there.
    """
    conversation = Conversation.objects.select_for_update().get(id=conversation_id)
    there = Message.objects.filter(action=action).first()
    if there:
        return there
    message = _write(conversation, action, outbound, external_id, tls, actor)
    _advance(conversation, message)
    _admit(conversation, outbound)
    _tell(conversation, message)
    return message


def _write(conversation: Conversation, action: UUID, outbound: Outbound, external_id: str, tls: str, actor: Actor) -> Message:
    document = content.put(
        conversation.workspace_id, documents.of_outbound(outbound), conversation=conversation.id, subject=conversation.contact_id
    )
    message = Message.objects.create(
        id=uuid7(),
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        channel_id=conversation.channel_id,
        seq=conversation.last_seq + 1,
        direction=Message.Direction.OUTBOUND,
        user_id=actor.id if actor.kind == "user" else None,
        external_id=external_id[:300],
        content=document.id,
        tls=tls,
        action=action,
        correlation_id=correlation.get(),
        sent_at=timezone.now(),
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, name=one.name[:255], type=one.type, size=one.size, sha256=one.sha256) for one in outbound.attachments
    )
    record(
        "conversation.message_delivered",
        workspace=conversation.workspace_id,
        actor=actor,
        subject=message.id,
        stream=conversation.id,
        data={"seq": message.seq, "action": str(action), "tls": tls},
        content={"document": document},
    )
    return message


def _advance(conversation: Conversation, message: Message) -> None:
    now, old = timezone.now(), conversation.status
    Conversation.objects.filter(id=conversation.id).update(
        last_seq=message.seq,
        version=F("version") + 1,
        outbound_count=F("outbound_count") + 1,
        last_message_at=now,
        first_response_at=conversation.first_response_at or now,
        status=Conversation.Status.WAITING_FOR_CUSTOMER,
        resolved_at=None,
    )
    if old != Conversation.Status.WAITING_FOR_CUSTOMER:
        StatusChange.objects.create(conversation=conversation, old=old, new=Conversation.Status.WAITING_FOR_CUSTOMER)


def _admit(conversation: Conversation, outbound: Outbound) -> None:
    """Whoever we wrote to may answer."""
    kind = conversation.channel.kind
    hashes = {contacts.lookup(conversation.workspace_id, kind, one.address) for one in (*outbound.to, *outbound.cc)}
    Participant.objects.bulk_create((Participant(conversation=conversation, lookup=one) for one in hashes), ignore_conflicts=True)


def _tell(conversation: Conversation, message: Message) -> None:
    hub.hint(f"conversation:{conversation.id}", type="message", seq=message.seq)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
