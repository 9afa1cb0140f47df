"""The draft once more, from recorded answers: the same code chooses the tier, builds the request and reads the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agents import answering, choosing, extractive, prompts, slots, tiers
from agents.answering import NOT_THE_SHAPE
from agents.drafts import Draft, Prepared
from agents.models import Step
from agents.preparing import StepDraft
from agents.replay import looking
from agents.replay.differences import Difference, compare
from agents.replay.records import Records
from agents.tiers import Tier
from connectors.providers import answers
from connectors.providers.errors import ProviderError
from connectors.providers.openai import ModelAnswer

_ANY = "\0"


class NoAnswer(Exception):
    """The replay asks for something that was never asked."""


@dataclass
class Redrafted:
    """``failed`` is the code of the last call where no draft came of any."""

    draft: Draft | None = None
    failed: str = ""
    differences: list[Difference] = field(default_factory=list)
    looked: list[StepDraft] = field(default_factory=list)


@dataclass
class Recording:
    """Answers requests from the model steps of a turn, in order, and notes where a request is not the recorded one."""

    records: Records
    at: int = 0
    differences: list[Difference] = field(default_factory=list)
    looking: looking.Recorded = field(init=False)

    def __post_init__(self) -> None:
        self.looking = looking.Recorded(self.records)

    def next(self) -> Step | None:
        steps = self.records.model_steps
        return steps[self.at] if self.at < len(steps) else None

    def answer(self, tier: Tier, request: dict[str, Any]) -> ModelAnswer:
        step = self.next()
        if step is None or step.tier != tier.name:
            raise NoAnswer(tier.name)
        self.at += 1
        body = {**request, "model": tier.model}
        self.differences += compare(name_of(step), "request", self.records.value(step.request), body)
        if step.error not in ("", NOT_THE_SHAPE):
            raise ProviderError(
                "As recorded.", code=step.error, permanent=False, attempts=int(step.summary.get("attempts", 1)), request=body
            )
        return read_again(step, body, self.records.value(step.response))


def read_again(step: Step, request: dict[str, Any], recorded: Any) -> ModelAnswer:
    """The answer as the client would have read it from the recorded bytes. Raises ProviderError for what cannot be used."""
    raw = answers.Raw("text/event-stream" if isinstance(recorded, str) else "application/json")
    raw.add((recorded if isinstance(recorded, str) else json.dumps(recorded)).encode())
    read = answers.chat(raw)
    return ModelAnswer(
        read.text, request, recorded, read.input_tokens, read.output_tokens, read.model or str(request["model"]), step.milliseconds,
        int(step.summary.get("attempts", 1)), read.finish_reason,
    )  # fmt: skip


def name_of(step: Step) -> str:
    return f"step {step.number} ({step.kind})"


def redraft(records: Records, prepared: Prepared, signature: str) -> Redrafted:
    """By the recorded version. A round is one try of the leg: where a call failed, the record says whether another followed."""
    version = records.turn.agent_version
    usable = _usable(records)
    quoted = choosing.without_model(prepared, usable, version, signature)
    recording = Recording(records)
    if quoted:
        draft, looked = slots.extend(prepared, quoted, signature, recording.looking.look_up)
        return Redrafted(draft, differences=[*recording.looking.differences, *_left_over(records, 0)], looked=looked)
    found = Redrafted()
    while recording.next() and found.draft is None:
        if not _round(recording, [tier for tier in usable if tier.is_model], prepared, found, signature):
            break
    found.differences += [*recording.differences, *recording.looking.differences]
    found.differences += _left_over(records, recording.at)
    return found


def _round(recording: Recording, wanted: list[Tier], prepared: Prepared, found: Redrafted, signature: str) -> bool:
    """Whether anything recorded was used."""
    version, began = recording.records.turn.agent_version, recording.at
    kept: Draft | None = None
    for tier in wanted:
        following = recording.next()
        if following is None or following.tier != tier.name:
            break
        before = recording.at
        try:
            name = _workspace(recording.records, prepared)
            asked = answering.ask(tier, version.prompt, prepared, name, recording.answer, recording.looking.look_up)
        except NoAnswer:
            found.differences.append(Difference(f"step {before + 1} (model)", "request", None, f"a further call to the {tier.name} tier"))
            return False
        found.looked += [step for step in asked.steps if step.kind == Step.Kind.TOOL]
        found.differences += _compared(recording.records.model_steps[before : recording.at], asked)
        found.failed = asked.error.code if asked.error else ""
        if asked.draft and (tier is wanted[-1] or choosing.sure(asked.draft, version)):
            found.draft = asked.draft
            return True
        if found.failed == answering.STEPPED_DOWN:
            found.draft, looked = (kept, []) if kept else _quoted(recording, prepared, signature)
            found.looked += looked
            return True
        kept = asked.draft or kept
    return recording.at > began


def _quoted(recording: Recording, prepared: Prepared, signature: str) -> tuple[Draft, list[StepDraft]]:
    return slots.extend(prepared, extractive.draft(prepared, signature), signature, recording.looking.look_up)


def _compared(steps: list[Step], asked: answering.Asked) -> Iterator[Difference]:
    for step, again in zip(steps, [one for one in asked.steps if one.kind == Step.Kind.MODEL], strict=True):
        was = {"error": step.error, "input_tokens": step.input_tokens, "output_tokens": step.output_tokens}
        now = {"error": again.error, "input_tokens": again.input_tokens, "output_tokens": again.output_tokens}
        yield from compare(name_of(step), "", was | {"model": step.model}, now | {"model": again.model})


def _left_over(records: Records, used: int) -> Iterator[Difference]:
    for step in records.model_steps[used:]:
        yield Difference(name_of(step), "", "a call to a model", None)


def _usable(records: Records) -> list[Tier]:
    """Which tiers could be asked then: what has an address of its own, and the others if any of them was asked."""
    every = tiers.read(list(records.turn.agent_version.tiers))
    own = {tier.name for tier in every if tier.base_url}
    configured = any(step.tier not in own for step in records.model_steps)
    found = [tier for tier in every if not tier.is_model or tier.base_url or configured]
    return found or [Tier(extractive.TIER)]


def _workspace(records: Records, prepared: Prepared) -> str:
    """The workspace's name as the recorded prompt has it: it may have another today, and that is no difference."""
    today = records.turn.conversation.workspace.name
    first = records.model_steps[0] if records.model_steps else None
    if first is None:
        return today
    recorded = str(records.value(first.request)["messages"][0]["content"])
    wanted = prompts.messages(records.turn.agent_version.prompt, prepared, _ANY)[0]["content"]
    head, *rest = (re.escape(part) for part in wanted.split(_ANY))
    pattern = head + "".join(("(?P<name>.*?)" if number == 0 else "(?P=name)") + part for number, part in enumerate(rest))
    found = re.fullmatch(pattern, recorded, re.DOTALL) if rest else None
    return found["name"] if found else today
