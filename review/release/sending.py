"""One attempt to send one delivery. The network is touched only between two transactions."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from connectors import registry
from connectors.base import Hook
from connectors.errors import ConnectorError
from connectors.models import Delivery
from connectors.send import Sent
from kit import correlation
from review import stop
from review.errors import Stopped
from review.models import Action
from review.release import ending, reconciling
from review.release.starting import Intent, start

logger = logging.getLogger(__name__)


def send(delivery_id: UUID, *, ticket: datetime | None = None) -> str:
    """Send what may leave; the delivery's status afterwards ("" when it is gone). Any number of calls send at most once.

    A delivery is tried when its time has come, or for the ``ticket`` of the sweeper that found it due and moved its time there.

    A database act (chat, triage) starts, sends and ends in one transaction, so it happens exactly once.
    """
    wanted = Action.objects.filter(id=OuterRef("action")).values("kind")
    told = ("correlation_id", "channel__kind", Subquery(wanted), "unclear_since")
    known = Delivery.objects.filter(id=delivery_id).values_list(*told).first()
    if known is None:
        return ""
    cause, adapter = known[0], registry.kinds().get(known[1])
    sorts = known[2] == Action.Kind.TRIAGE and known[1] is None  # a forward has its channel
    with correlation.bind(cause):
        if sorts or (adapter and adapter.capabilities.in_database):
            _in_database(delivery_id, ticket)
        elif not known[3] or not reconciling.settled(delivery_id, ticket):
            _over_the_network(delivery_id, ticket)
    return Delivery.objects.values_list("status", flat=True).get(id=delivery_id)


def _in_database(delivery_id: UUID, ticket: datetime | None) -> None:
    with transaction.atomic():
        intent = start(delivery_id, ticket, in_database=True)
        if intent is not None:
            ending.sent(intent.delivery, intent.action, intent.outbound, _attempt(intent, lambda: None))


def _over_the_network(delivery_id: UUID, ticket: datetime | None) -> None:
    intent = start(delivery_id, ticket)
    if intent is None:
        return
    try:
        sent = _attempt(intent, lambda: pass_point_of_no_return(intent))
    except ConnectorError as problem:
        ending.failed_attempt(intent.delivery, intent.action, intent.retry, problem)
    else:
        ending.sent_over_network(intent.delivery, intent.action, intent.outbound, sent)


def _attempt(intent: Intent, hook: Hook) -> Sent:
    """What the adapter says. An error that is none of its own is unknown once the point was passed, else worth another try."""
    try:
        return intent.perform(before_point_of_no_return=hook)
    except ConnectorError:
        raise
    except Stopped as problem:
        raise ConnectorError("An emergency stop came before it had left.", code="stopped") from problem
    except Exception as problem:
        logger.exception("delivery.adapter_failed")
        passed = Delivery.objects.filter(id=intent.delivery.id, passed_point_of_no_return_at__isnull=False).exists()
        raise ConnectorError("The connector failed unexpectedly.", code="defect", unknown=passed) from problem


def pass_point_of_no_return(intent: Intent) -> None:
    """Committed right before the byte after which it may have left. Raises when a stop is in force or the claim was lost."""
    with transaction.atomic():
        stop.require_none(intent.delivery.workspace_id, intent.action.id)
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE connectors_delivery SET passed_point_of_no_return_at = clock_timestamp()
                   WHERE id = %s AND status = 'sending' AND attempts = %s AND claimed_until > clock_timestamp()
                     AND passed_point_of_no_return_at IS NULL""",
                [intent.delivery.id, intent.delivery.attempts],
            )
            if cursor.rowcount != 1:
                raise ConnectorError("This attempt took too long; another one has taken over.", code="lost_claim")
