"""What review does when something happens below. Handlers are idempotent: they look for what is unfinished."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from conversations.models import Conversation, HandOff, Message
from kit.actor import SYSTEM
from kit.events import Event
from review import facts, locks, superseding, verdicts
from review.models import Item, Queue
from review.superseding import supersede_older


def queue_names(workspace: UUID) -> Collection[str]:
    return list(Queue.objects.filter(workspace=workspace).values_list("slug", flat=True))


def message_received(event: Event) -> None:
    """A newer message of the customer: whatever was drafted before it is set aside."""
    for conversation in superseding.outdated_by(event.subject):
        supersede_older(conversation)


def routed(event: Event) -> None:
    """Another agent has the conversation: what the one before has drafted and nobody has approved is set aside."""
    supersede_older(event.subject)


def message_quarantined(event: Event) -> None:
    """A message that nobody could read is shown to a person, once; what was drafted before it may be outdated and is set aside."""
    message = Message.objects.filter(id=event.subject).first()
    if message is not None:
        supersede_older(message.conversation_id)
        _open(message, Item.Kind.QUARANTINE, HandOff.Reason.QUARANTINED, "The message could not be read as what it claims to be.")


def message_bounced(event: Event) -> None:
    """A reply of ours that came back is shown to a person, once."""
    message = Message.objects.filter(id=event.subject).first()
    if message is not None:
        _open(message, Item.Kind.HAND_OFF, HandOff.Reason.DELIVERY_FAILED, "Our reply came back: the mail server could not deliver it.")


@transaction.atomic
def _open(message: Message, kind: Item.Kind, reason: HandOff.Reason, because: str) -> None:
    locks.turn(message.id)
    if Item.objects.filter(turn=message.id, kind=kind).exists():
        return
    locks.conversation(message.conversation_id)
    conversation: Conversation = facts.conversation_for(message.conversation_id)
    verdicts.open_item(
        conversation, kind, queue="", rules=[], urgency=conversation.urgency or "normal", turn=message.id, actor=SYSTEM,
        reason=reason, because=because,
    )  # fmt: skip
