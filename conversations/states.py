"""Where a conversation may go from where it stands: data that every verb consults."""

from __future__ import annotations

from conversations.models import Conversation
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
    """The status once a customer has written: resolved conversations reopen, all others wait for us."""
    return Status.REOPENED if status == Status.RESOLVED else Status.WAITING_FOR_US
