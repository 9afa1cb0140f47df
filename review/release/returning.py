"""Back from the door: what was agreed no longer covers what would leave, or the conversation has moved on."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.recorder import record
from connectors.models import Delivery
from conversations.models import Conversation, HandOff
from kit.actor import SYSTEM
from policies.engine import Ruling
from policies.models import RulingRecord
from review import digests, heads, obligations, outbounds, queues, verdicts
from review.actions.editing import rebind, returned_data
from review.actions.holding import to_waiting
from review.models import Action, Item
from review.superseding import superseded_item
from review.telling import tell
from review.triage import kinds

Status = Delivery.Status


def ruled_stricter(
    delivery: Delivery, action: Action, item: Item | None, conversation: Conversation, ruling: Ruling, row: RulingRecord, reason: str
) -> None:
    """The policy has become stricter: the item goes back to a queue under the new ruling, or ends when the policy denies."""
    action.ruling = row
    action.save(update_fields=["ruling"])
    if ruling.effect == "deny":
        _deny(delivery, action, item, conversation, ruling, reason)
        return
    if item is not None and ruling.queue:
        item.queue = queues.find(item.workspace_id, ruling.queue)
    give_back(delivery, action, item, conversation, reason, code="policy")


def give_back(delivery: Delivery, action: Action, item: Item | None, conversation: Conversation, reason: str, *, code: str) -> None:
    """Let a person look (again): the delivery is held until they agree."""
    _hold_turn(action, delivery)
    if item is None or item.kind != Item.Kind.APPROVAL:
        _open(action, conversation, reason)
        return
    item.returned_because = reason[:300]
    item.save(update_fields=["queue", "returned_because", *to_waiting(item)])
    rebind(item)
    tell(item, "review.item_returned", SYSTEM, returned_data(item, code))
    heads.entered(item)


def _hold_turn(action: Action, delivery: Delivery) -> None:
    """Everything of the turn that has not left waits with it; triage stands by itself."""
    waiting = Action.objects.filter(turn=action.turn, turn__isnull=False, inline=False, status="allowed").exclude(id__in=_unclear(action))
    waiting = waiting.none() if action.kind == Action.Kind.TRIAGE else waiting.exclude(kind=Action.Kind.TRIAGE)
    mates = [action.id, *waiting.values_list("id", flat=True)]
    Action.objects.filter(id__in=mates, status=Action.Status.ALLOWED).update(status=Action.Status.HELD)
    unsent = Delivery.objects.filter(action__in=mates, status=Status.PENDING, unclear_since=None)
    unsent.update(status=Status.HELD, claimed_until=None)
    action.status = Action.Status.HELD
    record(
        "review.delivery_held", workspace=action.workspace_id, actor=SYSTEM, subject=delivery.id, stream=action.conversation_id,
        data={"delivery": delivery.id, "action": action.id},
    )  # fmt: skip


def _open(action: Action, conversation: Conversation, reason: str) -> None:
    """What the policy had allowed by itself now needs a person."""
    turn = Action.objects.filter(turn=action.turn, turn__isnull=False)
    turn = turn.filter(id=action.id) if action.kind == Action.Kind.TRIAGE else turn.exclude(kind=Action.Kind.TRIAGE)
    mates = list(turn.filter(status=Action.Status.HELD).select_related("ruling").order_by("position"))
    mates = mates or [action]
    rows = [one.ruling for one in mates if one.ruling]
    strictest = next((row for row in rows if row.effect == "review" and row.queue), None)
    if _joined(action, mates, reason):
        return
    item = verdicts.open_item(
        conversation, Item.Kind.APPROVAL, queue=strictest.queue if strictest else "", rules=obligations.union_of(rows),
        urgency=conversation.urgency or "normal", turn=action.turn, actor=SYSTEM, reason=HandOff.Reason.POLICY_REVIEW,
        content_digest=digests.of_all(one.digest for one in mates), ruling_digest=digests.of_all(row.digest for row in rows), because=reason,
    )  # fmt: skip
    Action.objects.filter(id__in=[one.id for one in mates]).update(item=item)


def _joined(action: Action, mates: list[Action], reason: str) -> bool:
    """One open approval a turn: where another part of the turn waits already, this one waits with it, and both are looked at anew."""
    rows = Item.objects.select_for_update().filter(turn=action.turn, turn__isnull=False, kind=Item.Kind.APPROVAL, about=None)
    item = rows.filter(status__in=(Item.Status.WAITING, Item.Status.CLAIMED)).first()
    if item is None:
        return False
    Action.objects.filter(id__in=[one.id for one in mates]).update(item=item)
    item.returned_because = reason[:300]
    item.save(update_fields=["returned_because", *to_waiting(item)])
    rebind(item)
    tell(item, "review.item_returned", SYSTEM, returned_data(item, "joined"))
    heads.entered(item)
    return True


def _deny(delivery: Delivery, action: Action, item: Item | None, conversation: Conversation, ruling: Ruling, reason: str) -> None:
    _end_turn(action, Action.Status.DENIED, _stands_apart(action))
    _cancelled(delivery, action, "policy")
    if action.kind == Action.Kind.TRIAGE and not _stood_for_a_reply(delivery, action):
        return  # as at the gate: that a tag is denied is recorded, and asks nobody
    verdicts.open_item(
        conversation, Item.Kind.HAND_OFF, queue=ruling.queue or (item.queue.slug if item else ""), rules=[],
        urgency=conversation.urgency or "normal", turn=action.turn, actor=SYSTEM, reason=HandOff.Reason.POLICY_DENIED, because=reason, about=action,
    )  # fmt: skip


def supersede(action: Action, delivery: Delivery, item: Item | None) -> None:
    """The customer has written since: nothing of this turn leaves any more."""
    _end_turn(action, Action.Status.SUPERSEDED)
    _cancelled(delivery, action, "superseded")
    if item is not None and item.kind == Item.Kind.APPROVAL and item.status != Item.Status.SUPERSEDED:
        superseded_item(item, [action.id])


def _stood_for_a_reply(delivery: Delivery, action: Action) -> bool:
    return kinds.instead_of_reply(action.tool, outbounds.load(action.workspace_id, delivery.payload).arguments)


def rejected(delivery: Delivery, action: Action) -> None:
    """A person has said no to the whole item: nothing of its turn leaves any more."""
    _end_turn(action, Action.Status.REJECTED, _stands_apart(action))
    _cancelled(delivery, action, "rejected")


_NOTHING = Q(pk__in=[])


def _stands_apart(action: Action) -> Q:
    """What of the turn does not share the fate of ``action``: triage and the rest do not share each other's."""
    return ~Q(id=action.id) if action.kind == Action.Kind.TRIAGE else Q(kind=Action.Kind.TRIAGE)


