"""Asking a model tier for a draft: one request, one repair when the answer has not the shape, everything kept for the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from agents import prompts, structured
from agents.drafts import Draft, Prepared
from agents.preparing import StepDraft
from agents.structured import ModelReply
from agents.tiers import Tier
from connectors.providers import openai
from connectors.providers.errors import ProviderError
from policies import budgets

NOT_THE_SHAPE = "not_the_shape"


@dataclass(slots=True)
class Asked:
    """What became of one tier: a draft, or the error that ended it; the calls made on the way."""

    draft: Draft | None = None
    error: ProviderError | None = None
    steps: list[StepDraft] = field(default_factory=list)


Chat = Callable[[Tier, dict[str, Any]], openai.ModelAnswer]


def from_endpoint(tier: Tier, request: dict[str, Any]) -> openai.ModelAnswer:
    return openai.chat(tier.endpoint(), request)


def ask(tier: Tier, template: str, prepared: Prepared, workspace: str, chat: Chat = from_endpoint) -> Asked:
    """``chat`` answers one request; a replay gives one that reads what was recorded."""
    asked = Asked()
    messages: list[dict[str, Any]] = list(prompts.messages(template, prepared, workspace))
    for _ in range(2):
        answer = _call(tier, messages, asked, chat)
        if answer is None:
            return asked
        reply, fault = structured.parse(answer.text)
        if reply is not None:
            asked.draft = draft(reply, tier.name, answer.model, len(prepared.passages))
            return asked
        asked.steps[-1] = _faulty(asked.steps[-1])
        messages = prompts.repair(messages[:2], answer.text, fault)
    asked.error = ProviderError("The model does not answer in the shape asked for.", code=NOT_THE_SHAPE, permanent=False)
    return asked


def draft(reply: ModelReply, tier: str, model: str, passages: int) -> Draft:
    """Citations of passages that were never shown are dropped; an answer without a source is sure of nothing."""
    cited = tuple(sorted({number for number in reply.citations if 1 <= number <= passages}))
    confidence = min(reply.confidence, 0.2) if reply.cannot_answer else reply.confidence
    return Draft(reply.reply.strip(), tier, round(confidence, 4), cited, "nothing_fits" if reply.cannot_answer else "", (), model)


def _call(tier: Tier, messages: list[dict[str, Any]], asked: Asked, chat: Chat) -> openai.ModelAnswer | None:
    request = {
        "messages": messages,
        "max_tokens": tier.max_tokens,
        "temperature": tier.temperature,
        "response_format": {"type": "json_object"},
    }
    started = timezone.now()
    try:
        answer = chat(tier, request)
    except ProviderError as error:
        spent = int((timezone.now() - started).total_seconds() * 1000)
        asked.error = error
        summary = {"attempts": error.attempts}
        asked.steps.append(
            StepDraft("model", spent, error.request or request, error.response, summary, tier.name, tier.model, error=error.code)
        )
        return None
    asked.steps.append(_step(tier, answer))
    return answer


def _step(tier: Tier, answer: openai.ModelAnswer) -> StepDraft:
    amount, currency, price = budgets.cost(answer.model, answer.input_tokens, answer.output_tokens, timezone.now()) or (None, "", None)
    summary = {"attempts": answer.attempts, "finish": answer.finish_reason}
    return StepDraft(
        "model", answer.milliseconds, answer.raw_request, answer.raw_response, summary, tier.name, answer.model, answer.input_tokens,
        answer.output_tokens, amount, currency, price,
    )  # fmt: skip


def _faulty(step: StepDraft) -> StepDraft:
    values = {name: getattr(step, name) for name in StepDraft.__slots__}
    return StepDraft(**{**values, "error": NOT_THE_SHAPE})
