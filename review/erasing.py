"""What review has to empty when a conversation is erased: what waits is set aside, what was to leave is cancelled, free text goes."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from audit.erasers import Busy, Counts, Redaction, Subject
from audit.recorder import record
from connectors.models import Delivery
from kit.actor import SYSTEM
from review.models import Action, Item
from review.superseding import superseded_item

ITEM, ACTION, DELIVERY = "review_item", "review_action", "connectors_delivery"
_WAITING = (Delivery.Status.PENDING, Delivery.Status.HELD, Delivery.Status.UNKNOWN)


class ReviewEraser:
    covers = (ITEM, ACTION, DELIVERY)

    def locate(self, subject: Subject) -> Counts:
        actions = Action.objects.filter(conversation__in=subject.conversations)
        return {
            ITEM: Item.objects.filter(conversation__in=subject.conversations).count(),
            ACTION: actions.count(),
            DELIVERY: Delivery.objects.filter(action__in=actions.values("id")).count(),
        }

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        aside = _set_aside(conversation)
        told = Item.objects.filter(conversation=conversation).exclude(returned_because="").update(returned_because="")
        emptied = _deliveries(conversation).exclude(error="", external_id="").update(error="", external_id="")
        return {ITEM: max(told, aside[ITEM]), ACTION: aside[ACTION], DELIVERY: max(emptied, aside[DELIVERY])}

    def redact(self, redaction: Redaction) -> Counts:
        """What waits was drafted for the thread as it was, so it is set aside, too; the thread ids of what left stay."""
        aside = _set_aside(redaction.conversation)
        told = Item.objects.filter(conversation=redaction.conversation).exclude(returned_because="").update(returned_because="")
        emptied = _deliveries(redaction.conversation).exclude(error="").update(error="")
        return {ITEM: max(told, aside[ITEM]), ACTION: aside[ACTION], DELIVERY: max(emptied, aside[DELIVERY])}

    def finish(self, subject: Subject) -> Counts:
        return {}


def _set_aside(conversation: UUID) -> dict[str, int]:
    """In the order of locks that everyone keeps: items, then deliveries. The conversation is held. Raises Busy."""
    items = list(Item.objects.select_for_update().filter(conversation=conversation).order_by("id"))
    deliveries = list(_deliveries(conversation).select_for_update().order_by("id"))
    if any(one.status == Delivery.Status.SENDING for one in deliveries):
        raise Busy("A reply of this conversation is leaving at this moment; the erasure goes on when it has.")
    cancelled = sum(_cancel(one, conversation) for one in deliveries if one.status in _WAITING)
    actions = _end(conversation)
    for item in items:
        if item.is_open:
            superseded_item(item, list(item.actions.values_list("id", flat=True)))
    return {ITEM: sum(item.is_open for item in items), ACTION: actions, DELIVERY: cancelled}


def _deliveries(conversation: UUID) -> QuerySet[Delivery]:
    return Delivery.objects.filter(action__in=Action.objects.filter(conversation=conversation).values("id"))


def _cancel(delivery: Delivery, conversation: UUID) -> int:
    Delivery.objects.filter(id=delivery.id).update(status=Delivery.Status.CANCELLED, finished_at=timezone.now(), claimed_until=None)
    record(
        "review.delivery_cancelled", workspace=delivery.workspace_id, actor=SYSTEM, subject=delivery.id, stream=conversation,
        data={"delivery": delivery.id, "action": delivery.action, "code": "erased"},
    )  # fmt: skip
    return 1


def _end(conversation: UUID) -> int:
    """Actions that could still have led to something."""
    rows = Action.objects.filter(conversation=conversation, status__in=("held", "allowed", "unknown"))
    return rows.update(status=Action.Status.SUPERSEDED, finished_at=timezone.now())
