"""What a draft is worth: checked against its sources, personal data put back, and all that the policy and a reviewer are told about it.

Nothing here knows a channel; ``agents.proposing`` dresses the text for the one it would leave by, and a replay puts it where the
recorded text stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from agents import calls, drafts, excerpts, ground, placeholders, provenance, whereto
from agents.drafts import Draft, Passage, Prepared
from agents.ground import Grounding
from agents.models import AgentVersion
from agents.preparing import StepDraft
from conversations.models import HandOff
from policies import budgets, redaction
from review.types import ProposedAction


@dataclass(frozen=True, slots=True)
class Weighed:
    """``text`` is the draft with personal data put back, not yet dressed for a channel."""

    text: str
    confidence: float
    evidence: Mapping[str, Any]
    signals: Mapping[str, Any]
    step: StepDraft
    calls: tuple[ProposedAction, ...] = ()


def weigh(prepared: Prepared, draft: Draft) -> Weighed:
    grounding, step = _grounded(prepared, draft)
    confidence = draft.confidence if draft.model or draft.hand_off else round(draft.confidence * (0.5 + 0.5 * grounding.score), 4)
    text, unknown = redaction.restore(draft.text, {**prepared.names, **draft.names})
    wanted = calls.of(prepared, draft, confidence)
    read = provenance.read_in_turn(prepared, draft.looked, {**prepared.names, **draft.names})
    evidence = _evidence(prepared, draft, grounding, unknown, read) | placeholders.in_reply(prepared, draft)
    return Weighed(text, confidence, evidence, signals(prepared, grounding) | {"injection": read["share"]}, step, wanted)


def reason_for(code: str) -> str:
    """Why a person gets a conversation for which no draft came; ``code`` is of the last error."""
    if code == whereto.REFUSED:
        return HandOff.Reason.MAY_NOT_GO_THERE
    return HandOff.Reason.BUDGET if code in (budgets.USED_UP, budgets.NO_PRICE) else HandOff.Reason.MODEL_FAILED


def hand_off(reason: str, evidence: Mapping[str, Any] | None = None) -> ProposedAction:
    return ProposedAction("hand_off", arguments={"reason": reason}, evidence=evidence or {})


def signs_so_far(found: Mapping[str, Any]) -> dict[str, Any]:
    """For the reviewer, what the detectors saw in a message that no draft came for; ``found`` as for ``signals_so_far``."""
    if not found.get("seen"):
        return {}
    seen = [{"source": "requester", "name": "", "code": one} for one in found["seen"]]
    return {"injection": {"share": found["injection"], "seen": list(found["seen"]), "found": seen, "signs": list(found.get("signs") or ())}}


def signals(prepared: Prepared, grounding: Grounding | None = None) -> dict[str, Any]:
    """What the policy may read; the confidence travels with each action. Nothing here has been measured yet: not calibrated."""
    known = {
        "calibrated": False,
        "injection": prepared.injection,
        "language": prepared.language,
        "urgency": prepared.urgency,
        "intent": prepared.intent,
        "spam": prepared.spam,
        "data": {"types": list(prepared.types), "classes": sorted({one.data_class for one in prepared.passages})},
    }
    return known | ({"grounded": grounding.score} if grounding else {})


def signals_so_far(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same where no draft came: ``found`` is what the first steps recorded until then. What none of them had looked for stays unknown."""
    known = {name: found[name] for name in ("injection", "language", "urgency", "intent") if name in found}
    known |= {"spam": found.get("spam", 0.0)} if known else {}
    data = {"types": list(found["types"])} if "types" in found else {}
    data |= {"classes": sorted({one["data_class"] for one in found["passages"]})} if "passages" in found else {}
    return {"calibrated": False, **known, **({"data": data} if data else {})}


def agent_facts(version: AgentVersion, tier: str) -> dict[str, Any]:
    return {"name": version.agent.name, "version": version.number, "tier": tier}


def _grounded(prepared: Prepared, draft: Draft) -> tuple[Grounding, StepDraft]:
    started = perf_counter()
    said = "\n".join([*(one["text"] for one in prepared.thread if one["role"] == "customer"), *(one.shown for one in draft.looked)])
    others = [text for text, _ in _beside(prepared, draft)]
    grounding = ground.check(draft.text, drafts.shown(prepared.passages), known=said, exempt=draft.fixed, others=others)
    unsupported = sum(not one.supported for one in grounding.sentences)
    summary = {"score": str(grounding.score), "sentences": len(grounding.sentences), "unsupported": unsupported}
    spent = int((perf_counter() - started) * 1000)
    return grounding, StepDraft("ground", spent, {"draft": draft.text}, grounding.as_dict(), summary, draft.tier)


def _evidence(prepared: Prepared, draft: Draft, grounding: Grounding, unknown: list[str], read: Mapping[str, Any]) -> dict[str, Any]:
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
        "injection": read,
        "elsewhere": _elsewhere(prepared, draft, grounding),
        "invented_placeholders": unknown,
    } | ({"looked": [asdict(one) for one in draft.looked]} if draft.looked else {})


def _beside(prepared: Prepared, draft: Draft) -> list[tuple[str, excerpts.Place]]:
    """What the draft may repeat without a passage: the customer's own words, newest first, and what was looked up."""
    thread = list(enumerate(prepared.thread))[::-1]
    said = [(one["text"], excerpts.message(prepared.thread, index)) for index, one in thread if one["role"] == "customer"]
    return [*said, *((one.shown, {"looked": index}) for index, one in enumerate(draft.looked) if one.status == "done")]


def _elsewhere(prepared: Prepared, draft: Draft, grounding: Grounding) -> dict[str, Any]:
    """By the number of a sentence that no passage says: the words that it came from all the same."""
    beside, names = _beside(prepared, draft), {**prepared.names, **draft.names}
    return {
        str(number): excerpts.of(beside[one.other][0], *one.words, beside[one.other][1], names)
        for number, one in enumerate(grounding.sentences)
        if one.other is not None and one.words
    }


def _shown(passage: Passage, draft: Draft) -> dict[str, Any]:
    return {**passage.as_dict(), "cited": passage.number in draft.citations}
