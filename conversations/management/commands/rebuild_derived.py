"""``manage.py rebuild_derived``: make anew what backups leave out. Run it after a restore; twice does no harm."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Workspace
from conversations import rebuilding


class Command(BaseCommand):
    help = "Makes the lines of lists and the index of documents anew, which backups leave out."

    def handle(self, *args: Any, **options: Any) -> None:
        for one in Workspace.objects.order_by("slug"):
            told = {"workspace": one.slug, "previews": rebuilding.previews(one.id), "documents": rebuilding.index(one.id)}
            self.stdout.write(json.dumps(told))
