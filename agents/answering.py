"""Asking a model tier for a draft: one request, one repair when the answer has not the shape, everything kept for the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from agents import calls, prompts, structured, whereto
from agents.drafts import Call, Draft, Prepared
from agents.preparing import StepDraft
from agents.structured import ModelReply
from agents.tiers import Tier
from connectors.providers import answers, openai
from connectors.providers.errors import ProviderError
from kit.ids import uuid7
from policies import budgets

NOT_THE_SHAPE, TOO_MANY_CALLS = "not_the_shape", "too_many_calls"
STEPPED_DOWN = "stepped_down"
OVER_BUDGET = frozenset({budgets.USED_UP, budgets.NO_PRICE})
NOT_ASKED = frozenset({whereto.REFUSED, STEPPED_DOWN, *OVER_BUDGET})
"""Why a tier was not asked; the sentence that says it stands in the step."""


@dataclass(slots=True)
class Asked:
    """What became of one tier: a draft, or the error that ended it; the calls made on the way. The last three are of the one being made."""

    draft: Draft | None = None
    error: ProviderError | None = None
    steps: list[StepDraft] = field(default_factory=list)
    step: UUID = field(default_factory=uuid7)
    money: budgets.Money | None = None
    is_priced: bool = False


Chat = Callable[[Tier, dict[str, Any]], openai.ModelAnswer]


def from_endpoint(tier: Tier, request: dict[str, Any]) -> openai.ModelAnswer:
    return openai.chat(tier.endpoint(), request)


def _within(talk: calls.Talk, asked: Asked, passed_over: str) -> Chat:
    def chat(tier: Tier, request: dict[str, Any]) -> openai.ModelAnswer:
        if passed_over:
            raise _not_asked(passed_over, STEPPED_DOWN, tier, request)
        whereto.check(tier, talk, request)
        return _paid(tier, request, asked)

    return chat


def _not_asked(because: str, code: str, tier: Tier, request: dict[str, Any]) -> ProviderError:
    return ProviderError(because, code=code, permanent=True, attempts=0, request={**request, "model": tier.model})


def _paid(tier: Tier, request: dict[str, Any], asked: Asked) -> openai.ModelAnswer:
    """Reserved before it is asked. What was spent is owed from then on, whatever becomes of the leg: of an answer that could not be used, too."""
    payer = budgets.payer()
    held = _reserved(payer, tier, request)
    try:
        answer = from_endpoint(tier, request)
    except ProviderError as error:
        used_in, used_out, model = answers.usage(error.response)
        if used_in or used_out:
            _owe(payer, tier, asked, model or tier.model, used_in, used_out, held)
        elif not error.may_be_charged:
            budgets.release(held)
        raise
    used_in, used_out = answer.input_tokens, answer.output_tokens
    if held and not (used_in or used_out):  # an endpoint that does not say is not free of charge
        used_in, used_out = budgets.most_in(request), min(tier.max_tokens, budgets.most_of([answer.text]))
    _owe(payer, tier, asked, answer.model, used_in, used_out, held)
    return answer


def _reserved(payer: budgets.Payer, tier: Tier, request: dict[str, Any]) -> UUID | None:
    try:
        return budgets.reserve(payer, budgets.Wanted("model", tier.model, budgets.most_in(request), tier.max_tokens, tier.timeout))
    except budgets.Refused as refused:
        raise _not_asked(refused.message, refused.code, tier, request) from refused


def _owe(payer: budgets.Payer, tier: Tier, asked: Asked, model: str, used_in: int, used_out: int, held: UUID | None) -> None:
    asked.money, asked.is_priced = budgets.cost_of_answer(tier.model, model, used_in, used_out, timezone.now()), True
    money = asked.money or (None, "", None)
    budgets.owe(payer, budgets.Spending("model", model, asked.step, tier.name, used_in, used_out, *money), settles=held)


def ask(
    tier: Tier,
    template: str,
    prepared: Prepared,
    workspace: str,
    chat: Chat | None = None,
    look_up: calls.LookUp = calls.in_a_try,
    *,
    passed_over: str = "",
) -> Asked:
    """``chat`` answers one request and ``look_up`` one call that only reads; a replay gives both from what was recorded.

    Without ``chat`` the endpoint of the tier is asked, if all that is in the request may go there, on the account that is bound. ``passed_over`` says why
    the tier is not to be asked this time; that is recorded as its answer.
    """
    asked, talk = Asked(), calls.Talk(prepared, look_up, tier.name)
    chat = chat or _within(talk, asked, passed_over)
    messages: list[dict[str, Any]] = list(prompts.messages(template, prepared, workspace))
    for _ in range(calls.MOST_ROUNDS + 1):
        found = _shaped(tier, messages, asked, chat)
        if found is None:
            return asked
        reply, answer = found
        wanted = [Call(one.tool, one.arguments) for one in reply.calls] if prepared.tools else []
        if reply.reply.strip() and talk.is_final(wanted):
            asked.draft = draft(reply, tier.name, answer.model, len(prepared.passages), wanted, talk)
            return asked
        results = [(one.tool, talk.answer(one)) for one in wanted]
        asked.steps += [step for _, (_, step) in results]
        messages = prompts.looked_up(messages, answer.text, [(tool, shown) for tool, (shown, _) in results])
    asked.error = ProviderError("The model asks for one tool after another.", code=TOO_MANY_CALLS, permanent=True)
    return asked


def _shaped(tier: Tier, messages: list[dict[str, Any]], asked: Asked, chat: Chat) -> tuple[ModelReply, openai.ModelAnswer] | None:
    """One answer in the shape asked for, after at most one repair; None with the error in ``asked``."""
    for _ in range(2):
        answer = _call(tier, messages, asked, chat)
        if answer is None:
            return None
        reply, fault = structured.parse(answer.text)
        if reply is not None:
            return reply, answer
        asked.steps[-1] = _faulty(asked.steps[-1])
        messages = prompts.repair(messages, answer.text, fault)
    asked.error = ProviderError("The model does not answer in the shape asked for.", code=NOT_THE_SHAPE, permanent=False)
    return None


def draft(reply: ModelReply, tier: str, model: str, passages: int, wanted: Sequence[Call] = (), talk: calls.Talk | None = None) -> Draft:
    """Citations of passages that were never shown are dropped; an answer without a source is sure of nothing."""
    cited = tuple(sorted({number for number in reply.citations if 1 <= number <= passages}))
    confidence = min(reply.confidence, 0.2) if reply.cannot_answer else reply.confidence
    looked = (tuple(talk.looked), dict(talk.names)) if talk else ((), {})
    return Draft(
        reply.reply.strip(),
        tier,
        round(confidence, 4),
        cited,
        "nothing_fits" if reply.cannot_answer else "",
        (),
        model,
        tuple(wanted),
        *looked,
    )


def _call(tier: Tier, messages: list[dict[str, Any]], asked: Asked, chat: Chat) -> openai.ModelAnswer | None:
    request = {
        "messages": messages,
        "max_tokens": tier.max_tokens,
        "temperature": tier.temperature,
        "response_format": {"type": "json_object"},
    }
    started, asked.step, asked.money, asked.is_priced = timezone.now(), uuid7(), None, False
    try:
        answer = chat(tier, request)
    except ProviderError as error:
        spent = int((timezone.now() - started).total_seconds() * 1000)
        asked.error = error
        summary = {"attempts": error.attempts} | ({"because": str(error)} if error.code in NOT_ASKED else {})
        asked.steps.append(
            StepDraft(
                "model", spent, error.request or request, error.response, summary, tier.name, tier.model, error=error.code, id=asked.step
            )
        )
        return None
    asked.steps.append(_step(tier, answer, asked))
    return answer


def _step(tier: Tier, answer: openai.ModelAnswer, asked: Asked) -> StepDraft:
    """Of an answer that a replay gave back nobody has told the price."""
    if not asked.is_priced:
        asked.money = budgets.cost_of_answer(tier.model, answer.model, answer.input_tokens, answer.output_tokens, timezone.now())
    money = asked.money or (None, "", None)
    summary = {"attempts": answer.attempts, "finish": answer.finish_reason}
    return StepDraft(
        "model", answer.milliseconds, answer.raw_request, answer.raw_response, summary, tier.name, answer.model, answer.input_tokens,
        answer.output_tokens, money[0], money[1], money[2], id=asked.step,
    )  # fmt: skip


def _faulty(step: StepDraft) -> StepDraft:
    values = {name: getattr(step, name) for name in StepDraft.__slots__}
    return StepDraft(**{**values, "error": NOT_THE_SHAPE})
