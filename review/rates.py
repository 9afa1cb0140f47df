"""An action as rate limits see it."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal
from uuid import UUID

from connectors.tools import spec
from connectors.types import Outbound
from conversations import contacts
from conversations.models import Conversation
from policies import rates
from review import facts
from review.models import Action
from review.outbounds import Stored
from review.types import ProposedAction

MAILBOX = "email"
"""What an address in the arguments of a call is, by whatever channel the customer writes."""


def told(
    proposed: ProposedAction, conversation: Conversation, *, agent: UUID | None, action: UUID | None, inline: bool = False
) -> dict[str, Any]:
    """The facts of the group ``rate``. ``action`` is None for a preview; a hand-off, and triage in the house, is nothing that leaves."""
    if stays(proposed.kind, proposed.outbound):
        return rates.nothing()
    return rates.look(_case(proposed, conversation, agent, inline=inline), action)


def stays(kind: str, outbound: Outbound | None) -> bool:
    return kind == "hand_off" or (kind == "triage" and outbound is None)


def look_again(action: Action, conversation: Conversation, stored: Stored) -> dict[str, Any]:
    """The same for one that was proposed before; what it has counted itself does not stand in its way."""
    return told(_proposed(stored), conversation, agent=action.agent, action=action.id, inline=action.inline)


def take(action: Action, conversation: Conversation, stored: Stored, *, approved: bool) -> rates.Taken:
    """Count it, or say which limit has no room for it: right before it leaves."""
    return rates.take(_case(_proposed(stored), conversation, action.agent, inline=action.inline), action.id, approved=approved)


def _proposed(stored: Stored) -> ProposedAction:
    return ProposedAction(stored.kind, stored.tool, stored.outbound, stored.arguments)  # type: ignore[arg-type]  # the store holds only these kinds


def _case(proposed: ProposedAction, conversation: Conversation, agent: UUID | None, *, inline: bool) -> rates.Case:
    kind: Literal["reply", "call", "lookup"] = "reply" if proposed.kind == "reply" else "lookup" if inline else "call"
    return rates.Case(
        conversation.workspace_id, kind, conversation.channel_id, agent, proposed.tool, partial(_recipients, proposed, conversation)
    )


def _recipients(proposed: ProposedAction, conversation: Conversation) -> list[str]:
    """The keyed hashes that contacts are found by: an erasure of the person finds their counters, too."""
    kind = conversation.channel.kind if proposed.outbound else MAILBOX
    addresses = facts.recipients_of(proposed.outbound) if proposed.outbound else spec.addresses_in(proposed.arguments)
    return [contacts.lookup(conversation.workspace_id, kind, one) for one in addresses]
