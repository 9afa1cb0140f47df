"""Triage that a person has agreed to, or that a stop held up: done in the transaction that ends its delivery, so exactly once."""

from __future__ import annotations

from connectors.base import Hook, Sent
from conversations import sorting
from review import outbounds
from review.models import Action, TriageChange
from review.release.ending import sender_of
from review.triage import applying


def carry_out(action: Action, stored: outbounds.Stored, *, before_point_of_no_return: Hook) -> Sent:
    """The conversation is held by the caller."""
    actor = sender_of(action)
    applying.told(action, actor, "review.triage_done")
    before, after = applying.apply(sorting.hold(action.conversation_id), stored.tool, stored.arguments, actor=actor)
    TriageChange.objects.create(action=action, workspace_id=action.workspace_id, before=before, after=after)
    return Sent("")
