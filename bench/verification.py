"""Full verification of a million entries against one connection and one process that stream the same bodies and hash each once.

The entries are made by SQL, bodies as the recorder writes them, in three workspaces, and sealed by the product's sealer. ``measure(rounds)`` needs
a migrated throw-away database in Django's settings and spoils it.
"""

from __future__ import annotations

import hashlib
import os
import time
from uuid import UUID

from django.db import connection, transaction

from audit import sealer
from audit.verify import verify
from bench.figures import Figure, figure
from kit.ids import uuid7

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1000000"))
MOST = 40  # s
WORKSPACES = 3

_FILL = """
    INSERT INTO audit_entry (id, epoch, body)
    SELECT id, (SELECT coalesce(max(number), 0) FROM audit_epoch),
      '{"actor":"' || workspace || '","actor_kind":"user","at":"' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      || '","auth":"mfa","content":{},"correlation":"","data":{"digest":"' || repeat('ab', 32) || '","outcome":"approved","version":"' || workspace
      || '"},"event":"bench.item.approved","id":"' || id || '","stream":null,"stream_no":null,"subject":"' || id || '","v":1,"workspace":"'
      || workspace || '"}'
    FROM (SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint + n / 50), 12, '0') || '7' || lpad(to_hex(n %% 4096), 3, '0')
                  || '8' || lpad(to_hex(n), 15, '0'))::uuid AS id, (%(workspaces)s::uuid[])[1 + n %% %(count)s] AS workspace
          FROM generate_series(1, %(entries)s) n) made ORDER BY id
"""


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    fill()
    seconds, rates, ceiling = [], [], []
    for _ in range(rounds):
        began = time.perf_counter()
        count = verified()
        seconds.append(time.perf_counter() - began)
        rates.append(count / seconds[-1])
        ceiling.append(_streamed_and_hashed())
    return [
        figure(f"verification of {ENTRIES:,} entries", "s", seconds, most=MOST),
        figure("verification against bare streaming and hashing", "1/s", rates, ceiling, bar=0.5),
    ]


def fill() -> None:
    workspaces: list[UUID] = [uuid7() for _ in range(WORKSPACES)]
    sealer.once()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FILL, {"workspaces": workspaces, "count": WORKSPACES, "entries": ENTRIES})
    while sealer.once():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_entry, audit_seal")


def verified() -> int:
    report = verify()
    if not report.ok:
        raise RuntimeError(f"What the benchmark wrote does not verify: {report.findings[:3]}")
    return report.entries


def _streamed_and_hashed() -> float:
    began, count = time.perf_counter(), 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT body FROM audit_entry ORDER BY workspace, id")
        while rows := cursor.fetchmany(5000):
            for row in rows:
                hashlib.sha256(row[0].encode()).digest()
            count += len(rows)
    return count / (time.perf_counter() - began)
