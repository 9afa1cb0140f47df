"""Celery's side of Django, with two differences: a worker keeps its database connection from task to task, and finds it by its thread alone.

Celery closes it before and after each task, whatever CONN_MAX_AGE says: a process to start, a log-in, and every statement planned anew.
"""

from __future__ import annotations

import threading
from typing import Any

from celery import Celery, signals
from celery.fixups import django
from django.db import close_old_connections, connections
from django.utils.connection import BaseConnectionHandler


def fixup(app: Celery) -> django.DjangoFixup | None:
    """A forked worker still begins without the connections of its parent: that is another of Celery's hooks."""
    found = django.fixup(app)

    def keep(**unused: Any) -> None:
        """As around a web request: what is too old or broken is closed, a pooled one goes back, the rest stays and is looked after."""
        if found is not None:
            found.worker_fixup.close_database = close_old_connections
        of_threads(connections)

    signals.worker_init.connect(keep, weak=False)
    return found


def of_threads(handler: BaseConnectionHandler[Any]) -> None:
    """Keep connections by thread, as Django does where no event loop runs, without asking each time whether one does.

    A turn asks a hundred times for its connection, and "no" is an exception: a millisecond of its thirty. No thread of a worker runs a loop.
    """
    handler.close_all()
    handler._connections = threading.local()  # type: ignore[attr-defined]  # Django offers no way to choose
