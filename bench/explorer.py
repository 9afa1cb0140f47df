"""Pages of the list of entries, as ``audit.explorer`` answers them, at five million entries: every filter, the first page and pages far down.

The entries are made by SQL, bodies and columns from the same values, with their seals; for the time of that the columns are plain ones and the
indexes are gone. Four in five stand in one workspace. ``measure(rounds)`` needs a migrated throw-away database in Django's settings and spoils it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit import events, explorer
from audit.explorer import Place, Wanted
from bench.figures import Figure, figure
from kit.ids import first_id_at

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "5000000"))
MOST = 100  # ms
PAGES = 12  # of one filter, in each round
WORKSPACE = UUID("00000000-0000-7000-8000-0000000000b0")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = 0.005
"""Seconds from entry to entry: five million are seven hours of a busy installation, so that a day's filter cuts nothing off."""
COLUMNS = ("event", "workspace", "actor", "actor_kind", "subject", "stream", "stream_no", "at")

_FILL = """
    INSERT INTO audit_entry (id, epoch, event, workspace, actor, actor_kind, subject, stream, stream_no, at, body)
    SELECT v.*, '{"actor":' || coalesce('"' || v.actor || '"', 'null') || ',"actor_kind":"' || v.actor_kind || '","at":"'
      || to_char(v.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","auth":"mfa","content":{},"correlation":"","data":{"digest":"'
      || repeat('ab', 32) || '"},"event":"' || v.event || '","id":"' || v.id || '","stream":' || coalesce('"' || v.stream || '"', 'null')
      || ',"stream_no":' || coalesce(v.stream_no::text, 'null') || ',"subject":' || coalesce('"' || v.subject || '"', 'null')
      || ',"v":1,"workspace":"' || v.workspace || '"}'
    FROM (
      SELECT (lpad(to_hex(floor(extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n %% 4096), 3, '0')
              || '8' || lpad(to_hex(n), 15, '0'))::uuid AS id,
             1 AS epoch, (%(events)s::text[])[1 + (n * 7 %% cardinality(%(events)s::text[]))::int] AS event,
             CASE WHEN n %% 5 < 4 THEN %(workspace)s::uuid ELSE md5('workspace' || n %% 50)::uuid END AS workspace,
             CASE WHEN n %% 3 > 0 THEN md5('actor' || n %% 211)::uuid END AS actor,
             (%(kinds)s::text[])[1 + (n %% 3)::int] AS actor_kind, md5('subject' || n / 10)::uuid AS subject,
             CASE WHEN n %% 10 < 7 THEN md5('stream' || n / 100 || n %% 5)::uuid END AS stream,
             CASE WHEN n %% 10 < 7 THEN 1 + n %% 100 END AS stream_no, t.at
      FROM generate_series(%(low)s::bigint, %(high)s::bigint) n CROSS JOIN LATERAL (
        SELECT %(begin)s::timestamptz + n * %(step)s * interval '1 second' AS at) t) v
"""
_SEAL = """
    INSERT INTO audit_seal (entry, workspace, seq, leaf_hash, link)
    SELECT id, workspace, row_number() OVER (PARTITION BY workspace ORDER BY id) - 1, sha256(convert_to(body, 'UTF8')), sha256(uuid_send(id))
    FROM audit_entry
"""
_INDEXES = """
    SELECT indexdef, indexrelid::regclass::text, conname, conrelid::regclass::text, pg_get_constraintdef(c.oid)
    FROM pg_index i JOIN pg_indexes x ON x.indexname = i.indexrelid::regclass::text LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
    WHERE i.indrelid IN ('audit_entry'::regclass, 'audit_seal'::regclass)
"""


def measure(rounds: int = 3) -> list[Figure]:
    """Figures with name, value, unit, ceiling, ratio, bar, met, rounds, spread."""
    fill()
    name = f"explorer, {ENTRIES:,} entries"
    return [figure(f"{name}: {what}, slowest", "ms", [_slowest(wanted) for _ in range(rounds)], most=MOST) for what, wanted in _filters()]


def fill() -> None:
    values: dict[str, Any] = {"workspace": WORKSPACE, "kinds": ["user", "agent", "system"], "begin": BEGIN, "step": STEP}
    values |= {"events": sorted(events.registered()), "low": 0, "high": ENTRIES - 1}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for column in COLUMNS:
            cursor.execute(f"ALTER TABLE audit_entry ALTER COLUMN {column} DROP EXPRESSION")
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for _, index, constraint, table, _ in indexes:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}")
        cursor.execute("TRUNCATE audit_seal, audit_entry")
        cursor.execute(_FILL, values)
        cursor.execute(_SEAL)
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for definition, _, constraint, table, said in indexes:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {said}" if constraint else definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_entry, audit_seal")


def _filters() -> Iterator[tuple[str, Wanted]]:
    everything = Wanted(WORKSPACE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event, actor, subject, stream, at FROM audit_entry WHERE workspace = %s AND actor IS NOT NULL AND stream IS NOT NULL"
            " AND id < (SELECT id FROM audit_entry ORDER BY id OFFSET %s LIMIT 1) ORDER BY id DESC LIMIT 1",
            [WORKSPACE, ENTRIES // 2],
        )
        event, actor, subject, stream, at = cursor.fetchone()
    hour = {"since": at - timedelta(seconds=ENTRIES * STEP / 10), "until": at}
    yield "all", everything
    yield "an event", replace(everything, event=event)
    yield "an area", replace(everything, event=event.partition(".")[0] + ".")
    yield "an actor", replace(everything, actor=actor)
    yield "any agent", replace(everything, kind="agent")
    yield "an event nobody of that kind has", replace(everything, event="audit.none", kind="user")
    yield "a subject", replace(everything, subject=subject)
    yield "a conversation", replace(everything, subject=stream)
    yield "a time", replace(everything, **hour)
    yield "an area and an actor", replace(everything, event=event.partition(".")[0] + ".", actor=actor)
    yield "an actor of a kind, an event and a time", replace(everything, event=event, actor=actor, kind="agent", **hour)
    yield "an area, any agent and a time", replace(everything, event=event.partition(".")[0] + ".", kind="agent", **hour)
    yield "a subject and a time", replace(everything, subject=subject, **hour)


def _slowest(wanted: Wanted) -> float:
    """Of the first page, those behind it, and those at places far down, there and back."""
    far = [Place(before=_id_at(part)) for part in (0.9, 0.5, 0.1, 0.001)]
    back = [Place(after=_id_at(part)) for part in (0.5, 0.001)]
    spent, place = [], Place()
    for next_place in [None] * (PAGES - len(far) - len(back)) + far + back:
        began = time.perf_counter()
        found = explorer.page(wanted, next_place or place)
        spent.append((time.perf_counter() - began) * 1000)
        place = found.older or Place()
    return max(spent)


def _id_at(part: float) -> UUID:
    return first_id_at(BEGIN + timedelta(seconds=ENTRIES * STEP * part))
