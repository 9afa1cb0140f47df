"""``manage.py purge``: purge now what the rules of retention no longer keep, or say what would go."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Workspace
from conversations.memory import scope
from conversations.retention import purging
from kit.actor import Actor


class Command(BaseCommand):
    help = "Purges what the rules of retention no longer keep. Example: manage.py purge --workspace moss --dry-run"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", help="Only this one, by short name or id. Default: all.")
        parser.add_argument("--dry-run", action="store_true", help="Only count; nothing changes.")

    def handle(self, *args: Any, workspace: str | None = None, dry_run: bool = False, **options: Any) -> None:
        for one in Workspace.objects.order_by("slug") if workspace is None else [scope.workspace(workspace)]:
            for purged in purging.purge(one, dry_run=dry_run, actor=Actor("system", None, "command")):
                self.stdout.write(json.dumps({"workspace": one.slug, "dry_run": dry_run, **purged.as_json()}))
