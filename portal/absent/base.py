"""PostgreSQL's engine in all but the connection."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.management.base import CommandError
from django.db import OperationalError
from django.db.backends.postgresql import base

MESSAGE = "No database is running: start it with `make up`, or set DATABASE_URL."


class ServicesMissing(CommandError, OperationalError):
    """Raised on the first connection; a command prints it as one line and exits with status 1.

    Being an OperationalError, too, it lets `makemigrations` go on, which only warns when no database is there.
    """


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> NoReturn:
        raise ServicesMissing(MESSAGE)

    def get_new_connection(self, conn_params: Any) -> NoReturn:
        raise ServicesMissing(MESSAGE)
