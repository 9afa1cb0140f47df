"""Who holds sealing back: committed entries wait because an older transaction, in whatever database of the cluster, has not ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

ALERT_SECONDS = 5

_WAITING = """
    SELECT at FROM audit_entry WHERE epoch = %s AND (xid, id) > (%s::text::xid8, %s) AND xid >= pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT 1
"""
_CULPRIT = """
    SELECT format('pid %%s (%%s) of database %%s, open for %%s s', pid, coalesce(nullif(application_name, ''), 'no name'), datname,
                  extract(epoch FROM clock_timestamp() - xact_start)::int), age(backend_xid) AS years, pid
    FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL
    SELECT format('prepared transaction %%s of database %%s, open for %%s s', gid, database,
                  extract(epoch FROM clock_timestamp() - prepared)::int), age(transaction), NULL
    FROM pg_prepared_xacts ORDER BY years DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Holdup:
    """``pid`` is that of the server process, None for a prepared transaction or one of a role whose sessions we may not see."""

    since: datetime
    by: str
    pid: int | None


def find_holdup(epoch: int, mark: tuple[int, UUID]) -> Holdup | None:
    """The oldest entry that is visible, not sealed and older than ALERT_SECONDS, and the oldest transaction still open."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [epoch, *mark])
        row = cursor.fetchone()
        if row is None or not _is_old(cursor, row[0]):
            return None
        cursor.execute(_CULPRIT, [])
        culprit = cursor.fetchone()
    if culprit is None:
        return Holdup(row[0], "a transaction of another role (look into pg_stat_activity as a superuser)", None)
    return Holdup(row[0], culprit[0][:300], culprit[2])


def _is_old(cursor: object, at: datetime) -> bool:
    cursor.execute("SELECT clock_timestamp() - %s > make_interval(secs => %s)", [at, ALERT_SECONDS])  # type: ignore[attr-defined]  # psycopg's cursor behind Django's
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]  # this SELECT always gives a row
