"""One side of a comparison: what was drafted, ruled and spent, as recorded or as replayed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from agents.costs import cost_of
from agents.models import Step
from agents.preparing import StepDraft
from agents.replay.proposing import pair
from agents.replay.records import Records
from policies.engine import Ruling
from policies.models import PolicyVersion, RulingRecord
from review import digests, following
from review.outbounds import Stored
from review.types import ProposedAction, Ruled


@dataclass(frozen=True, slots=True)
class ActionSide:
    """``text`` is the whole reply as it would leave, or the reason of a hand-off."""

    kind: str
    text: str
    confidence: float | None
    effect: str
    queue: str
    rules: list[str]
    reasons: list[str]
    obligations: list[dict[str, Any]]
    error: str = ""

    @property
    def verdict(self) -> tuple[str, str, str, str]:
        """What a regression set holds fast: rules have other ids in another version, so they are not in it."""
        return self.kind, self.effect, self.queue, str(sorted(map(str, self.obligations)))


@dataclass(frozen=True, slots=True)
class Side:
    agent: str
    policy: str
    tier: str
    model: str
    actions: list[ActionSide]
    item: str
    cost: dict[str, Any]
    milliseconds: int
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def draft(self) -> str:
        return next((one.text for one in self.actions if one.kind == "reply"), "")

    @property
    def verdict(self) -> list[tuple[str, str, str, str]]:
        return [one.verdict for one in self.actions]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a side is made of. ``proposed`` and ``ruled`` belong together."""

    tier: str
    model: str
    proposed: Sequence[ProposedAction]
    rulings: Sequence[Ruling]
    calls: Sequence[Step | StepDraft] = field(default_factory=list)
    error: str = ""


def as_recorded(records: Records) -> Side:
    """From the rows; only the first ruling on each action, which is what the agent's draft met."""
    pairs = pair(records)
    rows = [records.first_ruling(row.id) for row, _, _ in pairs]
    calls = records.model_steps
    drafted = next((step for step in reversed(records.steps) if step.kind == Step.Kind.PROPOSE), None)
    asked = calls[-1].model if calls and drafted and drafted.tier == calls[-1].tier else ""
    opened = next((entry for entry in records.submission if entry.event == "review.item_opened"), None)
    return Side(
        agent=str(records.turn.agent_version),
        policy=policy_name(next((row.version for row in rows if row), None)),
        tier=drafted.tier if drafted else "person",
        model=asked,
        actions=[
            _action(stored.kind, _said(stored), row.confidence, ruling)
            for (row, _, stored), ruling in zip(pairs, rows, strict=True)
            if ruling is not None
        ],
        item=str(opened.data.get("kind")) if opened else "",
        cost=cost_of(calls),
        milliseconds=sum(step.milliseconds for step in calls),
        error=records.turn.error,
    )


def as_replayed(agent: str, policy: str, outcome: Outcome, ruled: Sequence[Ruled]) -> Side:
    wanted = following.item(ruled) or following.sorting(ruled)
    return Side(
        agent=agent,
        policy=policy,
        tier=outcome.tier,
        model=outcome.model,
        actions=[
            _action(one.kind, _said(one), one.confidence, ruling) for one, ruling in zip(outcome.proposed, outcome.rulings, strict=True)
        ],
        item=wanted.kind if wanted else "",
        cost=cost_of(outcome.calls),
        milliseconds=sum(step.milliseconds for step in outcome.calls),
        error=outcome.error,
    )


def _said(one: Stored | ProposedAction) -> str:
    if one.outbound:
        return one.outbound.text
    return str(one.arguments.get("reason", "")) if one.kind == "hand_off" else f"{one.tool} {digests.canonical(dict(one.arguments))}"


def _action(kind: str, text: str, confidence: Any, ruling: Ruling | RulingRecord) -> ActionSide:
    rules = [rule["name"] if isinstance(rule, dict) else rule.name for rule in ruling.rules]
    share = None if confidence is None else float(confidence)
    return ActionSide(
        kind, text, share, ruling.effect, ruling.queue, rules, list(ruling.reasons), [dict(one) for one in ruling.obligations], ruling.error
    )


def policy_name(version: PolicyVersion | None) -> str:
    return str(version) if version else ""


def draft_diff(before: str, after: str) -> list[str]:
    """Lines of a unified diff without its head; empty where nothing differs."""
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), "as recorded", "replayed", lineterm=""))[2:]
