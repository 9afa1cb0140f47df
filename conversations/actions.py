"""Every change to a conversation that is not a message: one rhythm, keyword-only ``acting_user``."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit import content
from audit.recorder import record
from conversations import states
from conversations.models import Conversation, HandOff, Message, StatusChange
from kit import hub
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput
from kit.ids import uuid7

Status = Conversation.Status


@transaction.atomic
def set_status(conversation: Conversation, new: str, *, acting_user: User | None) -> Conversation:
    """Move a conversation along its transition table; resolved and reopened carry their times."""
    if acting_user:
        require(acting_user, conversation.workspace_id, "review")
    locked = Conversation.objects.select_for_update().get(id=conversation.id)
    if locked.status == new:
        return locked
    states.check(locked.status, new)
    old, locked.status = locked.status, new
    fields = ["status", *_times(locked, new)]
    locked.save(update_fields=fields)
    StatusChange.objects.create(conversation=locked, old=old, new=new, user=acting_user)
    _record(locked, "conversation.status_changed", acting_user, {"old": old, "new": new})
    return locked


def _times(conversation: Conversation, new: str) -> list[str]:
    if new == Status.RESOLVED:
        conversation.resolved_at = timezone.now()
        return ["resolved_at"]
    if new == Status.REOPENED:
        conversation.reopened_at, conversation.resolved_at = timezone.now(), None
        conversation.reopen_count += 1
        return ["reopened_at", "resolved_at", "reopen_count"]
    return []


@transaction.atomic
def set_triage(conversation_id: UUID, *, language: str, urgency: str, intent: str) -> None:
    """Keep what triage found, for lists and filters. The step of the turn is the evidence."""
    Conversation.objects.filter(id=conversation_id).update(language=language, urgency=urgency, intent=intent)


@transaction.atomic
def hand_off(conversation: Conversation, reason: str, *, turn: UUID | None, actor: Actor = SYSTEM) -> HandOff:
    """Say once per turn and reason why a person is needed."""
    if reason not in HandOff.Reason.values:
        raise InvalidInput(f"{reason} is not a reason for a hand-off. Known: {', '.join(HandOff.Reason.values)}.")
    row, made = HandOff.objects.get_or_create(conversation=conversation, turn=turn, reason=reason)
    if made:
        record(
            "conversation.handed_off",
            workspace=conversation.workspace_id,
            actor=actor,
            subject=row.id,
            stream=conversation.id,
            data={"reason": reason, "turn": turn},
        )
    return row


@transaction.atomic
def add_note(conversation: Conversation, text: str, *, acting_user: User) -> Message:
    """An internal note: on the story, never sent, and no change of version."""
    require(acting_user, conversation.workspace_id, "review")
    if not text.strip():
        raise InvalidInput("Write something before you save the note.")
    locked = Conversation.objects.select_for_update().get(id=conversation.id)
    stored = content.put(locked.workspace_id, {"text": text, "full_text": text}, conversation=locked.id, subject=locked.contact_id)
    locked.last_seq += 1
    locked.save(update_fields=["last_seq"])
    note = Message.objects.create(
        id=uuid7(),
        workspace_id=locked.workspace_id,
        conversation=locked,
        channel_id=locked.channel_id,
        seq=locked.last_seq,
        direction=Message.Direction.NOTE,
        user=acting_user,
        content=stored.id,
    )
    record(
        "conversation.note_added",
        workspace=locked.workspace_id,
        actor=acting_user.as_actor(),
        subject=note.id,
        stream=locked.id,
        data={"seq": note.seq},
        content={"note": stored},
    )
    hub.hint(f"conversation:{locked.id}", type="note", seq=note.seq)
    return note


@transaction.atomic
def take_over(conversation: Conversation, *, acting_user: User) -> None:
    """A person answers from now on: agents start no turn here until it is given back."""
    require(acting_user, conversation.workspace_id, "review")
    Conversation.objects.filter(id=conversation.id).update(taken_over_by=acting_user)
    _record(conversation, "conversation.taken_over", acting_user, {})


@transaction.atomic
def give_back(conversation: Conversation, *, acting_user: User) -> None:
    require(acting_user, conversation.workspace_id, "review")
    Conversation.objects.filter(id=conversation.id).update(taken_over_by=None)
    _record(conversation, "conversation.given_back", acting_user, {})


def _record(conversation: Conversation, event: str, user: User | None, data: dict[str, str]) -> None:
    actor = user.as_actor() if user else SYSTEM
    record(event, workspace=conversation.workspace_id, actor=actor, subject=conversation.id, stream=conversation.id, data=data)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
