"""The oversight report of a month with 100,000 actions, made as a worker makes it.

Actions and items are the copies of ``bench.pages``; each action has the entry that it was proposed, made by SQL and not sealed. Nothing was decided
or sent. ``measure(rounds)`` needs a migrated throw-away database in Django's settings and leaves its rows there.
"""

from __future__ import annotations

import time
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from bench import pages
from bench.figures import Figure, figure

MOST = 60  # seconds
DAYS = 31
_ENTRIES = """
    INSERT INTO audit_entry (id, epoch, body)
    SELECT a.entry, 1, '{"actor":null,"actor_kind":"agent","at":"' || to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      || '","auth":"agent","content":{},"correlation":"","data":{},"event":"review.action_proposed","id":"' || a.entry
      || '","stream":null,"stream_no":null,"subject":"' || a.id || '","v":1,"workspace":"' || a.workspace_id || '"}'
    FROM (SELECT (lpad(to_hex(floor(extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7000' || right(replace(id::text, '-', ''), 16))::uuid AS entry, *
          FROM review_action) a
"""


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    from portal.oversight import making

    with patch.object(pages, "FILLER", pages.FILLER.replace("40 seconds", f"{DAYS * 86_400 // pages.CONVERSATIONS} seconds")):
        workspace, owner = pages.prepare()
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES)
        cursor.execute("VACUUM ANALYZE audit_entry")
    until, spent, counted = timezone.now(), [], 0
    for _ in range(rounds):
        report = making.ask(workspace, until - timedelta(days=DAYS), until, acting_user=owner)
        began = time.perf_counter()
        making.work_on(report.id)
        spent.append(time.perf_counter() - began)
        report.refresh_from_db()
        counted = report.body["actions"]["total"] if report.body else 0
    return [
        figure(f"oversight report of {DAYS} days", "s", spent, most=MOST),
        figure("oversight report: actions in it", "", [counted]),
    ]
