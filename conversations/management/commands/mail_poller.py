"""``manage.py mail_poller``: reads the mailboxes of all e-mail channels that name an IMAP server."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from connectors.channels.email.inbox import opened
from connectors.errors import ConnectorError
from conversations.mail import mailboxes
from conversations.mail.polling import Poller, settings_of


class Command(BaseCommand):
    help = "Reads mailboxes by IMAP until it is stopped; --once reads each of them once. Example: manage.py mail_poller --once"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="read what is there, then stop; status 1 if a mailbox failed")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            read = [self.read(channel) for channel in mailboxes.polled()]
            if not all(read):
                raise SystemExit(1)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.say("Mailboxes are being read.")
        Poller().run(stop)
        self.say("Mailbox poller stopped.")

    def read(self, channel: Any) -> bool:
        try:
            with opened(settings_of(channel)) as inbox:
                self.say(f"{channel.name}: {mailboxes.read_new(channel, inbox)} read")
        except ConnectorError as problem:
            mailboxes.note_failure(channel, problem)
            self.say(f"{channel.name}: {problem.message}")
            return False
        return True

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
