"""Why a person must look at what the policy allows."""

from __future__ import annotations

from uuid import UUID

from policies.engine import Ruling
from review import obligations, placeholders
from review.types import ProposedAction

SAMPLED = "Drawn as a sample"
"""How the reason of an item begins that a person looks at although the policy allows it; lists show such items by it."""

MISUSED = "misused_placeholders"
"""Of an action's evidence: marks that its writer did not hand back as it got them. The marks themselves stay with what is private."""
_MISUSED = {
    "bent": "The model changed a placeholder for personal data, so no real value stands there. Edit it before it leaves.",
    "moved": "The model gave the data of one person to another. Check who is addressed and whose data it is before it leaves.",
}


def because(action: UUID, proposed: ProposedAction, ruling: Ruling, *, taken_over: bool) -> str:
    """Empty when nothing speaks against. ``taken_over``: a person has the conversation."""
    if placeholders.left_in(proposed.outbound, proposed.arguments):
        return "The draft still holds a placeholder for personal data. Edit it before it can leave."
    if proposed.evidence.get(MISUSED):
        return _MISUSED.get(proposed.evidence[MISUSED][0].get("why"), _MISUSED["bent"])
    if ruling.effect == "allow" and taken_over:
        return "A person has taken over this conversation."
    if ruling.effect == "allow" and obligations.sampled(ruling.obligations, action):
        return f"{SAMPLED}: the policy allows it, a person looks all the same."
    return ""
