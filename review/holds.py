"""Why a person must look at what the policy allows."""

from __future__ import annotations

from uuid import UUID

from policies.engine import Ruling
from review import obligations, placeholders
from review.types import ProposedAction

SAMPLED = "Drawn as a sample"
"""How the reason of an item begins that a person looks at although the policy allows it; lists show such items by it."""


def because(action: UUID, proposed: ProposedAction, ruling: Ruling, *, taken_over: bool) -> str:
    """Empty when nothing speaks against. ``taken_over``: a person has the conversation."""
    if placeholders.left_in(proposed.outbound, proposed.arguments):
        return "The draft still holds a placeholder for personal data. Edit it before it can leave."
    if ruling.effect == "allow" and taken_over:
        return "A person has taken over this conversation."
    if ruling.effect == "allow" and obligations.sampled(ruling.obligations, action):
        return f"{SAMPLED}: the policy allows it, a person looks all the same."
    return ""
