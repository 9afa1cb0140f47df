"""The Celery application: ``celery -A portal worker``."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("countersign", fixups=["portal.worker_connections:fixup"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def leave_logging_alone(**kwargs: Any) -> None:
    """Django's LOGGING is in force in workers, too; a receiver here keeps Celery from adding its own."""
