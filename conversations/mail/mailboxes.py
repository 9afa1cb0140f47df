"""Polling: one round of a mailbox, and how far it has been read. What was read once is not read again, also after a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connectors.channels.email.inbox import Inbox
from connectors.errors import ConnectorError
from connectors.models import Channel, MailboxState
from conversations.mail import taking
from conversations.mail.taking import Hop

logger = logging.getLogger(__name__)
OVERLAP = timedelta(days=2)
"""When a server numbers anew, mail since the last look less this is read again; what is known is known."""


def polled() -> list[Channel]:
    """Active e-mail channels that name an IMAP server."""
    rows = Channel.objects.filter(kind="email", is_active=True).order_by("id")
    return [one for one in rows if one.parameters.get("imap_host")]


def read_new(channel: Channel, inbox: Inbox, stop: Callable[[], bool] = lambda: False) -> int:
    """Take in what came since the last time; how many messages. A first look takes what is unread.

    Raises ConnectorError when the mailbox fails and DatabaseError when the database does; a bad mail raises nothing.
    """
    state, _ = MailboxState.objects.get_or_create(channel=channel)
    newest = inbox.newest() if state.uid_validity != inbox.uid_validity else 0  # before the search: what comes between is above it
    uids = _anew(state, inbox) if newest else inbox.after(state.last_uid)
    count = 0
    for uid in uids:
        if stop():
            return count
        count += _take(channel, inbox, uid)
        if not newest:
            _advance(channel, uid)
    _seen(channel, inbox, newest)
    return count


def _anew(state: MailboxState, inbox: Inbox) -> list[int]:
    """All unread mail of a mailbox that is looked at for the first time; else whatever may have come since the last look."""
    return inbox.since((state.checked_at - OVERLAP).date()) if state.uid_validity and state.checked_at else inbox.unread()


def _take(channel: Channel, inbox: Inbox, uid: int) -> int:
    raw = inbox.fetch(uid, settings.MAIL_SIZE_LIMIT)
    if raw is None:
        return 0
    taking.take(channel, raw, Hop(tls=inbox.tls, cut=len(raw) > settings.MAIL_SIZE_LIMIT))
    return 1


def _advance(channel: Channel, uid: int) -> None:
    MailboxState.objects.filter(channel=channel, last_uid__lt=uid).update(last_uid=uid)


@transaction.atomic
def _seen(channel: Channel, inbox: Inbox, newest: int) -> None:
    """All is well, and this was the numbering. ``newest``: the highest id when it began anew."""
    state = MailboxState.objects.select_for_update().get(channel=channel)
    if newest or state.uid_validity != inbox.uid_validity:
        state.uid_validity, state.last_uid = inbox.uid_validity, newest
    state.checked_at, state.failures, state.error, state.tls = timezone.now(), 0, "", inbox.tls
    state.save()


def note_failure(channel: Channel, problem: ConnectorError) -> int:
    """Keep what went wrong beside the mailbox; how often in a row it did."""
    with transaction.atomic():
        state, _ = MailboxState.objects.select_for_update().get_or_create(channel=channel)
        state.failures, state.error = state.failures + 1, problem.message[:300]
        state.save(update_fields=["failures", "error"])
    logger.warning("mail.mailbox_failed", extra={"code": problem.code})
    return state.failures
