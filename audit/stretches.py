"""Stretches of a workspace's seals with their entries, four thousand in one row, so that checking them is one pass over a few long texts.

What is hashed is hashed by the reader of a stretch. PostgreSQL only packs, and compares the columns beside a body with the body: they come from
the same table, so nobody else could say more about them. A stretch in which anything does not fit is read again row by row (``audit.walk``).

Two connections read in turn, ahead of who asks, in one snapshot. Inside of a caller's transaction, which others cannot look into, one does.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import OperationalError, connection

SIZE = 4096
"""Entries of a stretch: a multiple of the 256 whose root is kept."""

# The canonical body begins and ends with the keys that have columns. ``auth``, ``content``, ``correlation`` and ``data`` stand between and have none.
_HEAD = """
    '{"actor":' || coalesce('"' || e.actor || '"', 'null') || ',"actor_kind":"' || e.actor_kind
    || '","at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","auth":"'
"""
_TAIL = """
    ',"event":"' || e.event || '","id":"' || s.entry || '","stream":' || coalesce('"' || e.stream || '"', 'null')
    || ',"stream_no":' || coalesce(e.stream_no::text, 'null') || ',"subject":' || coalesce('"' || e.subject || '"', 'null')
    || ',"v":1,"workspace":"' || s.workspace || '"}'
"""
_STRETCH = f"""
    SELECT string_agg(int8send(seq), ''), string_agg(leaf_hash, ''), string_agg(link, ''), string_agg(body, '\\x0a00'),
           bool_and(coalesce(fits AND octet_length(leaf_hash) = 32 AND octet_length(link) = 32 AND substr(body, 1, octet_length(head)) = head
                             AND substr(body, octet_length(body) - octet_length(tail) + 1) = tail, false))
    FROM (SELECT s.seq, s.leaf_hash, s.link, e.workspace = s.workspace AS fits, convert_to(e.body, 'UTF8') AS body,
                 convert_to({_HEAD}, 'UTF8') AS head, convert_to({_TAIL}, 'UTF8') AS tail
          FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry
          WHERE s.workspace = %s::uuid AND s.seq >= %s::bigint AND s.seq < %s::bigint ORDER BY s.seq) AS stretch
"""  # noqa: S608 - constant text


_ALONE = "SET LOCAL max_parallel_workers_per_gather"
"""Workers of PostgreSQL's own would be started and ended for every stretch."""


class Stretch(NamedTuple):
    """Of the places from ``start`` to before ``end``: their numbers (8 bytes each), hashes and links one behind the other, and the bodies.

    ``fits``: the columns are as they should be, and every hash has its length. None of the texts where nothing is.
    """

    start: int
    end: int
    places: bytes | None
    hashes: bytes | None
    links: bytes | None
    bodies: bytes | None
    fits: bool | None

    def leaves(self) -> list[bytes]:
        """0x00 || body of each; none unless every place is taken once. A line break in a body, which canonical JSON never has, makes too many."""
        if not self.fits or self.places != np.arange(self.start, self.end, dtype=">i8").tobytes():
            return []
        return (b"\x00" + (self.bodies or b"")).split(b"\n")


class Reader:
    """``of`` a workspace: its stretches, while others are on their way. A context manager, inside of the transaction that is to be read in."""

    def __enter__(self) -> Reader:
        self._stack = contextlib.ExitStack()
        with connection.cursor() as cursor:
            cursor.execute(f"{_ALONE} TO 0")
        self._lanes = [_Lane(self._stack, connection.connection)]
        with contextlib.suppress(OperationalError, psycopg.OperationalError):  # no connection left: one lane will do
            snapshot = _snapshot()
            if snapshot:
                self._lanes.append(_Lane(self._stack, _beside(self._stack, snapshot)))
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._stack.close()
        if kind is None:
            with connection.cursor() as cursor:
                cursor.execute(f"{_ALONE} TO DEFAULT")

    def of(self, workspace: str, start: int, size: int) -> Iterator[Stretch]:
        """All from ``start`` on; ends are multiples of SIZE. Whoever stops before the end leaves nothing behind."""
        ends = range(start - start % SIZE + SIZE, size + SIZE, SIZE)
        wanted = ((max(end - SIZE, start), min(end, size)) for end in ends)
        coming: deque[Future[Stretch]] = deque()
        for lane, place in zip(self._lanes, wanted, strict=False):
            coming.append(lane.ask(workspace, *place))
        number = 0
        while coming:
            stretch = coming.popleft().result()
            lane = self._lanes[number % len(self._lanes)]
            coming.extend(lane.ask(workspace, *place) for place in (next(wanted, None),) if place)
            number += 1
            yield stretch


class _Lane:
    """A connection with a thread that waits for its answers."""

    def __init__(self, stack: contextlib.ExitStack, raw: Any) -> None:
        self._cursor = psycopg.Cursor[tuple[Any, ...]](raw)
        self._cursor.format = psycopg.pq.Format.BINARY
        self._thread = stack.enter_context(ThreadPoolExecutor(1))

    def ask(self, workspace: str, start: int, end: int) -> Future[Stretch]:
        """The question is on its way when this returns: the caller's arithmetic would not let the thread begin for milliseconds."""
        begun = Event()
        answer = self._thread.submit(self._asked, begun, workspace, start, end)
        begun.wait()
        return answer

    def _asked(self, begun: Event, workspace: str, start: int, end: int) -> Stretch:
        begun.set()
        row = self._cursor.execute(_STRETCH, (workspace, start, end)).fetchone()
        return Stretch(start, end, *(row or (None,) * 5))


def _snapshot() -> str:
    """The name of this transaction's snapshot; empty where it has none of its own for all its queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE current_setting('transaction_isolation') WHEN 'read committed' THEN '' ELSE pg_export_snapshot() END")
        return str(cursor.fetchone()[0])


def _beside(stack: contextlib.ExitStack, snapshot: str) -> Any:
    """Another connection that sees the same."""
    other = connection.copy()
    stack.callback(other.close)
    other.ensure_connection()
    raw = psycopg.Cursor(other.connection)
    raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    raw.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
    raw.execute(f"{_ALONE} TO 0")
    return other.connection
