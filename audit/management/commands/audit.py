"""``manage.py audit``: everything an auditor does from the shell. One subcommand is one module of ``audit.commands``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.commands import SUBCOMMANDS
from kit.commands import reached_database, speak_utf8


class Command(BaseCommand):
    help = "Verifies the ledger and checks its proofs. Example: manage.py audit verify --json"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        subparsers = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")
        for name, module in SUBCOMMANDS.items():
            subparser = subparsers.add_parser(name, help=module.HELP, description=f"{module.HELP} Example: {module.EXAMPLE}")
            module.add_arguments(subparser)

    def handle(self, *args: Any, subcommand: str, **options: Any) -> None:
        speak_utf8(self.stdout)
        with reached_database():
            whole = SUBCOMMANDS[subcommand].run(self.stdout, **options)
        if not whole:
            raise SystemExit(1)
