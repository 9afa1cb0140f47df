"""``manage.py sealer``: the process that seals the ledger."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import sealer


class Command(BaseCommand):
    help = "Seals the ledger until it is stopped (one per database; more of them wait as reserves)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Seal what is ready, then stop.")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write(f"{self._once()} sealed")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sealer.run(stop.is_set, self._say)

    def _once(self) -> int:
        count = sealer.once()
        if count is None:
            raise CommandError("Another sealer is at work on this database; it needs no help.")
        return count

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
