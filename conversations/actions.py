"""Every change to a conversation or a contact that is not a message: one rhythm, keyword-only ``acting_user``."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import User, Workspace
from accounts.permissions import require
from audit import content
from audit.recorder import record
from conversations import contacts, sql, states
from conversations.chat import notices
from conversations.models import Contact, Conversation, HandOff, Message
from kit import hub
from kit.actor import SYSTEM, Actor
from kit.errors import InvalidInput, TransitionError
from kit.ids import uuid7
from policies.budget_models import Per
from policies.budgets import actions as budgets

Status = Conversation.Status
REASONS = tuple(HandOff.Reason.values)


def resolve(conversation: Conversation, *, acting_user: User | None) -> Conversation:
    """Say that nothing more is to be done. Raises TransitionError when it is resolved already."""
    return _flip(conversation, Status.RESOLVED, acting_user)


def reopen(conversation: Conversation, *, acting_user: User | None) -> Conversation:
    """Take a resolution back. Raises TransitionError for a conversation that is not resolved."""
    return _flip(conversation, Status.REOPENED, acting_user)


@transaction.atomic
def set_status(conversation: Conversation, new: str, *, acting_user: User | None) -> Conversation:
    """Move a conversation along its transition table; nothing happens when it stands there already."""
    if conversation.status == new and Conversation.objects.filter(id=conversation.id, status=new).exists():
        return conversation
    return _flip(conversation, new, acting_user)


@transaction.atomic
def _flip(conversation: Conversation, new: str, user: User | None) -> Conversation:
    if user:
        require(user, conversation.workspace_id, "review")
    locked = Conversation.objects.select_for_update(no_key=True).get(id=conversation.id)
    old = locked.status
    if locked.merged_into_id and new != Status.RESOLVED:
        raise TransitionError("This conversation is merged into another one. Undo that first.")
    states.check(old, new)
    locked.save(update_fields=states.move(locked, new, user=user))
    _record(locked, "conversation.status_changed", user, {"old": old, "new": new})
    return locked


def set_triage(conversation_id: UUID, *, language: str, urgency: str, intent: str) -> None:
    """Keep what triage found, for lists and filters. The step of the turn is the evidence."""
    sql.triage(conversation_id, language, urgency, intent)


def hand_off(conversation: Conversation, reason: str, *, turn: UUID | None, actor: Actor = SYSTEM) -> None:
    """Say once per turn and reason why a person is needed."""
    if reason not in REASONS:
        raise InvalidInput(f"{reason} is not a reason for a hand-off. Known: {', '.join(REASONS)}.")
    with transaction.atomic(savepoint=False):
        identity = uuid7()
        if not sql.hand_off(identity, conversation.id, reason, turn):
            return
        record(
            "conversation.handed_off",
            workspace=conversation.workspace_id,
            actor=actor,
            subject=identity,
            stream=conversation.id,
            data={"reason": reason, "turn": turn},
        )
        notices.handed_off(conversation, actor)


@transaction.atomic
def add_note(conversation: Conversation, text: str, *, acting_user: User) -> Message:
    """An internal note: on the story, never sent, and no change of version."""
    require(acting_user, conversation.workspace_id, "review")
    if not text.strip():
        raise InvalidInput("Write something before you save the note.")
    locked = Conversation.objects.select_for_update(no_key=True).get(id=conversation.id)
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
    changed = Conversation.objects.filter(id=conversation.id, taken_over_by=None).update(taken_over_by=acting_user)
    if not changed:
        raise TransitionError("Somebody has taken this conversation over already.")
    _record(conversation, "conversation.taken_over", acting_user, {})


@transaction.atomic
def give_back(conversation: Conversation, *, acting_user: User) -> None:
    """Let agents answer again. Raises TransitionError when nobody has taken the conversation over."""
    require(acting_user, conversation.workspace_id, "review")
    changed = Conversation.objects.filter(id=conversation.id, taken_over_by__isnull=False).update(taken_over_by=None)
    if not changed:
        raise TransitionError("Nobody has taken this conversation over.")
    _record(conversation, "conversation.given_back", acting_user, {})


@transaction.atomic
def merge(contact: Contact, into: Contact, *, acting_user: User) -> Contact:
    """Say that ``contact`` is ``into``. Nothing is moved, so ``split`` takes it back. Returns the contact that stands for both."""
    _require_both(contact, into, acting_user)
    _one_at_a_time(contact.workspace_id)
    contact, into = Contact.objects.get(id=contact.id), Contact.objects.get(id=into.id)
    target = contacts.survivor(into)
    if contact.merged_into_id:
        raise TransitionError("This contact is merged already. Split it first.")
    if target.id == contact.id:
        raise InvalidInput("A contact cannot be merged into itself.")
    Contact.objects.filter(id=contact.id).update(merged_into=into)
    _record_contact(contact, "contact.merged", acting_user, {"into": into.id})
    budgets.carry_over(target.workspace, Per.CUSTOMER, contact.id, target.id)
    return target


@transaction.atomic
def split(contact: Contact, *, acting_user: User) -> Contact:
    """Take a merge back: the contact stands for itself again, and so do those that were merged into it."""
    require(acting_user, contact.workspace_id, "review")
    _one_at_a_time(contact.workspace_id)
    contact = Contact.objects.get(id=contact.id)
    old = contact.merged_into_id
    if old is None:
        raise TransitionError("This contact is not merged into another one.")
    Contact.objects.filter(id=contact.id).update(merged_into=None)
    _record_contact(contact, "contact.split", acting_user, {"from": old})
    return Contact.objects.get(id=contact.id)


def _require_both(contact: Contact, into: Contact, user: User) -> None:
    require(user, contact.workspace_id, "review")
    require(user, into.workspace_id, "review")
    if contact.workspace_id != into.workspace_id:
        raise InvalidInput("Both contacts must belong to the same workspace.")


def _one_at_a_time(workspace: UUID) -> None:
    """Merges of a workspace wait for each other, so that no two of them close a ring. Messages do not wait for this lock."""
    Workspace.objects.select_for_update(no_key=True).get(id=workspace)


def _record_contact(contact: Contact, event: str, user: User, data: Mapping[str, UUID]) -> None:
    record(event, workspace=contact.workspace_id, actor=user.as_actor(), subject=contact.id, data=data)


def _record(conversation: Conversation, event: str, user: User | None, data: dict[str, str]) -> None:
    actor = user.as_actor() if user else SYSTEM
    record(event, workspace=conversation.workspace_id, actor=actor, subject=conversation.id, stream=conversation.id, data=data)
    hub.hint(f"workspace:{conversation.workspace_id}:review", type="conversation", id=str(conversation.id))
