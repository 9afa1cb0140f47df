"""Versions of agents as a test wants them: the house makes a new one for each change, and the database refuses every other way."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from agents.models import AgentVersion


@transaction.atomic
def rewrite(versions: QuerySet[AgentVersion], **fields: Any) -> None:
    """In place, past the guard, so that who holds the version need not be told of another."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        versions.update(**fields)
        cursor.execute("SET LOCAL session_replication_role = origin")
