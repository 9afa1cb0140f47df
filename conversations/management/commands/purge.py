"""``manage.py purge``: purge now what the rules of retention no longer keep, or say what would go."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workspace
from conversations.retention import purging
from kit.actor import Actor


class Command(BaseCommand):
    help = "Purges what the rules of retention no longer keep. Example: manage.py purge --workspace moss --dry-run"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SHORT-NAME", help="Only this one. Default: all.")
        parser.add_argument("--dry-run", action="store_true", help="Only count; nothing changes.")

    def handle(self, *args: Any, workspace: str | None = None, dry_run: bool = False, **options: Any) -> None:
        rows = Workspace.objects.order_by("slug")
        found = list(rows.filter(slug=workspace) if workspace else rows)
        if not found:
            raise CommandError("There is no such workspace.")
        for one in found:
            for purged in purging.purge(one, dry_run=dry_run, actor=Actor("system", None, "command")):
                self.stdout.write(json.dumps({"workspace": one.slug, "dry_run": dry_run, **purged.as_json()}))
