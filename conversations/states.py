"""Where a conversation may go from where it stands: data that every verb consults, and the one way to go there."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, StatusChange
from kit.errors import TransitionError

Status = Conversation.Status

NEXT: dict[str, frozenset[str]] = {
    Status.OPEN: frozenset({Status.WAITING_FOR_US, Status.WAITING_FOR_CUSTOMER, Status.RESOLVED}),
    Status.WAITING_FOR_US: frozenset({Status.WAITING_FOR_CUSTOMER, Status.RESOLVED}),
    Status.WAITING_FOR_CUSTOMER: frozenset({Status.WAITING_FOR_US, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.REOPENED}),
    Status.REOPENED: frozenset({Status.WAITING_FOR_US, Status.WAITING_FOR_CUSTOMER, Status.RESOLVED}),
}


def check(old: str, new: str) -> None:
    """Raise TransitionError when ``old`` may not become ``new``."""
    if new not in NEXT[old]:
        raise TransitionError(f"A conversation that is {Status(old).label.lower()} cannot become {Status(new).label.lower()}.")


def after_inbound(status: str) -> str:
    """The status once a customer has written: a resolved conversation reopens and stays so until we answer, all others wait for us."""
    return Status.REOPENED if status in (Status.RESOLVED, Status.REOPENED) else Status.WAITING_FOR_US


def after_outbound(status: str) -> str:
    """The status once a reply has left: what a person has resolved meanwhile stays resolved."""
    return status if status == Status.RESOLVED else Status.WAITING_FOR_CUSTOMER


def move(conversation: Conversation, new: str, *, user: User | None = None) -> list[str]:
    """Change the status of a row that the caller holds locked, with its times; the fields to save, none when it stands there already."""
    old = conversation.status
    if old == new:
        return []
    check(old, new)
    conversation.status = new
    StatusChange.objects.create(conversation=conversation, old=old, new=new, user=user)
    return ["status", *_times(conversation, new)]


def restore(conversation: Conversation, old: str) -> list[str]:
    """Back to the status from before a change that is undone, as if it had not been resolved; the fields to save.

    Waiting for the customer where our answer has left meanwhile, which the caller knows.
    """
    if conversation.status == old:
        return []
    StatusChange.objects.create(conversation=conversation, old=conversation.status, new=old)
    conversation.status, conversation.resolved_at = old, None
    return ["status", "resolved_at"]


def _times(conversation: Conversation, new: str) -> list[str]:
    if new == Status.RESOLVED:
        conversation.resolved_at = timezone.now()
        return ["resolved_at"]
    if new == Status.REOPENED:
        conversation.reopened_at, conversation.resolved_at = timezone.now(), None
        conversation.reopen_count += 1
        conversation.closed_as = ""  # who writes on in a chat that was closed as spam is heard; a merged one is never written to
        return ["reopened_at", "resolved_at", "reopen_count", "closed_as"]
    return []
