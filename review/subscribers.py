"""What review does when something happens below. Handlers are idempotent: they look for what is unfinished."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from audit.recorder import record
from conversations.models import Conversation, HandOff, Message
from kit.actor import SYSTEM
from kit.events import Event
from review import deliveries, facts, locks, verdicts
from review.models import Action, Item, Queue
from review.release.returning import superseded_item


def queue_names(workspace: UUID) -> Collection[str]:
    return list(Queue.objects.filter(workspace=workspace).values_list("slug", flat=True))


def message_received(event: Event) -> None:
    """A newer message of the customer: whatever was drafted before it is set aside."""
    conversation = Message.objects.filter(id=event.subject).values_list("conversation_id", flat=True).first()
    if conversation is not None:
        supersede_older(conversation)


@transaction.atomic
def supersede_older(conversation: UUID) -> int:
    """Set aside open approvals and unsent deliveries for older versions of the conversation; how many items."""
    version = locks.conversation(conversation)
    if version is None:
        return 0
    older = Item.objects.select_for_update().filter(conversation=conversation, conversation_version__lt=version, kind=Item.Kind.APPROVAL)
    items = list(older.filter(status__in=("waiting", "claimed", "approved", "edited")).order_by("id"))
    cancelled = set(deliveries.cancel_older(conversation, version))
    changed = 0
    for item in items:
        changed += _set_aside(item, cancelled)
    _set_aside_allowed(conversation, cancelled)
    return changed


def _set_aside(item: Item, cancelled: set[UUID]) -> int:
    """Decided items count only while something of theirs was still to leave."""
    actions = Action.objects.filter(item=item)
    mine = list(actions.filter(id__in=cancelled).values_list("id", flat=True))
    if not item.is_open and not mine:
        return 0
    actions.filter(status__in=("held", "allowed")).exclude(status="allowed", id__in=_underway(item)).update(status="superseded")
    superseded_item(item, list(actions.values_list("id", flat=True)))
    return 1


def _underway(item: Item) -> list[UUID]:
    """Actions whose delivery has begun: how they end is for the release to say."""
    return list(deliveries.Delivery.objects.filter(action__in=item.actions.values("id"), status="sending").values_list("action", flat=True))


def _set_aside_allowed(conversation: UUID, cancelled: set[UUID]) -> None:
    """Actions the policy had allowed by itself."""
    rows = list(Action.objects.filter(id__in=cancelled, conversation=conversation, item=None, status="allowed"))
    Action.objects.filter(id__in=[row.id for row in rows]).update(status="superseded")
    for row in rows:
        delivery = deliveries.Delivery.objects.get(action=row.id)
        record(
            "review.delivery_cancelled", workspace=row.workspace_id, actor=SYSTEM, subject=delivery.id, stream=conversation,
            data={"delivery": delivery.id, "action": row.id, "code": "superseded"},
        )  # fmt: skip


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
