"""Migrate, and fill an empty installation with the sample workspace: one process, because every start costs a second."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from portal.loading import renewing


class Command(BaseCommand):
    help = "Bring the database up to date; on an empty one load the sample workspace. `up` runs it; in production run `migrate`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-sample", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            lines = str(error).strip().splitlines() or ["no reason given"]
            raise CommandError(
                f"The database cannot be reached ({lines[0]}). Check DATABASE_URL, and that PostgreSQL runs there."
            ) from None
        call_command("migrate", interactive=False, verbosity=0)
        if not options["no_sample"] and not self.holds_a_workspace():
            call_command("load_sample", later=True, stdout=self.stdout)
        elif renewed := renewing.tools():
            self.stdout.write(f"Tools of the sample were brought up to date: {', '.join(renewed)}.")

    def holds_a_workspace(self) -> bool:
        return bool(apps.get_model("accounts", "Workspace")._default_manager.exists())
