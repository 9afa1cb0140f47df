"""Ruling once more on an action that was ruled before: after an edit, and right before it leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from audit import content
from conversations.models import Conversation
from policies import rulings
from policies.engine import Ruling
from policies.models import RulingRecord
from review import facts, informing, obligations, outbounds, rates, tools
from review.models import Action, Item
from review.types import ProposedAction


def rule_again(
    action: Action,
    conversation: Conversation,
    stored: outbounds.Stored,
    *,
    types: Collection[str] = (),
    sources: Mapping[str, Any] | None = None,
    rate: Mapping[str, Any] | None = None,
) -> tuple[Ruling, RulingRecord]:
    """By the active version, on what the agent told then and what is so now. ``action.ruling`` must be the one to compare with.

    ``types`` of personal data were found in a text that a person has changed; ``sources`` says anew where each argument comes from; ``rate``
    are the facts of the limits where they have just been asked.
    """
    told = content.get_json(action.workspace_id, action.ruling.facts) if action.ruling else {}
    evidence = tools.evidence_now(conversation.workspace, action.tool, stored.arguments) if action.kind == Action.Kind.TOOL else {}
    evidence |= {} if sources is None else {"arguments": sources}
    proposed = ProposedAction(action.kind, action.tool, stored.outbound, stored.arguments, evidence=evidence)  # type: ignore[arg-type]  # the column holds only these kinds
    ours = {**facts.about_conversation(conversation, action.agent), "rate": rate or rates.look_again(action, conversation, stored)}
    known = facts.again(told, proposed, conversation, ours, types)
    ruling, row = rulings.rule_action(
        action.workspace_id, known, reference=action.id, conversation=conversation.id, subject=conversation.contact_id
    )
    informing.ask(action, row)
    return ruling, row


def stricter(new: Ruling, item: Item | None) -> str:
    """Why what was agreed does not cover ``new``; empty when it does. ``item`` is None for what leaves without a person."""
    if new.effect == "deny":
        return f"The policy denies this now: {reasons(new)}."
    if new.effect == "allow":
        return ""
    if item is None:
        return f"The policy asks for a person now: {reasons(new)}."
    return _approvals_fall_short(new, item)


def _approvals_fall_short(new: Ruling, item: Item) -> str:
    needed = obligations.approvals(new.obligations)
    if needed > item.approvals_given:
        return f"The policy asks for {needed} people now ({reasons(new)}); {item.approvals_given} agreed."
    if new.queue and new.queue != item.queue.slug and not _agreed_may_decide(new.queue, item, needed):
        return f"The policy asks the people of the queue {new.queue} now: {reasons(new)}."
    if obligations.needs_reason(new.obligations) and not obligations.needs_reason(item.obligations):
        return f"The policy asks for a written reason now: {reasons(new)}."
    return ""


def _agreed_may_decide(slug: str, item: Item, needed: int) -> bool:
    """Whether enough of those who agreed could have done so in the queue the policy names now. A queue that is gone asks nobody."""
    from_queue = type(item.queue).objects.filter(workspace=item.workspace_id, slug=slug)
    if not from_queue.exists():
        return True
    agreed = item.decisions.filter(round=item.round, verdict__in=("approve", "edit", "write")).select_related("user")
    return sum(from_queue.decidable_by(one.user).exists() for one in agreed) >= needed


def reasons(ruling: Ruling) -> str:
    """Names of the rules that decided, else the engine's own reason."""
    names: Sequence[str] = [rule.name for rule in ruling.rules if rule.effect == ruling.effect]
    return ", ".join(names or ruling.reasons or ["no rule matches"])
