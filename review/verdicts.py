"""What follows from the rulings on one turn: everything leaves, one item waits for people, or it ends with a hand-off."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from audit.recorder import record
from conversations import actions as conversation_actions
from conversations.models import Conversation, HandOff
from kit import events, hub, rows
from kit.actor import Actor
from kit.ids import uuid7
from policies.engine.obligations import union
from review import deliveries, digests, heads, obligations, queues, telling
from review.models import Action, Item
from review.types import Ruled

Reason = HandOff.Reason
STATUS = {0: Action.Status.ALLOWED, 1: Action.Status.HELD, 2: Action.Status.DENIED}


def carry_out(conversation: Conversation, agent: Actor, actions: Sequence[Action], ruled: Sequence[Ruled], *, urgency: str) -> Item | None:
    """Settle and save every action of a turn by the strictest of its rulings; returns the item that a person must look at, if any.

    One item a turn: where a person looks at the reply anyway, the hand-off's reason stands on that item.
    """
    wanted = [one for one in ruled if one.proposed.kind != "hand_off"]
    asked = [one for one in ruled if one.proposed.kind == "hand_off"]
    strictness = max((one.strictness for one in wanted), default=0)
    turn = actions[0].turn
    item = _held(conversation, agent, turn, wanted, strictness, urgency, _told(asked)) if wanted and strictness else None
    handed = _handed_off(conversation, agent, turn, asked, urgency) if asked and item is None else None
    _settle(actions, ruled, strictness, item, handed)
    leaving = [row for row in actions if row.status == Action.Status.ALLOWED]
    if leaving:
        _leave(conversation, agent, leaving)
    return item or handed


def _settle(actions: Sequence[Action], ruled: Sequence[Ruled], strictness: int, item: Item | None, handed: Item | None) -> None:
    for row, one in zip(actions, ruled, strict=True):
        is_hand_off = one.proposed.kind == "hand_off"
        row.status = Action.Status.DONE if is_hand_off else STATUS[strictness]
        row.item = handed or item if is_hand_off else item
        row.finished_at = timezone.now() if row.status in (Action.Status.DONE, Action.Status.DENIED) else None
    rows.insert(*actions)


def _held(
    conversation: Conversation, agent: Actor, turn: UUID | None, ruled: Sequence[Ruled], strictness: int, urgency: str, told: str
) -> Item:
    strictest = [one for one in ruled if one.ruling.strictness == strictness] or list(ruled)
    denied = strictness == 2
    reason = Reason.POLICY_DENIED if denied else told or Reason.POLICY_REVIEW
    return open_item(
        conversation,
        Item.Kind.HAND_OFF if denied else Item.Kind.APPROVAL,
        queue=next((one.ruling.queue for one in strictest if one.ruling.queue), ""),
        rules=union(one.ruling.obligations for one in ruled),
        urgency=urgency,
        turn=turn,
        actor=agent,
        reason=reason,
        content_digest=digests.of_all(one.digest for one in _in_order(ruled)),
        ruling_digest=digests.of_all(one.ruling.digest for one in _in_order(ruled)),
        because=next((one.held_because for one in ruled if one.held_because), ""),
    )


def _in_order(ruled: Sequence[Ruled]) -> list[Ruled]:
    return sorted(ruled, key=lambda one: one.position)


def _handed_off(conversation: Conversation, agent: Actor, turn: UUID | None, ruled: Sequence[Ruled], urgency: str) -> Item:
    return open_item(
        conversation,
        Item.Kind.HAND_OFF,
        queue=next((one.ruling.queue for one in ruled if one.ruling.queue), ""),
        rules=union([rule for rule in one.ruling.obligations if rule["kind"] == "due"] for one in ruled),
        urgency=urgency,
        turn=turn,
        actor=agent,
        reason=_told(ruled),
    )


def _told(asked: Sequence[Ruled]) -> str:
    """Why the agent asks for a person; "" when it does not."""
    reasons = [str(one.proposed.arguments.get("reason", "")) for one in asked]
    return next((one if one in Reason.values else Reason.NOTHING_FITS for one in reasons), "")


def open_item(
    conversation: Conversation,
    kind: str,
    *,
    queue: str,
    rules: Sequence[obligations.Obligation],
    urgency: str,
    turn: UUID | None,
    actor: Actor,
    reason: str,
    content_digest: str = "",
    ruling_digest: str = "",
    because: str = "",
    about: Action | None = None,
) -> Item:
    """Let one thing wait for a person: row, hand-off, entry, event, hint. Inside the caller's transaction."""
    where, now = queues.find(conversation.workspace_id, queue), timezone.now()
    item = Item(
        id=uuid7(),
        workspace_id=conversation.workspace_id,
        queue=where,
        conversation=conversation,
        turn=turn,
        kind=kind,
        about=about,
        reason=reason,
        priority=obligations.priority(urgency),
        due_at=obligations.due_at(rules, where, urgency, now),
        content_digest=content_digest,
        ruling_digest=ruling_digest,
        conversation_version=conversation.version,
        approvals_needed=obligations.approvals(rules) if kind == Item.Kind.APPROVAL else 1,
        obligations=list(rules),
        returned_because=because[:300],
    )
    rows.insert(item)
    heads.entered(item)
    conversation_actions.hand_off(conversation, reason, turn=turn, actor=actor)
    _tell(item, actor)
    return item


def _tell(item: Item, actor: Actor) -> None:
    data = {
        "kind": item.kind,
        "queue": item.queue_id,
        "reason": item.reason,
        "due": item.due_at,
        "approvals_needed": item.approvals_needed,
        "content_digest": item.content_digest or None,
        "ruling_digest": item.ruling_digest or None,
        "version": item.conversation_version,
    }
    telling.tell(item, "review.item_opened", actor, data)
    events.publish("review.item_opened", workspace=item.workspace_id, subject=item.id)


def _leave(conversation: Conversation, agent: Actor, actions: Sequence[Action]) -> None:
    for row in sorted(actions, key=lambda one: one.position):
        record(
            "review.action_allowed",
            workspace=row.workspace_id,
            actor=agent,
            subject=row.id,
            stream=conversation.id,
            data={"digest": row.digest, "ruling": row.ruling_id},
        )
    deliveries.open_for(actions, conversation.channel_id)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
