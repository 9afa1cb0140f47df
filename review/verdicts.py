"""What follows from the rulings on one turn: everything leaves, one item waits for people, or it ends with a hand-off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils import timezone

from audit.recorder import record
from conversations import actions as conversation_actions
from conversations.models import Conversation
from kit import events, hub, rows
from kit.actor import Actor
from kit.ids import uuid7
from review import deliveries, following, heads, obligations, queues, telling
from review.models import Action, Item, TriageChange
from review.triage import applying
from review.types import Ruled


def carry_out(
    conversation: Conversation,
    agent: Actor,
    actions: Sequence[Action],
    ruled: Sequence[Ruled],
    *,
    urgency: str,
    stopped: Collection[UUID] = (),
) -> tuple[Item | None, Item | None]:
    """Settle and save every action of a turn; returns the item that a person must look at, if any, and the one of triage alone.

    Triage that is allowed is done here and now, so that what waits stands in the right queue at once; ``stopped`` waits in the outbox.
    """
    for row, status in zip(actions, following.statuses(ruled), strict=True):
        row.status = status
    changes = [change for row, one in zip(actions, ruled, strict=True) if (change := _sorted(conversation, agent, row, one, stopped))]
    wanted, apart = following.item(ruled), following.sorting(ruled)
    item = _open(conversation, agent, actions[0].turn, wanted, urgency) if wanted else None
    sorting = _open(conversation, agent, actions[0].turn, apart, urgency) if apart else None
    _settle(actions, ruled, item, sorting)
    rows.insert(*changes)
    leaving = [row for row in actions if row.status == Action.Status.ALLOWED]
    if leaving:
        _leave(conversation, agent, leaving)
    return item, sorting


def _sorted(conversation: Conversation, agent: Actor, row: Action, one: Ruled, stopped: Collection[UUID]) -> TriageChange | None:
    """What cannot be done as things stand has failed, and is told so on the ledger; nobody is asked, the turn goes on."""
    if not one.is_triage or row.status != Action.Status.ALLOWED or row.id in stopped or one.proposed.outbound is not None:
        return None
    if applying.fault(conversation, row.tool, one.proposed.arguments):
        row.status = Action.Status.FAILED
        applying.told(row, agent, "review.triage_failed")
        return None
    row.status = Action.Status.DONE
    applying.told(row, agent, "review.triage_done")
    before, after = applying.apply(conversation, row.tool, one.proposed.arguments, actor=agent)
    return TriageChange(action=row, workspace_id=row.workspace_id, before=before, after=after)


_ENDED = (Action.Status.DONE, Action.Status.DENIED, Action.Status.FAILED)


def _settle(actions: Sequence[Action], ruled: Sequence[Ruled], item: Item | None, sorting: Item | None) -> None:
    """The item of a hand-off alone is not the reply's: that one leaves. Of triage only what is held belongs to an item."""
    held = following.strictness(ruled) > 0
    for row, one in zip(actions, ruled, strict=True):
        if one.is_triage:
            row.item = (sorting or item) if row.status == Action.Status.HELD else None
        else:
            row.item = item if held or one.proposed.kind == "hand_off" else None
        row.finished_at = timezone.now() if row.status in _ENDED else None
    rows.insert(*actions)


def _open(conversation: Conversation, agent: Actor, turn: UUID | None, wanted: following.Wanted, urgency: str) -> Item:
    return open_item(
        conversation,
        wanted.kind,
        queue=wanted.queue,
        rules=wanted.rules,
        urgency=urgency,
        turn=turn,
        actor=agent,
        reason=wanted.reason,
        content_digest=wanted.content_digest,
        ruling_digest=wanted.ruling_digest,
        because=wanted.because,
    )


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
    urgency = conversation.priority or urgency
    where, now = queues.find(conversation.workspace_id, queue or conversation.queue), timezone.now()
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
