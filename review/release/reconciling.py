"""A call that may have been done is asked after before anything else: a service that can tell settles it without a person.

Done is recorded as done, also where the customer has written since or the policy is stricter by now: it has happened. What the service does
not know may still be on its way, so it is called again only where the tool promises one result for one key; else it is asked again for a
while, then a person is. Asking changes nothing there, needs no ruling, and waits while a stop is in force. Killed while asking, it is asked again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.errors import ContentErased, ContentMissing
from audit.recorder import record
from connectors.base import Said, ToolAdapter
from connectors.errors import ConnectorError
from connectors.models import Delivery
from connectors.send import tool_for
from kit.actor import SYSTEM
from review import locks, outbounds, stop, tools
from review.errors import Stopped
from review.models import Action
from review.release import ending
from review.release.starting import claimed, to_sending

logger = logging.getLogger(__name__)
LEFT_OPEN = {
    "absent": "The service knows of no such call, but may still carry it out.",
    "unclear": "The service does not say what became of the call.",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A delivery in the state ``sending`` whose service is asked; nothing is done there."""

    delivery: Delivery
    action: Action
    adapter: ToolAdapter
    arguments: Mapping[str, Any]


def settled(delivery_id: UUID, ticket: datetime | None) -> bool:
    """Whether nothing is left to be tried now. False: it is called (again) under a new ruling, as if it were due for the first time."""
    with transaction.atomic():
        asking = _begun(delivery_id, ticket)
    return asking if isinstance(asking, bool) else _ended(asking, _said(asking))


def _begun(delivery_id: UUID, ticket: datetime | None) -> Asking | bool:
    """Claimed under the locks of every writer, or what ``settled`` gives where nobody is to be asked."""
    action = Action.objects.get(id=Delivery.objects.values_list("action", flat=True).get(id=delivery_id))
    try:
        stop.require_none(action.workspace_id, action.id)
    except Stopped:
        return True
    locks.conversation(action.conversation_id)
    delivery = claimed(delivery_id, ticket)
    if delivery is None:
        return True
    tool = tools.named(action.workspace_id, action.tool)
    try:
        adapter, stored = tool_for(tool), outbounds.load(action.workspace_id, delivery.payload)
    except (ConnectorError, ContentErased, ContentMissing):
        return False  # the start of an attempt meets the same, and asks a person
    return _claim(delivery, action, adapter, stored.arguments) if adapter.can_reconcile else False


def _claim(delivery: Delivery, action: Action, adapter: ToolAdapter, arguments: Mapping[str, Any]) -> Asking:
    to_sending(delivery)
    record(
        "review.delivery_asked_after", workspace=action.workspace_id, actor=SYSTEM, subject=delivery.id, stream=action.conversation_id,
        data={"delivery": delivery.id, "action": action.id, "key": delivery.key, "attempt": delivery.attempts},
    )  # fmt: skip
    return Asking(delivery, action, adapter, arguments)


def _said(asking: Asking) -> Said:
    try:
        return asking.adapter.reconcile(asking.delivery.key, asking.arguments)
    except ConnectorError:
        return Said("unclear")
    except Exception:
        logger.exception("delivery.adapter_failed")
        return Said("unclear")


def _ended(asking: Asking, said: Said) -> bool:
    if said.word == "done":
        ending.sent_over_network(asking.delivery, asking.action, None, said.sent)
        return True
    with transaction.atomic():
        locks.conversation(asking.action.conversation_id)
        return not ending.still_ours(asking.delivery) or _open(asking, said)


def _open(asking: Asking, said: Said) -> bool:
    """Inside a transaction that holds the delivery: it was not done, or nobody knows yet."""
    delivery, action = asking.delivery, asking.action
    if said.word == "refused":
        refused = ConnectorError("The service says that it was not done.", code="not_done", permanent=True, answer=said.sent.answer)
        ending.fail(delivery, action, refused)
        return True
    problem = ConnectorError(LEFT_OPEN[said.word], code=said.word)
    if asking.adapter.tool.safe_to_repeat:
        ending.try_again(delivery, action, problem, timedelta(0))
        return False
    wait = asking.adapter.retry.wait(delivery.attempts)
    if wait:
        ending.try_again(delivery, action, problem, wait)
    else:
        ending.unknown(delivery, action, problem.message, problem.code)
    return True