def _end_turn(action: Action, status: str, but: Q = _NOTHING) -> None:
    now = timezone.now()
    others = Action.objects.filter(turn=action.turn, turn__isnull=False, inline=False).exclude(but).exclude(id__in=_unclear(action))
    mates = [action.id, *others.values_list("id", flat=True)]
    Action.objects.filter(id__in=mates, status__in=("held", "allowed")).update(status=status, finished_at=now)
    Delivery.objects.filter(action__in=mates, status__in=("pending", "held")).update(
        status=Status.CANCELLED, finished_at=now, claimed_until=None
    )


def _unclear(action: Action) -> QuerySet[Delivery, UUID]:
    """Actions of the turn that an attempt may have done already: their own next attempt says what becomes of them."""
    mates = Action.objects.filter(turn=action.turn, turn__isnull=False).values("id")
    return Delivery.objects.filter(action__in=mates, status=Status.PENDING, unclear_since__isnull=False).values_list("action", flat=True)


def _cancelled(delivery: Delivery, action: Action, code: str) -> None:
    record(
        "review.delivery_cancelled", workspace=action.workspace_id, actor=SYSTEM, subject=delivery.id, stream=action.conversation_id,
        data={"delivery": delivery.id, "action": action.id, "code": code},
    )  # fmt: skip
