"""The poller as a process: a thread a mailbox, each with its own pace of trying again; the list of mailboxes is looked at anew."""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, connection

from connectors.channels.email.adapter import EmailAdapter
from connectors.channels.email.inbox import Inbox, opened
from connectors.channels.email.settings import EmailParameters
from connectors.credentials import secrets_of
from connectors.errors import ConnectorError
from connectors.models import Channel
from conversations.mail import mailboxes

logger = logging.getLogger(__name__)
RESCAN = 15.0
"""Seconds between two looks at which mailboxes there are."""

PAUSE = 20.0
"""Seconds between two looks into a mailbox that cannot tell by itself (no IDLE)."""

IDLE = 300.0
"""Seconds of waiting for the server to tell; shorter than firewalls forget (RFC 2177 asks for less than 29 minutes)."""

FIRST_WAIT, LONGEST_WAIT = 2.0, 600.0


def wait_after(failures: int) -> float:
    """Seconds until the next try: doubling, at most ten minutes, with jitter."""
    full: float = min(FIRST_WAIT * 2.0 ** min(max(failures, 1) - 1, 20), LONGEST_WAIT)
    return full * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


@dataclass
class Watch:
    """One mailbox and the thread that reads it; it ends when ``stop`` is set or its channel changes."""

    channel: Channel
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.shape = shape(self.channel)
        self.thread = threading.Thread(target=self.run, name=f"mailbox {self.channel.id}", daemon=True)
        self.thread.start()

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.stop.wait(self.once())
        finally:
            connection.close()

    def once(self) -> float:
        """Read until something fails; seconds to wait before the next try."""
        try:
            with opened(settings_of(self.channel)) as inbox:
                self._read(inbox)
            return 0.0
        except ConnectorError as problem:
            return self._failed(problem)
        except DatabaseError:
            connection.close()
            logger.warning("mail.database_away")
            return wait_after(3)
        except Exception:
            logger.exception("mail.poller_failed")
            return wait_after(6)

    def _failed(self, problem: ConnectorError) -> float:
        try:
            return wait_after(mailboxes.note_failure(self.channel, problem))
        except DatabaseError:
            connection.close()
            return wait_after(3)

    def _read(self, inbox: Inbox) -> None:
        while not self.stop.is_set():
            mailboxes.read_new(self.channel, inbox, self.stop.is_set)
            if inbox.can_idle:
                inbox.wait(IDLE, self.stop.is_set)
            else:
                self.stop.wait(PAUSE)


def settings_of(channel: Channel) -> EmailParameters:
    """With its secrets. Raises ConnectorError when they do not fit."""
    found: EmailParameters = EmailAdapter(channel, secrets_of(channel, EmailAdapter.sensitive)).settings
    return found


def shape(channel: Channel) -> tuple[str, ...]:
    """What a watch depends on: when it changes, the mailbox is opened anew."""
    stamps = channel.credentials.order_by("name").values_list("name", "updated_at")
    return (repr(sorted(channel.parameters.items())), *(f"{name} {when}" for name, when in stamps))


class Poller:
    """All mailboxes. ``rescan`` starts what is new or changed and stops what is gone."""

    def __init__(self) -> None:
        self.watches: dict[UUID, Watch] = {}
        self.leaving: list[Watch] = []

    def rescan(self) -> None:
        wanted = {one.id: one for one in mailboxes.polled()}
        for identity, watch in list(self.watches.items()):
            if identity not in wanted or shape(wanted[identity]) != watch.shape:
                watch.stop.set()
                self.leaving.append(self.watches.pop(identity))
        self.leaving = [watch for watch in self.leaving if watch.thread.is_alive()]
        for identity, channel in wanted.items():
            if identity not in self.watches:
                self.watches[identity] = Watch(channel)

    def run(self, stop: threading.Event) -> None:
        """Until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                self.rescan()
            except DatabaseError:
                connection.close()
                logger.warning("mail.database_away")
            stop.wait(RESCAN)
        self.end()
        connection.close()

    def end(self) -> None:
        for watch in self.watches.values():
            watch.stop.set()
        for watch in (*self.watches.values(), *self.leaving):
            watch.thread.join(10)
