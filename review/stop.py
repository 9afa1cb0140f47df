"""The emergency stop of a workspace, or of one agent, channel or tool in it: while it is in force nothing it covers passes the point of no return."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import require
from audit import content
from audit.recorder import record
from connectors.models import Channel, Delivery, Tool
from kit import hub
from kit.errors import InvalidInput, NotFound, TransitionError
from policies.rates import subjects
from policies.rates.models import RateLimit
from review import locks
from review.errors import Stopped
from review.models import Action, Stop
from review.triage.kinds import KINDS

LONGEST_REASON = 500
_COVERS = """SELECT EXISTS (SELECT 1 FROM review_stop s WHERE s.workspace_id = %s AND s.lifted_at IS NULL AND (
    (s.agent IS NULL AND s.channel IS NULL AND s.tool = '') OR EXISTS (
        SELECT 1 FROM review_action a JOIN conversations_conversation c ON c.id = a.conversation_id
        WHERE a.id = %s AND (s.agent IS NULL OR s.agent = a.agent) AND (s.channel IS NULL OR s.channel = c.channel_id)
          AND (s.tool = '' OR s.tool = a.tool))))"""
_PASSED = """SELECT d.id FROM connectors_delivery d JOIN review_action a ON a.id = d.action JOIN conversations_conversation c ON c.id = a.conversation_id
    WHERE d.workspace_id = %(workspace)s AND d.status = 'sending' AND d.passed_point_of_no_return_at IS NOT NULL
      AND (%(agent)s::uuid IS NULL OR a.agent = %(agent)s) AND (%(channel)s::uuid IS NULL OR c.channel_id = %(channel)s)
      AND (%(tool)s = '' OR a.tool = %(tool)s)"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is stopped; with nothing given everything in the workspace. At most one of the three."""

    agent: UUID | None = None
    channel: UUID | None = None
    tool: str = ""


def in_force(workspace: UUID, action: UUID | None = None) -> bool:
    """Whether a stop covers this action; without one, whether everything is stopped."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERS, [workspace, action])
        return bool(cursor.fetchone()[0])


def covers(one: Stop, agent: UUID | None, channel: UUID, tool: str) -> bool:
    """Whether a stop in force is about what this agent wants to do on this channel, as the statement above asks it of a row."""
    return one.agent in (None, agent) and one.channel in (None, channel) and one.tool in ("", tool)


def standing(workspace: UUID) -> list[Stop]:
    """All that are in force, the widest first."""
    found = Stop.objects.filter(workspace=workspace, lifted_at=None).select_related("user").order_by("created_at")
    return sorted(found, key=lambda one: not one.is_whole)


def require_none(workspace: UUID, action: UUID | None = None) -> None:
    """Inside a transaction: hold the stop lock (shared) and raise Stopped when one that covers ``action`` is in force."""
    locks.stop(workspace)
    if in_force(workspace, action):
        raise Stopped("An emergency stop is in force. Nothing leaves until an owner lifts it.")


def declare(workspace: UUID, *, acting_user: User, scope: Scope | None = None, reason: str = "") -> Stop:
    """Stop everything in ``scope`` that has not passed its point of no return; what had is listed on the ledger. Any reviewer may, at once."""
    require(acting_user, workspace, "review")
    what, why = scope or Scope(), reason.strip()
    _check(workspace, what, why)
    with transaction.atomic():
        locks.stop(workspace, exclusive=True)
        stored = content.put(workspace, {"reason": why}, conversation=None, subject=None) if why else None
        try:
            with transaction.atomic():
                made = Stop.objects.create(
                    workspace_id=workspace,
                    user=acting_user,
                    agent=what.agent,
                    channel=what.channel,
                    tool=what.tool,
                    reason=stored.id if stored else "",
                )
        except IntegrityError:
            raise TransitionError("An emergency stop is in force already.") from None
        data = {"passed": _passed(workspace, what), **{name: value for name, value in _scope(what).items() if value}}
        record(
            "review.stop_declared", workspace=workspace, actor=acting_user.as_actor(), subject=made.id, data=data,
            content={"reason": stored} if stored else {},
        )  # fmt: skip
        _hint(workspace)
    return made


def _hint(workspace: UUID) -> None:
    """Pages that are open say it, too."""
    hub.hint(f"workspace:{workspace}:review", type="stop")


def _check(workspace: UUID, what: Scope, reason: str) -> None:
    if sum(map(bool, (what.agent, what.channel, what.tool))) > 1:
        raise InvalidInput("Stop one thing at a time: an agent, a channel or a tool.")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {LONGEST_REASON} characters.")
    known = not what.channel or Channel.objects.filter(workspace=workspace, id=what.channel).exists()
    known &= not what.tool or what.tool in KINDS or Tool.objects.filter(workspace=workspace, name=what.tool).exists()
    known &= not what.agent or _is_agent(workspace, what.agent)
    if not known:
        raise NotFound("There is nothing of that name in this workspace that could be stopped.")


def _is_agent(workspace: UUID, agent: UUID) -> bool:
    """One that is there, whether it has done anything yet or not; or one that is gone and whose actions may still wait."""
    there = any(one.name == str(agent) for one in subjects.known(workspace, RateLimit.Per.AGENT))
    return there or Action.objects.filter(workspace=workspace, agent=agent).exists()


def _scope(what: Scope) -> dict[str, Any]:
    return {"agent": what.agent, "channel": what.channel, "tool": what.tool}


def _passed(workspace: UUID, what: Scope) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, {"workspace": workspace, **_scope(what)})
        return [row[0] for row in cursor.fetchall()]


def lift(workspace: UUID, *, acting_user: User, stop: UUID | None = None) -> None:
    """Only an owner lifts a stop; without ``stop`` the one of everything. What waited leaves by itself, ruled again."""
    require(acting_user, workspace, "edit_people")
    with transaction.atomic():
        locks.stop(workspace, exclusive=True)
        rows = Stop.objects.filter(workspace=workspace, lifted_at=None)
        found = rows.filter(id=stop).first() if stop else rows.filter(agent=None, channel=None, tool="").first()
        if found is None:
            raise TransitionError("No emergency stop is in force.")
        found.lifted_by, found.lifted_at = acting_user, timezone.now()
        found.save(update_fields=["lifted_by", "lifted_at"])
        record("review.stop_lifted", workspace=workspace, actor=acting_user.as_actor(), subject=found.id)
        _hint(workspace)
        waited = Delivery.objects.filter(workspace=workspace, status="pending", claimed_until=None)
        waited.update(next_attempt_at=timezone.now())  # the sweeper wakes them


def reasons(workspace: UUID, stops: Iterable[Stop]) -> dict[UUID, str]:
    """The written reasons of its stops, by id, read together; one that was erased is not among them."""
    written = {one.id: one.reason for one in stops if one.reason}
    texts = content.get_readable(workspace, written.values())
    return {identity: str(json.loads(texts[text])["reason"]) for identity, text in written.items() if text in texts}
