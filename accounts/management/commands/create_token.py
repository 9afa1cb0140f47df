"""``manage.py create_token``: an API token for a member, printed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import tokens
from accounts.models import User, Workspace
from accounts.scopes import SCOPES
from kit.errors import CountersignError


class Command(BaseCommand):
    help = (
        "Make an API token and print it once. Example: manage.py create_token --user mara@example.org --workspace acme "
        "--scopes items:read,items:decide"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="e-mail address of a member")
        parser.add_argument("--workspace", required=True, help="short name of the workspace")
        parser.add_argument("--scopes", required=True, help=f"separated by commas, or all: {', '.join(SCOPES)}")
        parser.add_argument("--name", default="", help="what it is for")
        parser.add_argument("--days", type=int, default=tokens.DEFAULT.days, help="days until it ends (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["user"].strip().lower()).first()
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if user is None or workspace is None:
            raise CommandError("There is no such user." if user is None else "There is no such workspace.")
        words = list(SCOPES) if options["scopes"] == "all" else options["scopes"].split(",")
        try:
            row, token = tokens.create(
                user, workspace, words, name=options["name"] or "shell", acting_user=None, lifetime=timedelta(days=options["days"])
            )
        except CountersignError as error:
            raise CommandError(error.message) from error
        self.stderr.write(f"For {user} in {workspace}: {', '.join(row.scopes)}; until {row.expiry:%Y-%m-%d}. It is shown only now:")
        self.stdout.write(token)
