"""What review does when something happens below. Handlers are idempotent: they look for what is unfinished."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from conversations.models import Conversation, HandOff, Message
from kit.actor import SYSTEM
from kit.events import Event
from review import facts, locks, verdicts
from review.models import Item, Queue
from review.superseding import supersede_older


def queue_names(workspace: UUID) -> Collection[str]:
    return list(Queue.objects.filter(workspace=workspace).values_list("slug", flat=True))


def message_received(event: Event) -> None:
    """A newer message of the customer: whatever was drafted before it is set aside."""
    conversation = Message.objects.filter(id=event.subject).values_list("conversation_id", flat=True).first()
    if conversation is not None:
        supersede_older(conversation)


def message_quarantined(event: Event) -> None:
    """A message that nobody could read is shown to a person, once."""
    message = Message.objects.filter(id=event.subject).first()
    if message is not None:
        _open_quarantine(message)


@transaction.atomic
def _open_quarantine(message: Message) -> None:
    locks.turn(message.id)
    if Item.objects.filter(turn=message.id, kind=Item.Kind.QUARANTINE).exists():
        return
    locks.conversation(message.conversation_id)
    conversation: Conversation = facts.conversation_for(message.conversation_id)
    verdicts.open_item(
        conversation, Item.Kind.QUARANTINE, queue="", rules=[], urgency=conversation.urgency or "normal", turn=message.id, actor=SYSTEM,
        reason=HandOff.Reason.QUARANTINED, because="The message could not be read as what it claims to be.",
    )  # fmt: skip
