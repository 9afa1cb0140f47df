"""Tools in an answer: what a model may ask for, whether a call fits, what an answer shows it, and the calls as actions for the gate.

A model names tools and arguments and nothing else: it holds no connection and no secret. Look-ups are answered within the turn, through
the one door that rules on them; what changes something is proposed beside the reply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from agents import placeholders, provenance
from agents.drafts import Call, Draft, Looked, Prepared
from agents.preparing import StepDraft
from connectors.tools import spec
from policies import redaction
from review.types import ProposedAction

MOST_ROUNDS = 4
MOST_SHOWN = 6_000  # characters of one answer that a model sees


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a look-up. ``shown`` is what a model may see of it, ``names`` the placeholders that are new in it; ``action`` is the
    id of the row it was ruled on, "" where there is none.
    """

    status: Literal["done", "failed", "refused"]
    shown: str
    names: Mapping[str, str] = field(default_factory=dict)
    answer: Any = None
    action: str = ""
    milliseconds: int = 0
    cost: Any = None
    currency: str = ""


LookUp = Callable[[ProposedAction, Mapping[str, str]], Result]
"""Asked with the call and the placeholders known so far."""


def in_a_try(proposed: ProposedAction, names: Mapping[str, str]) -> Result:
    """Nothing outside is asked where nothing is kept."""
    return Result("refused", "No tool is asked in a try.")


def offered(prepared: Prepared, name: str) -> Mapping[str, Any] | None:
    return next((one for one in prepared.tools if one["name"] == name), None)


def restored(value: Any, names: Mapping[str, str]) -> Any:
    """Arguments with personal data put back for placeholders."""
    if isinstance(value, str):
        return redaction.restore(value, names)[0]
    if isinstance(value, dict):
        return {name: restored(part, names) for name, part in value.items()}
    return [restored(part, names) for part in value] if isinstance(value, list) else value


def fault(prepared: Prepared, call: Call, names: Mapping[str, str]) -> str:
    """Why a call cannot be made as it was written; a sentence for the model."""
    tool = offered(prepared, call.tool)
    if tool is None:
        return "There is no such tool."
    wrong = spec.fault(tool, restored(dict(call.arguments), names))
    return f"The arguments do not fit: {wrong}." if wrong else ""


def is_look_up(prepared: Prepared, call: Call) -> bool:
    tool = offered(prepared, call.tool)
    return tool is not None and not spec.writes(tool)


@dataclass
class Talk:
    """What was looked up so far in one conversation with a model, and the placeholders that came with it."""

    prepared: Prepared
    look_up: LookUp
    tier: str
    looked: list[Looked] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    made: int = 0

    @property
    def every_name(self) -> dict[str, str]:
        return {**self.prepared.names, **self.names}

    def is_final(self, wanted: Sequence[Call]) -> bool:
        """Whether an answer can stand: nothing is left to look up, and every call in it fits."""
        return not any(is_look_up(self.prepared, one) or fault(self.prepared, one, self.every_name) for one in wanted)

    def answer(self, call: Call) -> tuple[str, StepDraft]:
        """What the model is shown of one call, and the step that keeps it. A call that changes something is only checked here."""
        wrong = fault(self.prepared, call, self.every_name)
        if wrong or not is_look_up(self.prepared, call):
            result = Result("refused", wrong or "This changes something and is done after your final answer: repeat the call in it.")
            return result.shown, self._step(call, result)
        result = self.look_up(proposed(self.prepared, call, self.every_name, self.looked, None), self.every_name)
        self.names |= result.names
        self.looked.append(Looked(call.tool, _label(self.prepared, call), dict(call.arguments), result.status, result.shown, result.answer))
        return result.shown, self._step(call, result)

    def take_back(self, request: Mapping[str, Any], response: Mapping[str, Any], *, looked_up: bool) -> None:
        """One recorded step, as if it had just been answered."""
        self.names |= response["names"]
        self.made += 1
        if looked_up:
            call = Call(request["tool"], request["arguments"])
            told = (response["status"], response["shown"], response["answer"])
            self.looked.append(Looked(call.tool, _label(self.prepared, call), dict(call.arguments), *told))

    def _step(self, call: Call, result: Result) -> StepDraft:
        """``place`` counts from the beginning of this talk, so that a record tells one talk from the next."""
        response = {"status": result.status, "answer": result.answer, "shown": result.shown, "names": dict(result.names)}
        summary = {"tool": call.tool, "status": result.status, "place": self.made} | ({"action": result.action} if result.action else {})
        self.made += 1
        return StepDraft(
            "tool", result.milliseconds, {"tool": call.tool, "arguments": dict(call.arguments)}, response, summary, self.tier,
            cost=result.cost, currency=result.currency,
        )  # fmt: skip


def _label(prepared: Prepared, call: Call) -> str:
    tool = offered(prepared, call.tool)
    return str(tool["label"]) if tool else call.tool


def proposed(
    prepared: Prepared, call: Call, names: Mapping[str, str], looked: Sequence[Looked], confidence: float | None
) -> ProposedAction:
    """One call as an action: final arguments, where each came from, and what the tool declares of it."""
    arguments = restored(dict(call.arguments), names)
    tool = offered(prepared, call.tool)
    assert tool is not None  # noqa: S101 - a call of an unknown tool is a fault
    judged = sources(prepared, looked, tool, arguments, names)
    evidence = {
        "findings": [{"type": one} for one in prepared.types],
        "data": {"types": list(prepared.types), "classes": sorted({one.data_class for one in prepared.passages})},
        "arguments": judged["arguments"],
        "spans": judged["spans"],
        "why": judged["why"],
        "injection": provenance.with_message(prepared, judged["injection"]),
        "action": {**judged["action"], **spec.declared(tool, arguments, prepared.currency)},
        "tool": spec.named(tool),
    } | placeholders.in_call(prepared, call, names, looked)
    return ProposedAction("tool", call.tool, arguments=arguments, confidence=confidence, evidence=evidence)


def sources(
    prepared: Prepared, looked: Sequence[Looked], tool: Mapping[str, Any], arguments: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    """Where each argument came from, and whether the call was asked for."""
    found = provenance.judged(prepared, looked, tool, arguments, names)
    return provenance.evidence(found, list(provenance.texts(prepared, looked, names)))


def of(prepared: Prepared, draft: Draft, confidence: float | None) -> tuple[ProposedAction, ...]:
    """The calls of a draft that change something, for the gate. The same one twice was asked for once."""
    names = {**prepared.names, **draft.names}
    made = [proposed(prepared, one, names, draft.looked, confidence) for one in draft.calls]
    return tuple(_not_asked(one) if _is_again(one, made[:place]) else one for place, one in enumerate(made))


def _is_again(action: ProposedAction, before: Sequence[ProposedAction]) -> bool:
    return any((one.tool, one.arguments) == (action.tool, action.arguments) for one in before)


def _not_asked(action: ProposedAction) -> ProposedAction:
    return replace(action, evidence={**action.evidence, "action": {**action.evidence["action"], "asked": False, "presumed": False}})
