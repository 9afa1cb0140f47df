"""From a draft to the actions for the gate: checked against its sources, personal data put back, dressed for its channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

from agents import drafts, ground
from agents.drafts import Draft, Passage, Prepared
from agents.ground import Grounding
from agents.models import AgentVersion
from agents.preparing import StepDraft
from connectors.models import Channel
from conversations import replies
from conversations.documents import MessageDocument
from policies import redaction
from review.types import ProposedAction


@dataclass(frozen=True, slots=True)
class Proposal:
    actions: tuple[ProposedAction, ...]
    signals: Mapping[str, Any]
    step: StepDraft


def propose(
    prepared: Prepared, draft: Draft, channel: Channel, document: MessageDocument, external_id: str, conversation: UUID | None = None
) -> Proposal:
    """The reply, and a hand-off beside it where the draft itself says that a person is needed."""
    grounding, step = _grounded(prepared, draft)
    confidence = draft.confidence if draft.model or draft.hand_off else round(draft.confidence * (0.5 + 0.5 * grounding.score), 4)
    text, unknown = redaction.restore(draft.text, prepared.names)
    evidence = _evidence(prepared, draft, grounding, unknown)
    outbound = replies.reply(channel, document, external_id, text, conversation)
    reply = ProposedAction("reply", outbound=outbound, confidence=confidence, evidence=evidence)
    actions = [reply, hand_off(draft.hand_off)] if draft.hand_off else [reply]
    return Proposal(tuple(actions), signals(prepared, grounding), step)


def hand_off(reason: str) -> ProposedAction:
    return ProposedAction("hand_off", arguments={"reason": reason})


def signals(prepared: Prepared, grounding: Grounding | None = None) -> dict[str, Any]:
    """What the policy may read; the confidence travels with each action. Nothing here has been measured yet: not calibrated."""
    known = {
        "calibrated": False,
        "injection": prepared.injection,
        "language": prepared.language,
        "urgency": prepared.urgency,
        "intent": prepared.intent,
        "data": {"types": list(prepared.types), "classes": sorted({one.data_class for one in prepared.passages})},
    }
    return known | ({"grounded": grounding.score} if grounding else {})


def agent_facts(version: AgentVersion, tier: str) -> dict[str, Any]:
    return {"name": version.agent.name, "version": version.number, "tier": tier}


def _grounded(prepared: Prepared, draft: Draft) -> tuple[Grounding, StepDraft]:
    started = perf_counter()
    said = "\n".join(one["text"] for one in prepared.thread if one["role"] == "customer")
    grounding = ground.check(draft.text, drafts.shown(prepared.passages), known=said, exempt=draft.fixed)
    unsupported = sum(not one.supported for one in grounding.sentences)
    summary = {"score": str(grounding.score), "sentences": len(grounding.sentences), "unsupported": unsupported}
    spent = int((perf_counter() - started) * 1000)
    return grounding, StepDraft("ground", spent, {"draft": draft.text}, grounding.as_dict(), summary, draft.tier)


def _evidence(prepared: Prepared, draft: Draft, grounding: Grounding, unknown: list[str]) -> dict[str, Any]:
    return {
        "findings": [{"type": one} for one in prepared.types],
        "data": {"types": list(prepared.types), "classes": sorted({one.data_class for one in prepared.passages})},
        "passages": [_shown(one, draft) for one in prepared.passages],
        "citations": list(draft.citations),
        "grounding": grounding.as_dict(),
        "draft": draft.text,
        "tier": draft.tier,
        "model": draft.model,
        "calibrated": False,
        "injection": {"share": prepared.injection, "seen": list(prepared.seen)},
        "invented_placeholders": unknown,
    }


def _shown(passage: Passage, draft: Draft) -> dict[str, Any]:
    return {**asdict(passage), "cited": passage.number in draft.citations}


def signature(channel: Channel) -> str:
    return replies.sender_name(channel)
