"""Doing it: one change of a conversation that the caller holds, and the row that keeps the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from audit.recorder import record
from conversations import sorting
from conversations.models import Conversation
from kit import events
from kit.actor import Actor
from kit.errors import TransitionError
from review import heads, obligations, queues
from review.models import Action, Decision, Item, Queue
from review.telling import tell
from review.triage.kinds import Arguments

Kept = tuple[dict[str, Any], dict[str, Any]]
"""What was, and what is now."""


def fault(conversation: Conversation, tool: str, arguments: Arguments) -> str:
    """Why it cannot be done as things stand; empty when it can. What stands so already can be done: it changes nothing."""
    if tool == "close_spam" and conversation.closed_as:
        return "The conversation is closed as spam or merged already."
    if tool == "merge":
        return sorting.cannot_merge(conversation, Conversation.objects.filter(id=arguments["into"]).first())
    if tool == "route" and "queue" in arguments and _queue(conversation, str(arguments["queue"])) is None:
        return f"There is no queue {arguments['queue']} any more."
    if tool == "forward" and not may_forward(conversation, str(arguments["to"])):
        return "The address is not one that this channel may forward to."
    return ""


def may_forward(conversation: Conversation, address: str) -> bool:
    allowed = conversation.channel.parameters.get("forward_to") or ()
    return address.lower() in {str(one).lower() for one in allowed}


def told(action: Action, actor: Actor, event: str) -> None:
    """One entry of what became of it."""
    data = {"action": action.id, "tool": action.tool, "digest": action.digest, "ruling": action.ruling_id}
    record(event, workspace=action.workspace_id, actor=actor, subject=action.id, stream=action.conversation_id, data=data)


def apply(conversation: Conversation, tool: str, arguments: Arguments, *, actor: Actor) -> Kept:
    """Raises TransitionError where it cannot be done. The conversation is held; a forward leaves by mail and is not done here."""
    reason = fault(conversation, tool, arguments)
    if reason:
        raise TransitionError(reason)
    return _VERBS[tool](conversation, arguments, actor)


def _tag(conversation: Conversation, arguments: Arguments, actor: Actor) -> Kept:
    added = sorting.set_tag(conversation, arguments["tag"], there=True, actor=actor)
    return {"there": not added}, {"there": True, "tag": arguments["tag"]}


def _priority(conversation: Conversation, arguments: Arguments, actor: Actor) -> Kept:
    old = sorting.set_word(conversation, "priority", arguments["priority"], actor=actor)
    moved = reorder(conversation)
    return {"priority": old}, {"priority": conversation.priority, "items": moved}


def reorder(conversation: Conversation) -> int:
    """Open items stand in their queues by the priority of the conversation; how many moved."""
    wanted = obligations.priority(conversation.priority or conversation.urgency)
    found = Item.objects.select_for_update().filter(conversation=conversation, status__in=("waiting", "claimed")).exclude(priority=wanted)
    rows = list(found.order_by("id"))
    for item in rows:
        item.priority = wanted
        item.save(update_fields=["priority"])
        if item.status == Item.Status.WAITING:
            heads.entered(item)
    return len(rows)


def _route(conversation: Conversation, arguments: Arguments, actor: Actor) -> Kept:
    if "agent" in arguments:
        old = sorting.set_agent(conversation, UUID(arguments["agent"]), actor=actor)
        events.publish("conversation.routed", workspace=conversation.workspace_id, subject=conversation.id)
        return {"agent": str(old or "")}, {"agent": arguments["agent"]}
    before = sorting.set_word(conversation, "queue", arguments["queue"], actor=actor)
    queue = _queue(conversation, arguments["queue"])
    moved = move_items(conversation, queues.default(conversation.workspace_id), queue, actor) if queue else []
    return {"queue": before}, {"queue": arguments["queue"], "items": [str(one) for one in moved]}


def move_items(conversation: Conversation, source: Queue, target: Queue, actor: Actor) -> list[UUID]:
    """What waits in one queue, claimed by nobody, waits in the other from now on; what a ruling or a person has put there stays."""
    rows = Item.objects.select_for_update(of=("self",)).filter(conversation=conversation, status=Item.Status.WAITING, queue=source)
    named = Action.objects.filter(conversation=conversation, item__isnull=False, ruling__queue=source.slug).values("item")
    passed_on = Decision.objects.filter(item__conversation=conversation, verdict=Decision.Verdict.ESCALATE).values("item")
    found = list(rows.exclude(queue=target).exclude(id__in=named).exclude(id__in=passed_on).order_by("id"))
    for item in found:
        item.queue = target
        item.save(update_fields=["queue"])
        tell(item, "review.item_returned", actor, {"queue": target.id, "reason": "routed", "round": item.round})
        heads.entered(item)
    return [item.id for item in found]


def _queue(conversation: Conversation, slug: str) -> Queue | None:
    return Queue.objects.filter(workspace=conversation.workspace_id, slug=slug).first()


def _merge(conversation: Conversation, arguments: Arguments, actor: Actor) -> Kept:
    old = sorting.merge_into(conversation, UUID(arguments["into"]), actor=actor)
    return _before(conversation, old), {"into": arguments["into"]}


def _close_spam(conversation: Conversation, arguments: Arguments, actor: Actor) -> Kept:
    old = sorting.close_as_spam(conversation, actor=actor)
    return _before(conversation, old), {"closed_as": conversation.closed_as}


def _before(conversation: Conversation, status: str) -> dict[str, Any]:
    return {"status": status, "sent": conversation.outbound_count}


_VERBS = {"tag": _tag, "priority": _priority, "route": _route, "merge": _merge, "close_spam": _close_spam}
