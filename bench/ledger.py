"""Ledger appends against the INSERT that bounds them, on 1 and on 8 connections, with the sealer at work; sealing.

``measure(rounds)`` needs a migrated throw-away database in Django's settings and leaves its entries there. Every round runs each way of
writing once, in turn, for ``SECONDS``; a figure is the median of its rounds.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction

from audit import events, sealer
from audit.recorder import Recording, record, record_many
from bench.figures import Figure, figure
from kit.actor import Actor
from kit.ids import uuid7

SECONDS = 1.5
ENTRIES = 30_000
TWIN = "bench_entry_plain"
DIGEST = "ab" * 32
Write = Callable[[UUID, float], int]


def measure(rounds: int = 5) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    prepare()
    figures = [*_written(1, rounds), *_written(8, rounds), _sealed()]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TWIN}")
    return figures


def prepare() -> None:
    """The event, and a twin of the ledger's table: same columns, same indexes, no triggers."""
    events.register("bench.item.approved", "Approved", {"digest": events.DIGEST, "outcome": events.CODE, "version": events.ID})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TWIN}")
        cursor.execute(f"CREATE TABLE {TWIN} (LIKE audit_entry INCLUDING ALL)")


def _written(writers: int, rounds: int) -> list[Figure]:
    ways: dict[str, Write] = {"plain": _plain, "guarded": _guarded, "record": _recorded, "record in a stream": _streamed}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    with _SealerBeside():
        for _ in range(rounds):
            for name, way in ways.items():
                rates[name].append(_rate(way, writers))
    bars = {"guarded": 0.85, "record": 0.4, "record in a stream": 0.4}
    return [figure(f"ledger {name}, {writers} connections", "1/s", rates[name], rates["plain"], bar=bar) for name, bar in bars.items()]


class _SealerBeside:
    """The sealer in a process of its own, as in production."""

    def __enter__(self) -> None:
        connections.close_all()
        context = multiprocessing.get_context("fork")
        self.stop = context.Event()
        self.process = context.Process(target=sealer.run, args=(self.stop.is_set,))
        self.process.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.process.join()


def _rate(way: Write, writers: int) -> float:
    """Entries per second of ``writers`` processes, one connection each."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts = context.SimpleQueue()
    processes = [context.Process(target=lambda: counts.put(way(uuid7(), SECONDS))) for _ in range(writers)]
    for process in processes:
        process.start()
    total = sum(counts.get() for _ in processes)
    for process in processes:
        process.join()
    return float(total / SECONDS)


def _for(seconds: float, once: Callable[[], None]) -> int:
    once()
    count, limit = 0, time.perf_counter() + seconds
    while time.perf_counter() < limit:
        once()
        count += 1
    return count


def _body(workspace: UUID, identity: UUID) -> str:
    return (
        f'{{"actor":"{workspace}","actor_kind":"user","at":"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}","auth":"mfa","content":{{}},"correlation":"",'
        f'"data":{{"digest":"{DIGEST}","outcome":"approved","version":"{workspace}"}},"event":"bench.item.approved","id":"{identity}",'
        f'"stream":null,"stream_no":null,"subject":"{identity}","v":1,"workspace":"{workspace}"}}'
    )


def _inserts(table: str, epoch: int, workspace: UUID, seconds: float) -> int:
    """The ceiling: a prepared INSERT of a finished body, committed by itself, on a bare connection."""
    parameters = connection.get_connection_params()
    keep = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters}
    statement = f"INSERT INTO {table} (id, epoch, body) VALUES (%s, {epoch}, %s)"
    with psycopg.connect(**keep, autocommit=True) as raw:

        def once() -> None:
            identity = uuid7()
            raw.execute(statement, (identity, _body(workspace, identity)), prepare=True)

        return _for(seconds, once)


def _plain(workspace: UUID, seconds: float) -> int:
    return _inserts(TWIN, 1, workspace, seconds)


def _guarded(workspace: UUID, seconds: float) -> int:
    return _inserts("audit_entry", 1, workspace, seconds)


def _recorded(workspace: UUID, seconds: float, stream: UUID | None = None) -> int:
    actor, data = Actor("user", uuid7(), "mfa"), {"digest": DIGEST, "outcome": "approved", "version": workspace}

    def once() -> None:
        with transaction.atomic():
            record("bench.item.approved", workspace=workspace, actor=actor, subject=uuid7(), stream=stream, data=data)

    return _for(seconds, once)


def _streamed(workspace: UUID, seconds: float) -> int:
    return _recorded(workspace, seconds, stream=workspace)


def _sealed() -> Figure:
    """Entries a second that one sealer can seal when many wait."""
    workspace, actor = uuid7(), Actor("system", None, "worker")
    sealer.once()
    for _ in range(ENTRIES // 1000):
        with transaction.atomic():
            record_many([Recording("bench.item.approved", workspace, actor) for _ in range(1000)])
    began = time.perf_counter()
    count = sealer.once() or 0
    return figure("ledger sealing, one workspace", "1/s", [count / (time.perf_counter() - began)])
