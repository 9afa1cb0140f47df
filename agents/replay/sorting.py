"""Triage's actions once more: the rules again on what was found, the world as it was then. Nothing is carried out."""

from __future__ import annotations

from typing import Any

from agents import sorting
from agents.drafts import Prepared
from agents.models import AgentVersion
from agents.replay.proposing import pair
from agents.replay.records import Records
from agents.sorting import Rule
from review.outbounds import Stored
from review.triage import kinds
from review.types import ProposedAction

_PLAIN = {"tag": "tag", "priority": "priority"}


def again(records: Records, prepared: Prepared, version: AgentVersion) -> list[ProposedAction]:
    """A rule that led to something then leads to the same; with the rules of another version, what needs no look at the world is proposed
    too. What stood so already, or was not there, was left out then and is left out again."""
    recorded = [stored for row, _, stored in pair(records) if row.kind == "triage"]
    found = []
    for rule in sorting.wanted(prepared, version.triage):
        stored = next((one for one in recorded if _is_of(rule, one)), None)
        if stored is not None:
            found.append(kinds.as_declared(sorting.action(prepared, rule, stored.arguments, stored.outbound)))
        elif version.id != records.turn.agent_version_id and (arguments := _without_world(rule)) is not None:
            found.append(kinds.as_declared(sorting.action(prepared, rule, arguments)))
    return found


def stands_for_a_reply(actions: list[ProposedAction]) -> bool:
    return any(kinds.instead_of_reply(one.tool, one.arguments) for one in actions)


def _is_of(rule: Rule, stored: Stored) -> bool:
    """Whether a recorded action is what the rule leads to."""
    if stored.tool != rule.do:
        return False
    told = stored.arguments
    said = {"tag": told.get("tag"), "priority": told.get("priority"), "forward": told.get("to")}
    if rule.do == "route":
        return rule.value == (f"agent:{told['name']}" if "agent" in told else f"queue:{told.get('queue')}")
    return rule.do not in said or said[rule.do] == rule.value


def _without_world(rule: Rule) -> dict[str, Any] | None:
    if rule.do == "close_spam":
        return {}
    return {_PLAIN[rule.do]: rule.value} if rule.do in _PLAIN else None
