"""Setting aside what the conversation has moved past: nothing drafted for an older version ever leaves."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.recorder import record
from connectors.models import Delivery
from kit import events, statements
from kit.actor import SYSTEM
from review import deliveries, locks
from review.models import Action, Item
from review.telling import tell

# What a newer message concerns: drafts that may still leave, and hand-offs that still wait.
_OLD = Q(kind=Item.Kind.APPROVAL, status__in=("waiting", "claimed", "approved", "edited")) | Q(
    kind=Item.Kind.HAND_OFF, status__in=("waiting", "claimed")
)
_OUTDATED = """
SELECT c.id FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id OR c.merged_into_id = m.conversation_id
 WHERE m.id = %s AND (
   EXISTS (SELECT FROM review_item i WHERE i.conversation_id = c.id AND i.conversation_version < c.version
           AND i.kind IN ('approval', 'hand_off') AND i.status IN ('waiting', 'claimed'))
   OR EXISTS (SELECT FROM review_action a JOIN connectors_delivery d ON d.action = a.id
              WHERE a.conversation_id = c.id AND a.conversation_version < c.version AND d.status IN ('pending', 'held')))
"""


def outdated_by(message: UUID) -> list[UUID]:
    """The conversation of a message that has come in, and those merged into it, where something waits that was meant for what was said
    before; most have nothing.

    Looks without a lock: whoever lets something wait holds the conversation's version, so that it stands there before a newer message.
    """
    return [row[0] for row in statements.ask(_OUTDATED, [message])]


@transaction.atomic(savepoint=False)
def supersede_older(conversation: UUID, *, spare: UUID | None = None) -> int:
    """Set aside open approvals and unsent deliveries for older versions of the conversation; how many items. Hand-offs live on.

    ``spare`` is the turn whose own delivery moved the version: what else it has to send is not outdated by that.
    """
    version = locks.conversation(conversation)
    if version is None:
        return 0
    older = Item.objects.select_for_update().filter(_OLD, conversation=conversation, conversation_version__lt=version).order_by("id")
    drafts = []
    for item in older:
        if item.kind == Item.Kind.HAND_OFF:
            _catch_up(item, version)
        elif spare is None or item.turn != spare:
            drafts.append(item)
    cancelled = set(deliveries.cancel_older(conversation, version, spare))
    changed = sum(_set_aside(item, cancelled) for item in drafts)
    _set_aside_allowed(conversation, cancelled)
    return changed


def _catch_up(item: Item, version: int) -> None:
    """What waits for a person's own answer is from now on about the newer message; a page from before is told so when it posts."""
    item.conversation_version = version
    item.save(update_fields=["conversation_version"])
    tell(item, "review.item_moved_on", SYSTEM, {"version": version})


def _set_aside(item: Item, cancelled: set[UUID]) -> int:
    """Decided items count only while something of theirs was still to leave."""
    actions = Action.objects.filter(item=item)
    mine = list(actions.filter(id__in=cancelled).values_list("id", flat=True))
    if not item.is_open and not mine:
        return 0
    unsent = actions.filter(status__in=("held", "allowed")).exclude(status="allowed", id__in=_underway(item))
    unsent.update(status="superseded", finished_at=timezone.now())
    superseded_item(item, list(actions.values_list("id", flat=True)))
    return 1


def _underway(item: Item) -> list[UUID]:
    """Actions whose delivery has begun: how they end is for the release to say."""
    begun = Q(status="sending") | Q(status="pending", unclear_since__isnull=False)
    return list(Delivery.objects.filter(begun, action__in=item.actions.values("id")).values_list("action", flat=True))


def _set_aside_allowed(conversation: UUID, cancelled: set[UUID]) -> None:
    """Actions the policy had allowed by itself, and answers that a person wrote to an older message."""
    rows = list(
        Action.objects.filter(
            Q(item=None) | Q(item__kind=Item.Kind.HAND_OFF), id__in=cancelled, conversation=conversation, status="allowed"
        )
    )
    Action.objects.filter(id__in=[row.id for row in rows]).update(status="superseded", finished_at=timezone.now())
    for row in rows:
        delivery = Delivery.objects.get(action=row.id)
        record(
            "review.delivery_cancelled", workspace=row.workspace_id, actor=SYSTEM, subject=delivery.id, stream=conversation,
            data={"delivery": delivery.id, "action": row.id, "code": "superseded"},
        )  # fmt: skip


def superseded_item(item: Item, actions: Sequence[object]) -> None:
    """Inside a transaction that holds the item."""
    item.status, item.decided_at, item.lease_until = Item.Status.SUPERSEDED, timezone.now(), None
    item.save(update_fields=["status", "decided_at", "lease_until"])
    tell(item, "review.item_superseded", SYSTEM, {"version": item.conversation_version, "actions": actions})
    events.publish("review.item_decided", workspace=item.workspace_id, subject=item.id)
