"""Taking it back: a person says so, and only while everything stands as the action left it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit import content
from audit.recorder import record
from conversations import sorting
from conversations.models import Conversation, HandOff
from conversations.querysets import conversations_visible_to
from kit import events, hub
from kit.actor import Actor
from kit.errors import InvalidInput, NotFound, TransitionError
from review import queues, verdicts
from review.models import Action, Item, Queue, TriageChange
from review.triage.applying import Kept, move_items, reorder
from review.triage.kinds import KINDS

LONGEST_REASON = 4_000
_MOVED_ON = "It cannot be undone any more: {}"


def action_for(user: User, identity: UUID, *, workspace: UUID | None = None) -> Action:
    """The one door to a triage action: the same NotFound for one that is foreign and one that is not there."""
    rows = Action.objects.select_related("change").filter(id=identity, kind=Action.Kind.TRIAGE)
    rows = rows.filter(conversation__in=conversations_visible_to(user).values("id"))
    found = (rows.filter(workspace=workspace) if workspace else rows).first()
    if found is None:
        raise NotFound("There is no such triage action.")
    return found


def undo(action: Action, reason: str = "", *, acting_user: User) -> TriageChange:
    """Bring back what was before. Raises TransitionError (409) with the reason where things have moved on, NotAllowed, InvalidInput."""
    require(acting_user, action.workspace_id, "review")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {LONGEST_REASON:,} characters.")
    with transaction.atomic():
        conversation = sorting.hold(action.conversation_id)
        change = TriageChange.objects.select_for_update().filter(action=action.id).first()
        refusal = why_not(action, change)
        if refusal or change is None:
            raise TransitionError(refusal)
        _UNDO[action.tool](conversation, (change.before, change.after), acting_user.as_actor())
        _kept(change, conversation, reason.strip(), acting_user)
        _told(action, conversation, change, acting_user)
    return change


def why_not(action: Action, change: TriageChange | None) -> str:
    """Why there is nothing to undo, whatever the conversation looks like now; empty when there is."""
    if action.kind != Action.Kind.TRIAGE or action.tool not in KINDS:
        return "Only what triage did can be undone."
    if KINDS[action.tool].leaves and action.status == Action.Status.DONE:
        return "A mail that has left cannot be taken back."
    if change is None or action.status != Action.Status.DONE:
        return "It was not carried out, so there is nothing to undo."
    if change.undone_at is not None:
        return "It was undone already."
    return "It changed nothing: things stood so before." if _was_so(change) else ""


def may_undo(action: Action) -> bool:
    """For a button; the state of the conversation is looked at when it is pressed."""
    change = getattr(action, "change", None)
    return why_not(action, change) == ""


def taken_back(conversation: UUID) -> set[tuple[str, str]]:
    """What people have undone there, as a tool with what it had set; one agent for all, a merge into any other for all."""
    rows = TriageChange.objects.filter(action__conversation=conversation, undone_at__isnull=False)
    return {(tool, _set_to(tool, after)) for tool, after in rows.values_list("action__tool", "after")}


def _set_to(tool: str, after: Mapping[str, Any]) -> str:
    if tool == "route":
        return "agent" if "agent" in after else f"queue:{after['queue']}"
    return str(after.get(tool, "")) if tool in ("tag", "priority") else ""


def _was_so(change: TriageChange) -> bool:
    shared = set(change.before) & set(change.after)
    return change.before.get("there") is True or (bool(shared) and all(change.before[one] == change.after[one] for one in shared))


def _kept(change: TriageChange, conversation: Conversation, reason: str, user: User) -> None:
    stored = None
    if reason:
        stored = content.put(conversation.workspace_id, reason, conversation=conversation.id, subject=None)
    change.undone_at, change.undone_by, change.reason = timezone.now(), user, stored.id if stored else ""
    change.save(update_fields=["undone_at", "undone_by", "reason"])
    record(
        "review.triage_undone", workspace=change.workspace_id, actor=user.as_actor(), subject=change.action_id, stream=conversation.id,
        data={"action": change.action_id, "tool": change.action.tool}, content={"reason": stored} if stored else {},
    )  # fmt: skip


def _told(action: Action, conversation: Conversation, change: TriageChange, user: User) -> None:
    """What was closed as spam and was none still waits for an answer that nobody has drafted: a person gets it."""
    if action.tool == "close_spam" and change.before.get("sent") == conversation.outbound_count and not _waits(conversation):
        verdicts.open_item(
            conversation, Item.Kind.HAND_OFF, queue="", rules=[], urgency=conversation.urgency or "normal", turn=action.turn,
            actor=user.as_actor(), reason=HandOff.Reason.REVIEWER_REJECTED, because=f"{user} undid closing it as spam: the customer waits for an answer.",
        )  # fmt: skip
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))


def _waits(conversation: Conversation) -> bool:
    return Item.objects.filter(conversation=conversation, status__in=("waiting", "claimed")).exists()


def _tag(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    taken = sorting.set_tag(conversation, str(kept[1]["tag"]), there=False, actor=actor)
    _unless_changed(taken, "the tag has been taken off since.")


def _priority(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    _unless_changed(conversation.priority == kept[1]["priority"], "the priority was set to something else since.")
    sorting.set_word(conversation, "priority", str(kept[0]["priority"]), actor=actor)
    reorder(conversation)


def _route(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    before, after = kept
    if "agent" in after:
        _unless_changed(str(conversation.agent or "") == after["agent"], "another agent has it since.")
        sorting.set_agent(conversation, UUID(before["agent"]) if before["agent"] else None, actor=actor)
        events.publish("conversation.routed", workspace=conversation.workspace_id, subject=conversation.id)
        return
    _unless_changed(conversation.queue == after["queue"], "it was moved to another queue since.")
    sorting.set_word(conversation, "queue", before["queue"], actor=actor)
    source = Queue.objects.filter(workspace=conversation.workspace_id, slug=after["queue"]).first()
    if source:
        move_items(conversation, source, queues.find(conversation.workspace_id, before["queue"]), actor)


def _merge(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    _unless_changed(str(conversation.merged_into_id) == kept[1]["into"], "it is not merged there any more.")
    _back(conversation, kept, actor)


def _close_spam(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    _unless_changed(conversation.closed_as == Conversation.Closed.SPAM, "it was reopened since.")
    _back(conversation, kept, actor)


def _back(conversation: Conversation, kept: Kept, actor: Actor) -> None:
    """Where our answer has left since, it is the customer's turn."""
    answered = conversation.outbound_count > int(kept[0]["sent"])
    status = Conversation.Status.WAITING_FOR_CUSTOMER if answered else str(kept[0]["status"])
    sorting.bring_back(conversation, status, actor=actor)


def _unless_changed(same: bool, why: str) -> None:
    if not same:
        raise TransitionError(_MOVED_ON.format(why))


_UNDO: dict[str, Callable[[Conversation, Kept, Actor], None]] = {
    "tag": _tag, "priority": _priority, "route": _route, "merge": _merge, "close_spam": _close_spam,
}  # fmt: skip
