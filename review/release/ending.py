"""How an attempt ends: sent, to be tried again, failed for good, or unknown. Lock order: conversation, item, delivery."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit.content import ContentRef
from audit.recorder import record
from connectors.base import Retry, Sent
from connectors.errors import ConnectorError
from connectors.models import Delivery, Tool
from connectors.send import tool_for
from connectors.types import Outbound
from conversations import outbound as conversation_outbound
from conversations.models import HandOff
from kit import events, hub
from kit.actor import SYSTEM, Actor
from kit.scrub import scrub
from review import deliveries, facts, locks, tools, verdicts
from review.models import Action, Decision, Item
from review.release import results
from review.superseding import supersede_older
from review.triage import applying

Status = Delivery.Status
logger = logging.getLogger(__name__)
OPEN = (Status.PENDING, Status.SENDING)
LATE = (Status.SENDING, Status.UNKNOWN)
"""From where an answer of the other side may still make a delivery sent."""
_NO_CODE = re.compile(r"[^a-z0-9_]")
PAUSE_WHILE_STOPPED = timedelta(seconds=30)


@transaction.atomic
def sent_over_network(delivery: Delivery, action: Action, outbound: Outbound | None, result: Sent) -> None:
    """Also when the answer came so late that a person was asked already: their item is closed, unless they have settled it."""
    locks.conversation(action.conversation_id, to_change=True)
    asked = (
        Item.objects.select_for_update().filter(about=action, kind=Item.Kind.DELIVERY_UNKNOWN, status__in=("waiting", "claimed")).first()
    )
    if not Delivery.objects.select_for_update().filter(id=delivery.id, status__in=LATE, attempts=delivery.attempts).exists():
        logger.warning("delivery.sent_but_settled")
        return
    if asked is not None:
        asked.status, asked.decided_at, asked.lease_until = Item.Status.DONE, timezone.now(), None
        asked.save(update_fields=["status", "decided_at", "lease_until"])
    sent(delivery, action, outbound, result)


def sent(delivery: Delivery, action: Action, outbound: Outbound | None, result: Sent) -> None:
    """Inside a transaction: the conversation gets its message, the delivery its end, the rest of the turn its turn."""
    if outbound is not None and action.kind == Action.Kind.REPLY:
        conversation_outbound.record_delivered(
            action.conversation_id, action=action.id, outbound=outbound, external_id=result.external_id, tls=result.tls,
            actor=sender_of(action),
        )  # fmt: skip
        supersede_older(action.conversation_id, spare=action.turn)
    _finish(delivery, Status.SENT, LATE, external_id=result.external_id, tls=result.tls)
    answer = results.kept(action, result.answer)
    _done(action, Action.Status.DONE)
    if action.kind == Action.Kind.TRIAGE and outbound is not None:
        applying.told(action, sender_of(action), "review.triage_done")
    data = {"key": delivery.key, "tls": result.tls, "channel": delivery.channel_id, **results.paid(action, delivery.id)}
    _entry("review.delivery_sent", delivery, action, data | ({"code": "unexpected_answer"} if result.fault else {}), answer)
    events.publish("review.action_done", workspace=action.workspace_id, subject=action.id)
    _release_reply(action)


def sender_of(action: Action) -> Actor:
    """Who is behind what left: the last person who agreed, else the agent."""
    agreed = Decision.objects.filter(item__actions=action.id, verdict__in=("approve", "edit", "write"))
    last = agreed.order_by("-created_at").first()
    if last:
        return Actor(kind="user", id=last.user_id, auth="decision")
    return Actor(kind="agent", id=action.agent, auth="worker") if action.agent else SYSTEM


def _release_reply(action: Action) -> None:
    """When the last tool of a turn has succeeded, its reply may leave."""
    if action.kind != Action.Kind.TOOL or action.turn is None:
        return
    turn = Action.objects.filter(turn=action.turn, inline=False)
    if turn.filter(kind=Action.Kind.TOOL).exclude(status=Action.Status.DONE).exists():
        return
    replies = turn.filter(kind=Action.Kind.REPLY, status=Action.Status.ALLOWED).values("id")
    waiting = list(Delivery.objects.filter(action__in=replies, status=Status.HELD).values_list("id", flat=True))
    Delivery.objects.filter(id__in=waiting, status=Status.HELD).update(status=Status.PENDING, next_attempt_at=timezone.now())
    deliveries.wake_after_commit(waiting)


@transaction.atomic
def failed_attempt(delivery: Delivery, action: Action, retry: Retry, problem: ConnectorError) -> None:
    """Unknown asks a person; permanent or too often gives up and says so; else it is tried again later."""
    locks.conversation(action.conversation_id)
    if not still_ours(delivery):
        return
    if problem.unknown:
        repeat_or_ask(delivery, action, problem, retry)
    elif problem.code == "stopped":
        try_again(delivery, action, problem, PAUSE_WHILE_STOPPED)
    else:
        wait = None if problem.permanent else retry.wait(delivery.attempts)
        if wait:
            try_again(delivery, action, problem, wait)
        elif delivery.unclear_since and not problem.permanent:
            unknown(delivery, action, problem.message, problem.code)
        else:
            fail(delivery, action, problem)


def repeat_or_ask(delivery: Delivery, action: Action, problem: ConnectorError, retry: Retry) -> None:
    """Inside a transaction: it may have been done. A service that can tell is asked; only one that promises the same result for the
    same key is called again (see ``reconciling``)."""
    tool = tools.named(action.workspace_id, action.tool) if action.kind == Action.Kind.TOOL else None
    wait = retry.wait(delivery.attempts) if tool and (tool.safe_to_repeat or _can_tell(tool)) else None
    if wait is None:
        unknown(delivery, action, problem.message, problem.code)
        return
    Delivery.objects.filter(id=delivery.id, unclear_since=None).update(unclear_since=timezone.now())
    try_again(delivery, action, problem, wait)


def _can_tell(tool: Tool) -> bool:
    try:
        return tool_for(tool).can_reconcile
    except ConnectorError:
        return False


def still_ours(delivery: Delivery) -> bool:
    return Delivery.objects.select_for_update().filter(id=delivery.id, status=Status.SENDING, attempts=delivery.attempts).exists()


def try_again(delivery: Delivery, action: Action, problem: ConnectorError, wait: timedelta) -> None:
    due = timezone.now() + wait
    Delivery.objects.filter(id=delivery.id).update(
        status=Status.PENDING, next_attempt_at=due, claimed_until=None, passed_point_of_no_return_at=None, error=_coded(problem.code)
    )
    _entry("review.delivery_retried", delivery, action, {"attempt": delivery.attempts, "code": problem.code, "next_attempt": due})


def fail(delivery: Delivery, action: Action, problem: ConnectorError) -> None:
    """Inside a transaction: it did not leave and will not. A person takes over; the reply behind a failed tool stays here."""
    _finish(delivery, Status.FAILED, error=_coded(problem.code))
    answer = results.kept(action, problem.answer)
    _done(action, Action.Status.FAILED)
    data = {"attempt": delivery.attempts, "code": problem.code, "permanent": problem.permanent}
    _entry("review.delivery_failed", delivery, action, data, answer)
    _ask(action, Item.Kind.HAND_OFF, HandOff.Reason.DELIVERY_FAILED, problem.message)
    _hold_back_reply(action)


def unknown(delivery: Delivery, action: Action, message: str, code: str) -> None:
    """Inside a transaction: nobody knows whether it left, so nothing is tried again until a person says so."""
    _finish(delivery, Status.UNKNOWN, error=_coded(code))
    _done(action, Action.Status.UNKNOWN)
    _entry("review.delivery_unknown", delivery, action, {"attempt": delivery.attempts, "code": code})
    _ask(action, Item.Kind.DELIVERY_UNKNOWN, HandOff.Reason.DELIVERY_UNKNOWN, message)
    _hold_back_reply(action)


def _hold_back_reply(action: Action) -> None:
    """A reply must not claim what its tool did not do."""
    if action.kind != Action.Kind.TOOL or action.turn is None:
        return
    replies = Action.objects.filter(turn=action.turn, kind=Action.Kind.REPLY, status=Action.Status.ALLOWED)
    for reply in replies:
        Delivery.objects.filter(action=reply.id, status=Status.HELD).update(status=Status.CANCELLED, finished_at=timezone.now())
        _done(reply, Action.Status.SUPERSEDED)


def _ask(action: Action, kind: str, reason: str, because: str) -> None:
    conversation = facts.conversation_for(action.conversation_id)
    queue = action.item.queue.slug if action.item else ""
    verdicts.open_item(
        conversation, kind, queue=queue, rules=[], urgency="high", turn=action.turn, actor=SYSTEM, reason=reason,
        content_digest=action.digest, because=scrub(because), about=action,
    )  # fmt: skip


def _finish(delivery: Delivery, status: str, before: tuple[str, ...] = OPEN, **values: str) -> None:
    """Compare-and-set to an end; the caller holds the row and has looked at it."""
    rows = Delivery.objects.filter(id=delivery.id, status__in=before)
    if not rows.update(status=status, finished_at=timezone.now(), claimed_until=None, **values):
        raise RuntimeError(f"delivery {delivery.id} cannot become {status}")
    delivery.status = status


def _coded(code: str) -> str:
    """What stands in the row quotes nobody, whatever a connector calls its errors."""
    return _NO_CODE.sub("_", code.lower())[:40]


def _done(action: Action, status: str) -> None:
    action.status, action.finished_at = status, timezone.now()
    action.save(update_fields=["status", "finished_at", "result"])


def _entry(event: str, delivery: Delivery, action: Action, data: dict[str, object], answer: ContentRef | None = None) -> None:
    record(
        event, workspace=action.workspace_id, actor=SYSTEM, subject=delivery.id, stream=action.conversation_id,
        data={"delivery": delivery.id, "action": action.id, **data}, content={"answer": answer} if answer else {},
    )  # fmt: skip
    hub.hint(f"workspace:{action.workspace_id}:review", type="delivery", id=str(delivery.id))
