"""What triage changes of a conversation, and the way back: tags, priority, queue, agent, closed as spam, merged into another.

Each verb works on a row that its caller holds locked, inside a transaction, and writes its entry. A merge moves nothing: messages stay
where they came in and are read there too, so taking it back is to forget the pointer.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from audit.recorder import record
from conversations import contacts, states
from conversations.models import Contact, Conversation
from kit import hub
from kit.actor import Actor
from kit.errors import TransitionError
from policies.budget_models import Per
from policies.budgets import actions as budgets

Status, Closed = Conversation.Status, Conversation.Closed
PRIORITIES = ("high", "normal", "low")


def hold(identity: UUID) -> Conversation:
    """The conversation, alone until the end of the transaction."""
    return Conversation.objects.select_for_update(no_key=True).get(id=identity)


def set_tag(conversation: Conversation, tag: str, *, there: bool, actor: Actor) -> bool:
    """Put a tag on or take it off; False when it stands so already."""
    if (tag in conversation.tags) == there:
        return False
    conversation.tags = sorted({*conversation.tags, tag} if there else set(conversation.tags) - {tag})
    conversation.save(update_fields=["tags"])
    _sorted(conversation, "tag", "" if there else tag, tag if there else "", actor)
    return True


def set_word(conversation: Conversation, field: str, new: str, *, actor: Actor) -> str:
    """Another ``priority`` or ``queue``; what it was before."""
    old = str(getattr(conversation, field))
    if old != new:
        setattr(conversation, field, new)
        conversation.save(update_fields=[field])
        _sorted(conversation, field, old, new, actor)
    return old


def set_agent(conversation: Conversation, agent: UUID | None, *, actor: Actor) -> UUID | None:
    """Who drafts here from now on; what was drafted before is outdated, so the version goes up. None is the agent of the channel."""
    old = conversation.agent
    conversation.agent, conversation.version = agent, conversation.version + 1
    conversation.save(update_fields=["agent", "version"])
    _sorted(conversation, "agent", str(old or ""), str(agent or ""), actor)
    return old


def close_as_spam(conversation: Conversation, *, actor: Actor) -> str:
    """Resolved, and no later mail joins it by its ids or its subject. The status before."""
    require_open(conversation)
    old = _resolve(conversation, Closed.SPAM, None)
    _told(conversation, "conversation.closed_as_spam", actor, {})
    _status_told(conversation, old, actor)
    return old


def merge_into(conversation: Conversation, target: UUID, *, actor: Actor) -> str:
    """Read there from now on, and later mails go there. The status before. Raises TransitionError where the two do not fit."""
    reason = cannot_merge(conversation, Conversation.objects.select_for_update(no_key=True).filter(id=target).first())
    if reason:
        raise TransitionError(reason)
    old = _resolve(conversation, Closed.MERGED, target)
    budgets.carry_over(conversation.workspace, Per.CONVERSATION, conversation.id, target)
    _told(conversation, "conversation.merged", actor, {"into": target})
    _status_told(conversation, old, actor)
    return old


def bring_back(conversation: Conversation, status: str, *, actor: Actor) -> None:
    """Undo ``close_as_spam`` or ``merge_into``: the status it had, or waiting for the customer where we have answered since."""
    event = "conversation.unmerged" if conversation.closed_as == Closed.MERGED else "conversation.not_spam"
    data = {"from": conversation.merged_into_id} if conversation.merged_into_id else {}
    conversation.closed_as, conversation.merged_into = "", None
    old, fields = conversation.status, states.restore(conversation, status)
    conversation.save(update_fields=["closed_as", "merged_into", *fields])
    _told(conversation, event, actor, data)
    _status_told(conversation, old, actor)


def require_open(conversation: Conversation) -> None:
    if conversation.closed_as:
        raise TransitionError(f"The conversation is {Closed(conversation.closed_as).label.lower()} already.")


def cannot_merge(conversation: Conversation, target: Conversation | None) -> str:
    """Why ``conversation`` cannot be merged into ``target``; empty when it can."""
    if conversation.closed_as:
        return f"The conversation is {Closed(conversation.closed_as).label.lower()} already."
    if target is None or target.workspace_id != conversation.workspace_id or target.id == conversation.id:
        return "There is no such other conversation."
    if target.closed_as or target.status == Status.RESOLVED:
        return "The other conversation is not open any more."
    if target.channel_id != conversation.channel_id or not _same_contact(conversation, target):
        return "The other conversation is not one of the same customer on the same channel."
    if Conversation.objects.filter(merged_into=conversation).exists():
        return "Other conversations are merged into this one. Take that back first."
    return ""


def _same_contact(one: Conversation, other: Conversation) -> bool:
    known = Contact.objects.in_bulk([identity for identity in (one.contact_id, other.contact_id) if identity])
    mine, theirs = (known.get(identity) if identity else None for identity in (one.contact_id, other.contact_id))
    return mine is not None and theirs is not None and contacts.survivor(mine).id == contacts.survivor(theirs).id


def merge_target(conversation: Conversation) -> UUID | None:
    """The open conversation of the same customer on the same channel that was last at work, for a proposal to merge."""
    if conversation.contact_id is None:
        return None
    others = Conversation.objects.filter(
        workspace_id=conversation.workspace_id, channel_id=conversation.channel_id, contact_id=conversation.contact_id, closed_as=""
    )
    found = others.exclude(id=conversation.id).exclude(status=Status.RESOLVED).order_by("-last_message_at").values_list("id", flat=True)
    return found.first()


def _resolve(conversation: Conversation, closed: str, target: UUID | None) -> str:
    old = conversation.status
    conversation.closed_as, conversation.merged_into_id = closed, target
    conversation.save(update_fields=["closed_as", "merged_into", *states.move(conversation, Status.RESOLVED)])
    return old


def _sorted(conversation: Conversation, what: str, old: str, new: str, actor: Actor) -> None:
    _told(conversation, "conversation.sorted", actor, {"what": what, "old": old, "new": new})


def _status_told(conversation: Conversation, old: str, actor: Actor) -> None:
    if old != conversation.status:
        _told(conversation, "conversation.status_changed", actor, {"old": old, "new": conversation.status})


def _told(conversation: Conversation, event: str, actor: Actor, data: Mapping[str, object]) -> None:
    record(event, workspace=conversation.workspace_id, actor=actor, subject=conversation.id, stream=conversation.id, data=data)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
