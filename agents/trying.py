"""A turn on a thread that is nowhere: prepared, answered, checked and ruled like a real one, in a transaction that is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from agents import answering, calls, choosing, filing, preparing, proposing, slots, sorting, tiers, weighing
from agents.costs import cost_of
from agents.drafts import Draft, Prepared
from agents.models import AgentVersion
from agents.preparing import Said, StepDraft
from connectors.models import Channel, Tool
from connectors.tools.offering import spec_of
from connectors.types import Address
from conversations import contacts
from conversations.documents import MessageDocument
from conversations.models import Conversation, Participant
from kit.errors import InvalidInput
from policies import budgets
from review import gate
from review.types import ProposedAction

_US = frozenset({"us", "agent", "assistant", "we", "staff"})
_CUSTOMER = Address("customer@example.invalid", "")


def run(workspace: Workspace, version: AgentVersion, messages: Any, subject: str = "") -> dict[str, Any]:
    """``actions`` with ruling, ``steps`` with times, ``cost``; ``messages`` are {"from", "text"}, oldest first, the last a customer's."""
    thread = _thread(messages, subject)
    channel = Channel.objects.filter(agentchannel__agent=version.agent).first() or Channel(
        workspace=workspace, kind="email", name=workspace.name
    )
    prepared, found = preparing.prepare(
        workspace.id, thread, fallback_language=workspace.language, tools=_offered(workspace, version), channel=channel.id
    )
    rules = sorting.wanted(prepared, version.triage)
    triage = _sorted(prepared, rules, channel, workspace, thread[-1].document)
    last: list[StepDraft]
    draft, made = _draft(workspace, version, prepared, channel) if sorting.needs_draft(rules) else (None, [])
    if draft is None and triage and not sorting.needs_draft(rules):
        actions, signals, last = triage, weighing.signals(prepared), []
    elif draft is None:
        actions, signals, last = _handed_over(prepared, made)
    else:
        proposal = proposing.propose(prepared, draft, channel, thread[-1].document, "", triage=triage)
        actions, signals, last = proposal.actions, dict(proposal.signals), [proposal.step] if proposal.step else []
    tier = draft.tier if draft else "person"
    rulings = _ruled(workspace, channel, version, actions, signals, tier)
    steps = [*found, *made, *last]
    return {
        "actions": [_shown(action, ruling, draft) for action, ruling in zip(actions, rulings, strict=True)],
        "steps": [_step(one) for one in steps],
        "cost": cost_of(steps),
    }


def _offered(workspace: Workspace, version: AgentVersion) -> dict[str, Any]:
    found = [spec_of(one) for one in Tool.objects.filter(workspace=workspace, name__in=version.tools, is_enabled=True).order_by("name")]
    return {"tools": found, "currency": workspace.currency} if found else {}


def _sorted(
    prepared: Prepared, rules: tuple[sorting.Rule, ...], channel: Channel, workspace: Workspace, document: MessageDocument
) -> tuple[ProposedAction, ...]:
    """Of a thread that is nowhere: there is no other conversation to merge it into."""
    nowhere = Conversation(workspace=workspace, channel=channel)
    return filing.propose(prepared, rules, filing.Scene(nowhere, document)) if rules else ()


def _handed_over(prepared: Prepared, made: Sequence[StepDraft]) -> tuple[tuple[ProposedAction, ...], dict[str, Any], list[StepDraft]]:
    reason = weighing.reason_for(made[-1].error if made else "")
    return (weighing.hand_off(reason),), weighing.signals(prepared), []


def _thread(messages: Any, subject: str) -> list[Said]:
    if not isinstance(messages, list) or not messages or not all(_is_message(one) for one in messages):
        raise InvalidInput('Give the thread: {"id": 1, "messages": [{"from": "customer", "text": "..."}]}.')
    if str(messages[-1].get("from", "")).lower() in _US:
        raise InvalidInput("The last message must be the customer's.")
    return [_said(one, subject if one is messages[-1] else "") for one in messages]


def _is_message(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("text"), str) and isinstance(one.get("from", ""), str)


def _said(one: dict[str, str], subject: str) -> Said:
    role = "us" if one.get("from", "").lower() in _US else "customer"
    return Said(role, MessageDocument(subject=one.get("subject", subject), text=one["text"], full_text=one["text"], sender=_CUSTOMER))


def _draft(workspace: Workspace, version: AgentVersion, prepared: Prepared, channel: Channel) -> tuple[Draft | None, list[StepDraft]]:
    usable = tiers.usable(version.tiers)
    signature = proposing.signature(channel)
    quoted = choosing.without_model(prepared, usable, version, signature)
    if quoted:
        return slots.extend(prepared, quoted, signature, calls.in_a_try)
    wanted = [tier for tier in usable if tier.is_model]
    made: list[StepDraft] = []
    for tier in wanted:
        with budgets.paying(budgets.Payer(workspace.id, agent=version.agent_id)):
            asked = answering.ask(tier, version.prompt, prepared, workspace.name)
        made += asked.steps
        if asked.draft and (tier is wanted[-1] or choosing.sure(asked.draft, version)):
            return asked.draft, made
    return None, made


def _ruled(
    workspace: Workspace, channel: Channel, version: AgentVersion, actions: Sequence[ProposedAction], signals: dict[str, Any], tier: str
) -> list[Any]:
    """The facts of a conversation come from rows, so there is one for a moment; the transaction never commits."""
    with transaction.atomic():
        conversation = _conversation(workspace, channel)
        facts = weighing.agent_facts(version, tier)
        found = gate.preview(conversation, actions, agent_facts=facts, signals=signals, agent=version.agent_id)
        transaction.set_rollback(True)
    return found


def _conversation(workspace: Workspace, channel: Channel) -> Conversation:
    if channel._state.adding:
        channel.save()
    conversation = Conversation.objects.create(workspace=workspace, channel=channel, last_message_at=timezone.now(), inbound_count=1)
    lookup = contacts.lookup(workspace.id, channel.kind, _CUSTOMER.address)
    Participant.objects.create(conversation=conversation, lookup=lookup)
    return conversation


def _shown(action: ProposedAction, ruling: Any, draft: Draft | None) -> dict[str, Any]:
    arguments = {"text": action.outbound.text} if action.outbound else dict(action.arguments)
    told = {"effect": ruling.effect, "queue": ruling.queue, "reasons": list(ruling.reasons), "rules": [rule.name for rule in ruling.rules]}
    return {
        "kind": action.kind,
        "tool": action.tool or None,
        "arguments": arguments,
        "confidence": action.confidence,
        "ruling": told,
        "tier": draft.tier if draft else "person",
        "citations": list(draft.citations) if draft and action.outbound else [],
    }


def _step(one: StepDraft) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": one.kind, "milliseconds": one.milliseconds, "summary": dict(one.summary)}
    if one.kind == "tool":
        told |= {"tool": one.request["tool"]}
    if one.kind == "model":
        told |= {
            "tier": one.tier,
            "model": one.model,
            "input_tokens": one.input_tokens,
            "output_tokens": one.output_tokens,
            "error": one.error or None,
        }
    return told
