"""``manage.py backup --content DIR --keys DIR``: dump the database and, apart from it, the wrapped keys."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit.actor import Actor
from kit.errors import CountersignError
from portal.backup import back_up


class Command(BaseCommand):
    help = "Dumps the database without wrapped keys, and these into another folder where they live for COUNTERSIGN_KEY_BACKUP_DAYS at most."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--content", type=Path, required=True, metavar="DIR", help="Keep as long as you like.")
        parser.add_argument(
            "--keys", type=Path, required=True, metavar="DIR", help="Older dumps in it are deleted. Not with the other one."
        )

    def handle(self, *args: Any, content: Path, keys: Path, **options: Any) -> None:
        try:
            made = back_up(content, keys, actor=Actor("system", None, "command"))
        except CountersignError as error:
            raise CommandError(error.message) from None
        self.stdout.write(json.dumps(made.as_json()))
