"""What an emergency stop makes of what a reviewer is about to let go, told before they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from review import stop
from review.models import Action, Item, Stop
from review.pages import words
from review.pages.proposal import Proposal

_ALL = (
    "An emergency stop is in force: what you let go here is held. It goes ahead by itself when an owner lifts the stop, "
    "unless the policy no longer allows it or the customer has written again by then."
)
_WAITS = (Action.Status.HELD, Action.Status.UNKNOWN)


def told(item: Item, proposal: Proposal, *, may_answer: bool) -> str:
    """Empty where nothing would be held. What a person writes themselves is no agent's and no tool's."""
    stops = stop.standing(item.workspace_id) if item.is_open else []
    waiting = [one for one in proposal.actions if one.status in _WAITS]
    if may_answer:
        return _ALL if any(stop.covers(one, None, item.conversation.channel_id, "") for one in stops) else ""
    held = [one for one in waiting if _covered(one, item, stops)]
    return "" if not held else _ALL if len(held) == len(waiting) else _some(proposal, held, waiting)


def _covered(action: Action, item: Item, stops: Iterable[Stop]) -> bool:
    return any(stop.covers(one, action.agent, item.conversation.channel_id, action.tool) for one in stops)


def _some(proposal: Proposal, held: Sequence[Action], waiting: Sequence[Action]) -> str:
    """A reply leaves when each call has succeeded."""
    names = [f"“{one.says or one.name}”" for one in proposal.tools if one.action in held]
    waits = [one for one in waiting if one.kind == Action.Kind.REPLY] if any(one.kind == Action.Kind.TOOL for one in held) else []
    reply = ", and the reply waits, too" if waits else ""
    rest = "" if len(held) + len(waits) == len(waiting) else " The rest goes ahead."
    return f"An emergency stop holds {words.joined(names)} until an owner lifts it{reply}.{rest}"
