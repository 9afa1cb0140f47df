"""Celery's side of Django, with one difference: a worker keeps its database connection from task to task.

Celery closes it before and after each task, whatever CONN_MAX_AGE says: a process to start, a log-in, and every statement planned anew.
"""

from __future__ import annotations

from typing import Any

from celery import Celery, signals
from celery.fixups import django
from django.db import close_old_connections


def fixup(app: Celery) -> django.DjangoFixup | None:
    """A forked worker still begins without the connections of its parent: that is another of Celery's hooks."""
    found = django.fixup(app)

    def keep(**unused: Any) -> None:
        """As around a web request: what is too old or broken is closed, a pooled one goes back, the rest stays and is looked after."""
        if found is not None:
            found.worker_fixup.close_database = close_old_connections

    signals.worker_init.connect(keep, weak=False)
    return found
