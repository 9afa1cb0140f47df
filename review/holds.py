"""Why a person must look at what the policy allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
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


def because(
    action: UUID,
    proposed: ProposedAction,
    ruling: Ruling,
    *,
    taken_over: bool,
    foreign: Sequence[str] | None = None,
    rate: Mapping[str, Any] | None = None,
) -> str:
    """Empty when nothing speaks against. ``taken_over``: a person has the conversation; ``foreign``: hosts the channel does not allow.

    ``rate``: the facts of the limits, which have made a review of the ruling themselves.
    """
    if placeholders.left_in(proposed.outbound, proposed.arguments):
        return "The draft still holds a placeholder for personal data. Edit it before it can leave."
    if proposed.evidence.get(MISUSED):
        return _MISUSED.get(proposed.evidence[MISUSED][0].get("why"), _MISUSED["bent"])
    if ruling.effect == "review" and (over := at_the_limit(rate or {})):
        return over
    if ruling.effect == "allow" and taken_over:
        return "A person has taken over this conversation."
    if ruling.effect == "allow" and foreign:
        return leads_to(foreign)
    if ruling.effect == "allow" and obligations.sampled(ruling.obligations, action):
        return f"{SAMPLED}: the policy allows it, a person looks all the same."
    return ""


def leads_to(foreign: Sequence[str]) -> str:
    """A person who has seen where it leads may send it all the same."""
    more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
    return (
        f"It leads to {', '.join(one[:60] for one in foreign[:3])}{more}, which the channel does not allow. Send it only if that is right."
    )


def at_the_limit(rate: Mapping[str, Any]) -> str:
    """Why it does not leave by itself, of these facts; empty where no limit speaks against it."""
    names = [f"“{one}”" for one in rate.get("full", ())]
    limits = f"{'The limits' if len(names) > 1 else 'The limit'} {', '.join(names[:3])}"
    if rate.get("state") == "full":
        return f"{limits} {'have' if len(names) > 1 else 'has'} no room for it now, so it does not leave by itself."
    if rate.get("state") == "unknown":
        return f"{limits} cannot be read now, so nothing that {'they cover' if len(names) > 1 else 'it covers'} leaves by itself."
    return ""
