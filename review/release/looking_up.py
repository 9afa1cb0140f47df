"""A look-up within a turn: a tool that only reads and that the policy allows by itself is asked at once, and its answer goes to the agent.

The ruling and the intent are committed before the network is touched, the answer after it. What the policy does not allow by itself is
not done: a look-up never waits for a person, the agent goes on without it. Killed in between, a look-up is simply made again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.recorder import record, record_many
from connectors.errors import ConnectorError
from connectors.models import Tool
from conversations.models import Conversation
from kit import rows
from kit.actor import Actor
from policies import budgets
from policies.models import RulingRecord
from review import deliveries, facts, gate, holds, informing, locks, rates, stop, tools
from review.errors import Stopped
from review.models import Action
from review.outbounds import Stored
from review.release import results, starting
from review.types import ProposedAction

logger = logging.getLogger(__name__)
Status = Literal["done", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Looked:
    """``message`` is a sentence for the agent where there is no answer. ``action`` is the row that was ruled on."""

    status: Status
    action: UUID
    answer: Any = None
    message: str = ""


def look_up(
    *,
    conversation_id: UUID,
    conversation_version: int,
    turn: UUID,
    agent: Actor,
    agent_facts: Mapping[str, Any],
    signals: Mapping[str, Any],
    proposed: ProposedAction,
) -> Looked:
    """Raises Superseded when the conversation has moved on."""
    with transaction.atomic():
        action, tool, refused, held = _ruled(conversation_id, conversation_version, turn, agent, agent_facts, signals, proposed)
    if refused:
        return Looked("refused", action.id, message=refused)
    key = deliveries.key_of(action.id)
    try:
        perform, _ = starting.tool_way(tool, key, proposed.arguments)
        sent = perform(before_point_of_no_return=partial(_not_stopped, action))
        if sent.fault:
            raise ConnectorError(sent.fault, code="unexpected_answer")
    except Stopped:
        return _ended(action, key, ConnectorError("An emergency stop is in force.", code="stopped"), held)
    except ConnectorError as problem:
        return _ended(action, key, problem, held)
    except Exception:
        logger.exception("lookup.adapter_failed")
        return _ended(action, key, ConnectorError("The connector failed unexpectedly.", code="defect"), held)
    return _answered(action, key, sent.answer, held)


def _ruled(
    conversation_id: UUID,
    version: int,
    turn: UUID,
    agent: Actor,
    agent_facts: Mapping[str, Any],
    signals: Mapping[str, Any],
    proposed: ProposedAction,
) -> tuple[Action, Tool | None, str, UUID | None]:
    """The action under its ruling, the tool as it was ruled on, why it is not done, "" when it is, and what is reserved for it.

    The tool is read once: what reads when it is ruled on and is changed to write before it is asked is asked as what reads.
    """
    conversation = gate.hold(conversation_id, version)
    tool = tools.named(conversation.workspace_id, proposed.tool)
    proposed = tools.as_told_by(tool, conversation.workspace, proposed)
    before = Action.objects.filter(turn=turn, inline=True).count()
    row, entry = gate.propose(conversation, turn, agent, proposed, before, inline=True)
    record_many([entry])
    rate = rates.told(proposed, conversation, agent=agent.id, action=row.id, inline=True)
    known = facts.gather(
        proposed, conversation, facts.about_conversation(conversation, agent.id) | {"rate": rate}, agent=agent_facts, signals=signals
    )
    ruled = gate.rule(conversation, row, proposed, known)
    informing.ask(row, _ruling(row))
    refused = _refused(row, tool, ruled.strictness, ruled.held_because) or _no_room(row, conversation, proposed)
    held, refused = (None, refused) if refused or tool is None else _reserved(row, tool)
    row.status = Action.Status.DENIED if refused else Action.Status.ALLOWED
    row.finished_at = timezone.now() if refused else None
    rows.insert(row)
    data: dict[str, object] = {"tool": row.tool, "digest": row.digest, "ruling": _ruling(row).id}
    event, more = ("review.lookup_refused", {}) if refused else ("review.lookup_started", {"key": deliveries.key_of(row.id)})
    record(event, workspace=row.workspace_id, actor=agent, subject=row.id, stream=row.conversation_id, data=data | more)
    return row, tool, refused, held


def _ruling(row: Action) -> RulingRecord:
    assert row.ruling is not None  # noqa: S101 - it has just been ruled on
    return row.ruling


def _refused(row: Action, tool: Tool | None, strictness: int, held_because: str) -> str:
    if tool is None or tool.writes:
        return "This tool does not only read."
    if strictness == 2:
        return "The policy denies this look-up."
    if strictness == 1:
        return held_because or "The policy wants a person to look first, and a look-up does not wait for one."
    return "An emergency stop is in force." if stop.in_force(row.workspace_id) else ""


def _no_room(row: Action, conversation: Conversation, proposed: ProposedAction) -> str:
    """Another one was faster since the ruling. Counted before this is committed: a look-up that is killed then counts all the same."""
    taken = rates.take(row, conversation, Stored("tool", proposed.tool, None, dict(proposed.arguments)), approved=False)
    return "" if taken.may_leave else holds.at_the_limit(taken.facts)


def _reserved(row: Action, tool: Tool) -> tuple[UUID | None, str]:
    """What a look-up with a price may cost, held until it is settled; why not, where a limit leaves no room for it."""
    try:
        return results.reserved(row, tool), ""
    except budgets.Refused as refused:
        return None, refused.message


def _not_stopped(action: Action) -> None:
    with transaction.atomic():
        stop.require_none(action.workspace_id, action.id)


@transaction.atomic
def _answered(action: Action, key: str, answer: Any, held: UUID | None) -> Looked:
    locks.conversation(action.conversation_id)
    ref = results.kept(action, answer)
    _end(action, Action.Status.DONE)
    data: dict[str, object] = {"tool": action.tool, "key": key, **results.paid(action, action.id, held)}
    record(
        "review.lookup_answered", workspace=action.workspace_id, actor=_agent(action), subject=action.id, stream=action.conversation_id,
        data=data, content={"answer": ref} if ref else {},
    )  # fmt: skip
    return Looked("done", action.id, answer)


@transaction.atomic
def _ended(action: Action, key: str, problem: ConnectorError, held: UUID | None) -> Looked:
    budgets.release(held)  # a call without a result has no price
    locks.conversation(action.conversation_id)
    ref = results.kept(action, problem.answer)
    _end(action, Action.Status.FAILED)
    record(
        "review.lookup_answered", workspace=action.workspace_id, actor=_agent(action), subject=action.id, stream=action.conversation_id,
        data={"tool": action.tool, "key": key, "code": problem.code}, content={"answer": ref} if ref else {},
    )  # fmt: skip
    return Looked("failed", action.id, problem.answer, problem.message)


def _agent(action: Action) -> Actor:
    return Actor("agent", action.agent, "worker")


def _end(action: Action, status: str) -> None:
    """Where an erasure ended it meanwhile, that holds."""
    Action.objects.filter(id=action.id, status=Action.Status.ALLOWED).update(
        status=status, finished_at=timezone.now(), result=action.result
    )
