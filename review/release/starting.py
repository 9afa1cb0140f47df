"""Up to the committed intent: may this still leave? Everything here happens in one transaction, before the network is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit import content
from audit.errors import ContentErased, ContentMissing
from audit.recorder import record
from connectors.base import Hook, Retry, Sent
from connectors.errors import ConnectorError
from connectors.models import Delivery, Tool
from connectors.send import adapter_for, tool_for
from connectors.tools import spec
from connectors.tools.offering import spec_of
from connectors.types import Outbound
from conversations.models import Conversation
from kit.actor import SYSTEM
from policies.engine import Ruling
from policies.models import RulingRecord
from policies.rates import Taken
from review import digests, facts, holds, links, locks, outbounds, placeholders, rates, ruling_again, stop, tools
from review.errors import Stopped
from review.models import Action, Item
from review.release import carrying, ending, pacing, returning
from review.triage import applying

Status = Delivery.Status
LEASE = timedelta(minutes=3)
"""How long a worker may need for one send; longer than an adapter's timeout times its steps."""


class Perform(Protocol):
    """The adapter's send or the tool's call, with everything but the hook filled in."""

    def __call__(self, *, before_point_of_no_return: Hook) -> Sent: ...


@dataclass(frozen=True, slots=True)
class Intent:
    """A delivery in the state ``sending``, and how it is done. ``outbound`` is None for a tool call."""

    delivery: Delivery
    action: Action
    outbound: Outbound | None
    perform: Perform
    retry: Retry


def start(delivery_id: UUID, ticket: datetime | None = None, *, in_database: bool = False) -> Intent | None:
    """The committed intent to send, or None when there is nothing (more) to send now; the reason is on the rows.

    ``in_database``: the caller goes on to write the message in the same transaction.
    """
    found = Delivery.objects.filter(id=delivery_id, status=Status.PENDING).values_list("action", "workspace").first()
    if found is None:
        return None
    with transaction.atomic():
        try:
            stop.require_none(found[1], found[0])
        except Stopped:
            return None
        return _start(delivery_id, found[0], ticket, in_database)


def _start(delivery_id: UUID, action_id: UUID, ticket: datetime | None, in_database: bool) -> Intent | None:
    action = Action.objects.select_related("ruling").get(id=action_id)
    version = locks.conversation(action.conversation_id, to_change=in_database)
    item = Item.objects.select_for_update(of=("self",)).select_related("queue").filter(actions=action.id).first()
    delivery = claimed(delivery_id, ticket)
    if delivery is None:
        return None
    if version != action.conversation_version and not _own_turn_moved_it(action, version):
        if not _asked_instead(delivery, action, "The customer has written again since.", "superseded"):
            returning.supersede(action, delivery, item)
        return None
    return _checked(delivery, action, item)


def _own_turn_moved_it(action: Action, version: int | None) -> bool:
    """Only our own earlier deliveries of this very turn have bumped the version since."""
    siblings = Action.objects.filter(turn=action.turn, status=Action.Status.DONE, kind=Action.Kind.REPLY).exclude(id=action.id)
    return version is not None and action.turn is not None and version - action.conversation_version == siblings.count()


def claimed(delivery_id: UUID, ticket: datetime | None) -> Delivery | None:
    """Locked, and only when it is due and nobody else is at it."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = Q(next_attempt_at__lte=now) | Q(next_attempt_at=ticket)
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("channel")
    return rows.filter(due, free, id=delivery_id, status=Status.PENDING).first()


def _checked(delivery: Delivery, action: Action, item: Item | None) -> Intent | None:
    try:
        stored = outbounds.load(action.workspace_id, delivery.payload)
    except (ContentErased, ContentMissing):
        ending.fail(delivery, action, ConnectorError("Its content was erased.", code="erased", permanent=True))
        return None
    if _rejected(item):
        if not _asked_instead(delivery, action, "It was rejected.", "rejected"):
            returning.rejected(delivery, action)
        return None
    conversation = facts.conversation_for(action.conversation_id)
    reason = _differs(action, stored) or _unagreed(action, item) or _taken_over(conversation, item)
    if reason:
        if not _asked_instead(delivery, action, reason, "content"):
            returning.give_back(delivery, action, item, conversation, reason, code="content")
        return None
    ruling, row = ruling_again.rule_again(action, conversation, stored)
    reason = _stricter(ruling, row, item)
    if not reason and item is None and (abroad := _abroad(stored, conversation)):
        if not _asked_instead(delivery, action, abroad, "content"):
            returning.give_back(delivery, action, item, conversation, abroad, code="content")
        return None
    if reason:
        if not _asked_instead(delivery, action, reason, "policy"):
            returning.ruled_stricter(delivery, action, item, conversation, ruling, row, reason)
        return None
    return _intent(delivery, action, conversation, stored, item, row)


def _stricter(ruling: Ruling, row: RulingRecord, item: Item | None) -> str:
    """Of what leaves by itself a limit is told by its name, not as a rule."""
    reason = ruling_again.stricter(ruling, item)
    if not reason or item is not None or ruling.effect != "review":
        return reason
    return holds.at_the_limit(content.get_json(row.workspace_id, row.facts).get("rate", {})) or reason


def _abroad(stored: outbounds.Stored, conversation: Conversation) -> str:
    """The channel's list may have changed since the gate let it pass; nobody has seen what leaves by itself."""
    found = links.foreign(links.hosts_of(stored.outbound), links.allowed_by(conversation.channel)) if stored.outbound else []
    return holds.leads_to(found) if found else ""


