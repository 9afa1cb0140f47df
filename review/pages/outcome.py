"""One plain sentence about what approving does, and the ruling in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from policies.models import RulingRecord
from review import obligations, stop
from review.models import Action, Decision, Item
from review.pages import words
from review.pages.proposal import Proposal
from review.pages.shapes import Tool
from review.triage import kinds


@dataclass(frozen=True, slots=True)
class Ruled:
    """One action's ruling in words. ``role`` is the colour's role: allow, hold or deny."""

    about: str
    title: str
    role: str
    people: int
    """How many must agree."""
    rules: list[str]
    reasons: list[str]
    policy: str
    version_id: UUID | None
    error: str


TITLES = {
    "allow": ("allow", "The policy allows it"),
    "review": ("hold", "The policy asks for a person"),
    "deny": ("deny", "The policy denies it"),
}


def rulings(actions: Sequence[Action]) -> list[Ruled]:
    """The strictest first, equal ones on several actions once. That the agent may ask for a person is nothing anyone decides on."""
    found: dict[str, Ruled] = {}
    for action in actions:
        if action.ruling is not None and action.kind != Action.Kind.HAND_OFF:
            found.setdefault(action.ruling.digest, _ruled(action, action.ruling))
    return sorted(found.values(), key=lambda one: (one.role != "deny", one.role != "hold", -one.people))


def _ruled(action: Action, row: RulingRecord) -> Ruled:
    role, title = TITLES[row.effect]
    needed = obligations.approvals(row.obligations) if row.effect == "review" else 0
    if needed > 1:
        title = f"Needs {words.people(needed)}"
    names, version = [str(rule.get("name", "")) for rule in row.rules], row.version
    return Ruled(
        about=kinds.KINDS[action.tool].label.lower()
        if action.kind == Action.Kind.TRIAGE and action.tool in kinds.KINDS
        else action.tool or str(Action.Kind(action.kind).label).lower(),
        title=title,
        role=role,
        people=needed,
        rules=names,
        reasons=[words.reason(code) for code in row.reasons if code not in names],
        policy=f"{version.policy.name} v{version.number}" if version else "",
        version_id=version.id if version else None,
        error=row.error,
    )


def on_approval(item: Item, proposal: Proposal, channel: str) -> str:
    """Who gets what, what else happens, who else must agree first, and whether it can be undone."""
    steps = [*(_runs(tool) for tool in proposal.calls), *(_sent(one.to, channel) for one in proposal.replies)]
    steps = [_ordered(index, step) for index, step in enumerate(steps)]
    steps += [f"“{one.says}” is done" for one in proposal.triage if one.action.status == Action.Status.HELD]
    if not steps:
        return "There is nothing left in this item that could leave."
    missing = item.approvals_needed - item.approvals_given - 1
    done = words.joined(steps)
    more = "one more person" if missing == 1 else f"{missing} more people"
    first = f"{more} must agree; then " if missing > 0 else ""
    return f"When you approve, {first}{done}. {_final(proposal)}"


def became(action: Action) -> str:
    """Where it stands, in words."""
    if action.status == Action.Status.ALLOWED and stop.in_force(action.workspace_id, action.id):
        return "Held by an emergency stop"
    return str(Action.Status(action.status).label)


def on_answer(to: str, channel: str) -> str:
    """What sending one's own words does."""
    return (
        f"Your answer goes to {to} by {channel}, with the channel's footer and without the line that an agent drafted it. "
        "The policy rules on it first. Once it has left it cannot be taken back."
    )


def _sent(to: str, channel: str) -> str:
    return f"this reply goes to {to} by {channel}"


def _runs(tool: Tool) -> str:
    return f"“{tool.says}” is carried out" if tool.says and tool.says != tool.name else f"{tool.name} runs"


def _ordered(index: int, step: str) -> str:
    return step if index == 0 else f"when that has worked {step}"


def _final(proposal: Proposal) -> str:
    if not proposal.calls and not proposal.replies:
        forwards = any(one.irreversible for one in proposal.triage)
        return "What is forwarded cannot be taken back." if forwards else "It can be undone afterwards."
    if any(tool.irreversible for tool in proposal.calls):
        return "Neither can be undone." if proposal.replies and len(proposal.calls) == 1 else "It cannot be undone."
    return "Once it has left it cannot be taken back."


def who_else(item: Item, decisions: Sequence[Decision], user: User) -> str:
    """Whose agreement counts so far, in this round."""
    agreed = [one.user for one in decisions if one.round == item.round and one.verdict in (Decision.Verdict.APPROVE, Decision.Verdict.EDIT)]
    if not agreed:
        return "You would be the first." if item.approvals_needed > 1 else ""
    names = ["you" if one.id == user.id else str(one) for one in agreed]
    return words.capital(f"{words.joined(names)} {'have' if len(names) > 1 or names == ['you'] else 'has'} agreed.")


def must_write_reason(item: Item) -> bool:
    return obligations.needs_reason(item.obligations)
