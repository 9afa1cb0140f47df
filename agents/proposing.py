"""From a draft to the actions for the gate: weighed, and dressed for its channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from agents import weighing
from agents.drafts import Draft, Prepared
from agents.preparing import StepDraft
from connectors.models import Channel
from conversations import replies
from conversations.documents import MessageDocument
from review.types import ProposedAction


@dataclass(frozen=True, slots=True)
class Proposal:
    actions: tuple[ProposedAction, ...]
    signals: Mapping[str, Any]
    step: StepDraft | None


def propose(
    prepared: Prepared, draft: Draft, channel: Channel, document: MessageDocument, external_id: str, conversation: UUID | None = None,
    triage: tuple[ProposedAction, ...] = (),
) -> Proposal:  # fmt: skip
    """What is to be done before the reply, the reply, a hand-off beside it where the draft itself says that a person is needed, and triage."""
    found = weighing.weigh(prepared, draft)
    outbound = replies.reply(channel, document, external_id, found.text, conversation, language=prepared.language)
    reply = ProposedAction("reply", outbound=outbound, confidence=found.confidence, evidence=found.evidence)
    actions = [*found.calls, reply, *([weighing.hand_off(draft.hand_off)] if draft.hand_off else []), *triage]
    return Proposal(tuple(actions), found.signals, found.step)


def without_reply(prepared: Prepared, triage: tuple[ProposedAction, ...]) -> Proposal:
    """Where triage stands in the place of a reply: nothing was drafted, so there is nothing to check."""
    return Proposal(triage, weighing.signals(prepared), None)


def signature(channel: Channel) -> str:
    return replies.sender_name(channel)
