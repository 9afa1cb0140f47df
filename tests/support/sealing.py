"""Sealing in a test: once, but not while somebody passes by whose transaction would hold entries back for a moment.

The sealer leaves what is younger than the oldest open transaction to its next look. An ANALYZE that PostgreSQL does by itself or the session of a
process that was just killed can be that transaction; one that the test holds open on purpose stays idle in it and is not waited for, nor is the
test's own, which a step that was rolled back in it makes look as if others came after it.
"""

from __future__ import annotations

import time

from django.db import connection

from audit import sealer

PATIENCE = 30.0
_PASSING = """
    SELECT pg_snapshot_xmin(s.now) < pg_snapshot_xmax(s.now) AND pg_snapshot_xmin(s.now) IS DISTINCT FROM pg_current_xact_id_if_assigned()
    AND NOT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND state LIKE 'idle in transaction%%' AND backend_xid::text = pg_snapshot_xmin(s.now)::text
    ) FROM (SELECT pg_current_snapshot() AS now) s
"""


def seal() -> int | None:
    """As ``sealer.once``: how many, or None when another sealer has the lock."""
    end = time.monotonic() + PATIENCE
    while _somebody_passes() and time.monotonic() < end:
        time.sleep(0.01)
    return sealer.once()


def _somebody_passes() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_PASSING, [])
        return bool(cursor.fetchone()[0])
