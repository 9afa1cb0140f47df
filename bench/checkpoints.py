"""How soon an entry stands in a signed checkpoint while others write, how long a proof takes in a long ledger, and filling nodes of an old one."""

from __future__ import annotations

import multiprocessing
import random
import statistics
import time
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from django.db import connection, connections, transaction

from audit import events, sealer, tree
from audit.recorder import record
from bench.figures import Figure, figure
from kit.actor import SYSTEM
from kit.ids import uuid7

EVENT = "bench.item.signed"
SECONDS = 20.0
WRITERS = 3
PER_SECOND = 100
LEAVES = 1_000_000
PROOFS = 300

_DELAYS = """
    SELECT extract(epoch FROM c.at - e.at)::float8 FROM audit_entry e JOIN audit_seal s ON s.entry = e.id
    CROSS JOIN LATERAL (SELECT at FROM audit_checkpoint c WHERE c.workspace = s.workspace AND c.size > s.seq ORDER BY c.size LIMIT 1) c
    WHERE e.event = %s
"""


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, bar, met, rounds, spread."""
    events.register(EVENT, "Signed", {})
    return [_delay(), *_proofs(rounds)]


def _delay() -> Figure:
    """From the time inside of an entry to that of the first checkpoint that covers it, 300 entries a second in three workspaces."""
    sealer.once()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    beside = context.Process(target=sealer.run, args=(stop.is_set,))
    writers = [context.Process(target=_write, args=(uuid7(),)) for _ in range(WRITERS)]
    for process in (beside, *writers):
        process.start()
    for process in writers:
        process.join()
    time.sleep(2)
    stop.set()
    beside.join()
    with connection.cursor() as cursor:
        cursor.execute(_DELAYS, [EVENT])
        delays = sorted(row[0] for row in cursor.fetchall())
    return figure("entry in a signed checkpoint, p99 at 300 entries/s", "s", [delays[int(len(delays) * 0.99)]], most=2)


def _write(workspace: UUID) -> None:
    began = time.perf_counter()
    for number in range(int(SECONDS * PER_SECOND)):
        time.sleep(max(began + number / PER_SECOND - time.perf_counter(), 0))
        with transaction.atomic():
            record(EVENT, workspace=workspace, actor=SYSTEM)


def _proofs(rounds: int) -> list[Figure]:
    workspace = uuid7()
    with connection.cursor() as cursor, cursor.copy("COPY audit_seal (entry, workspace, seq, leaf_hash, link) FROM STDIN") as copy:
        for place in range(LEAVES):
            leaf = sha256(place.to_bytes(8, "big")).digest()
            copy.write_row((uuid7(), workspace, place, leaf, leaf))
    began = time.perf_counter()
    sealer.once()
    filled = LEAVES / (time.perf_counter() - began)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_seal, audit_node")
    chosen = random.Random(7)
    inclusion = [_slowest(lambda: tree.inclusion(workspace, chosen.randrange(LEAVES), LEAVES)) for _ in range(rounds)]
    consistency = [_slowest(lambda: tree.consistency(workspace, chosen.randrange(1, LEAVES), LEAVES)) for _ in range(rounds)]
    return [
        figure("nodes of an old ledger, filled at start", "1/s", [filled]),
        figure("inclusion proof in 1,000,000 entries, p95", "ms", inclusion, most=5),
        figure("consistency proof in 1,000,000 entries, p95", "ms", consistency, most=5),
    ]


def _slowest(once: Callable[[], object]) -> float:
    """The 95th percentile of many calls, in ms."""
    times = []
    for _ in range(PROOFS):
        began = time.perf_counter()
        once()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]
