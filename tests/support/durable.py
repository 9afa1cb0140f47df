"""Whether a commit waits for the disk, in a database of tests, which as a rule waits for none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def commits() -> Iterator[None]:
    """The connection waits, as in production."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def waits() -> bool:
    """Whether the commit of this transaction, or of the next statement, waits."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return bool(cursor.fetchone()[0] == "on")