def _asked_instead(delivery: Delivery, action: Action, reason: str, code: str) -> bool:
    """Whether it may have been done by an earlier attempt: then it is not set aside as if it had not, a person is asked."""
    if delivery.unclear_since:
        ending.unknown(delivery, action, f"It may have been done, and was not repeated: {reason}", code)
    return delivery.unclear_since is not None


def _differs(action: Action, stored: outbounds.Stored) -> str:
    if digests.of_action(stored.kind, stored.tool, stored.outbound, stored.arguments) != action.digest:
        return "The stored content is not what was agreed to."
    if placeholders.left_in(stored.outbound, stored.arguments):
        return "The draft still holds a placeholder for personal data."
    return ""


def _rejected(item: Item | None) -> bool:
    """A no is the end: what should still stand at the door is not put before people a second time."""
    return item is not None and item.kind == Item.Kind.APPROVAL and item.status == Item.Status.REJECTED


def _unagreed(action: Action, item: Item | None) -> str:
    if action.status != Action.Status.ALLOWED:
        return "Nobody has let this leave."
    if item is None or item.kind != Item.Kind.APPROVAL:
        return ""
    agreed = item.status in (Item.Status.APPROVED, Item.Status.EDITED) and item.approvals_given >= item.approvals_needed
    return "" if agreed else "Not enough people have agreed."


def _taken_over(conversation: Conversation, item: Item | None) -> str:
    """An agent does not talk over a person; what a person has agreed to may leave."""
    return "A person has taken over this conversation." if item is None and conversation.taken_over_by_id else ""


def _intent(
    delivery: Delivery, action: Action, conversation: Conversation, stored: outbounds.Stored, item: Item | None, row: RulingRecord
) -> Intent | None:
    try:
        perform, retry = _sorting(action, conversation, stored) if action.kind == Action.Kind.TRIAGE else (None, Retry())
        if perform is None:
            perform, retry = _way(delivery, stored)
    except ConnectorError as problem:
        if not _asked_instead(delivery, action, problem.message, problem.code):
            ending.fail(delivery, action, problem)
        return None
    taken = None if rates.stays(stored.kind, stored.outbound) else rates.take(action, conversation, stored, approved=item is not None)
    if taken and not taken.may_leave:
        _no_room(delivery, action, conversation, stored, item, taken)
        return None
    to_sending(delivery)
    record(
        "review.delivery_started", workspace=delivery.workspace_id, actor=SYSTEM, subject=delivery.id, stream=conversation.id,
        data={
            "delivery": delivery.id, "action": action.id, "digest": action.digest, "key": delivery.key, "attempt": delivery.attempts,
            "channel": delivery.channel_id, "ruling": row.id,
        },
    )  # fmt: skip
    return Intent(delivery, action, stored.outbound, perform, retry)


def _no_room(
    delivery: Delivery, action: Action, conversation: Conversation, stored: outbounds.Stored, item: Item | None, taken: Taken
) -> None:
    """Others were faster since it was ruled on. What leaves by itself goes to a person, with a ruling that says so; what one has agreed to waits."""
    if item is not None:
        pacing.wait(delivery, action, taken)
        return
    ruling, row = ruling_again.rule_again(action, conversation, stored, rate=taken.facts)
    reason = holds.at_the_limit(taken.facts)
    if not _asked_instead(delivery, action, reason, "rate_limit"):
        returning.ruled_stricter(delivery, action, item, conversation, ruling, row, reason)


def _sorting(action: Action, conversation: Conversation, stored: outbounds.Stored) -> tuple[Perform | None, Retry]:
    """Triage that stays in the house is done right here. Raises a permanent ConnectorError where it cannot be done as things stand."""
    reason = applying.fault(conversation, stored.tool, stored.arguments)
    if reason:
        raise ConnectorError(reason, code="moved_on", permanent=True)
    return (None if stored.outbound else partial(carrying.carry_out, action, stored)), Retry()


def _way(delivery: Delivery, stored: outbounds.Stored) -> tuple[Perform, Retry]:
    if stored.outbound is None:
        tool = tools.named(delivery.workspace_id, stored.tool)
        if delivery.unclear_since and tool and not tool.safe_to_repeat:
            raise ConnectorError("The tool does not say that a call may be repeated.", code="not_repeatable", permanent=True)
        return tool_way(tool, delivery.key, stored.arguments)
    adapter = adapter_for(delivery.channel)
    return partial(adapter.send, delivery, stored.outbound), adapter.retry


def tool_way(tool: Tool | None, key: str, arguments: Mapping[str, Any]) -> tuple[Perform, Retry]:
    """Raises a permanent ConnectorError where there is no such tool (any more) or the arguments do not fit it as it is now."""
    adapter = tool_for(tool)
    fault = spec.fault(spec_of(adapter.tool), arguments)
    if fault:
        raise ConnectorError("The arguments do not fit the tool as it is now.", code="arguments", permanent=True)
    return partial(adapter.call, key, arguments), adapter.retry


def to_sending(delivery: Delivery) -> None:
    """The compare-and-set that only one worker can win."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE connectors_delivery SET status = 'sending', attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => %s),
                      passed_point_of_no_return_at = NULL, error = ''
               WHERE id = %s AND status = 'pending' RETURNING attempts, claimed_until""",
            [LEASE.total_seconds(), delivery.id],
        )
        delivery.attempts, delivery.claimed_until = cursor.fetchone()
    delivery.status = Status.SENDING
