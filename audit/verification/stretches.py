"""Stretches of a workspace's seals with their entries, sixteen thousand in one row, so that checking them is one pass over a few long texts.

What is hashed is hashed by the reader of a stretch. PostgreSQL only packs, and compares the columns beside a body with the body: they come from
the same table, so nobody else could say more about them. A stretch in which anything does not fit is read again row by row (``audit.verification.walk``).

Two connections of their own read in turn, ahead of who asks and on into the next workspaces, in the caller's snapshot. Where others cannot look
into the caller's transaction, its own connection reads.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import OperationalError, connection

SIZE = 16_384
"""Entries of a stretch: a multiple of the 256 whose root is kept."""

# The canonical body begins and ends with the keys that have columns. ``auth``, ``content``, ``correlation`` and ``data`` stand between and have none.
_HEAD = """
    '{"actor":' || coalesce('"' || e.actor || '"', 'null') || ',"actor_kind":"' || e.actor_kind
    || '","at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","auth":"'
"""
_TAIL = """
    ',"event":"' || e.event || '","id":"' || e.id || '","stream":' || coalesce('"' || e.stream || '"', 'null')
    || ',"stream_no":' || coalesce(e.stream_no::text, 'null') || ',"subject":' || coalesce('"' || e.subject || '"', 'null')
    || ',"v":1,"workspace":"' || e.workspace || '"}'
"""
# The entries of a stretch lie close together in the order of ids, which sealing nearly follows: they are a range of an index, and bringing both into
# one order is left to the reader, who seldom has anything to do. That costs half of looking each entry up. Nothing is believed of the order: where
# it does not hold, the range is larger.
_STRETCH = f"""
    WITH s AS MATERIALIZED (SELECT seq, entry, leaf_hash, link FROM audit_seal
                            WHERE workspace = %(workspace)s::uuid AND seq >= %(start)s::bigint AND seq < %(end)s::bigint ORDER BY seq)
    SELECT seals.*, entries.* FROM (
      SELECT string_agg(int8send(seq), ''), string_agg(uuid_send(entry), ''), string_agg(leaf_hash, ''), string_agg(link, ''),
             bool_and(octet_length(leaf_hash) = 32 AND octet_length(link) = 32) FROM s) AS seals, (
      SELECT string_agg(uuid_send(id), ''), string_agg(body, '\\x0a00'),
             bool_and(coalesce(substr(body, 1, octet_length(head)) = head
                               AND substr(body, octet_length(body) - octet_length(tail) + 1) = tail, false))
      FROM (SELECT e.id, convert_to(e.body, 'UTF8') AS body, convert_to({_HEAD}, 'UTF8') AS head, convert_to({_TAIL}, 'UTF8') AS tail
            FROM audit_entry e WHERE e.workspace = %(workspace)s::uuid AND e.id >= (SELECT entry FROM s ORDER BY entry LIMIT 1)
                                 AND e.id <= (SELECT entry FROM s ORDER BY entry DESC LIMIT 1) ORDER BY e.id) AS written) AS entries
"""  # noqa: S608 - constant text


_ALONE = "SET LOCAL max_parallel_workers_per_gather"
"""Workers of PostgreSQL's own would be started and ended for every stretch."""

LANES = 2
ID = 16
"""Bytes of an id."""
Part = tuple[str, int, int]
"""a workspace, a place, and the place behind the last"""


class Stretch(NamedTuple):
    """Of a workspace's places from ``start`` to before ``end``: their numbers (8 bytes each), entries (16), hashes and links one behind the other.

    ``even``: every hash and link has its length. Then the ids and bodies of the entries there, perhaps of some more between them; ``fits``: the
    columns are as they should be. None of the texts where nothing is.
    """

    workspace: str
    start: int
    end: int
    places: bytes | None
    entries: bytes | None
    hashes: bytes | None
    links: bytes | None
    even: bool | None
    ids: bytes | None
    bodies: bytes | None
    fits: bool | None

    def leaves(self) -> list[bytes]:
        """0x00 || body of each, in the order of places; fewer or none unless every place is taken once by an entry that is there.

        A line break in a body, which canonical JSON never has, makes too many.
        """
        if not (self.even and self.fits) or self.places != np.arange(self.start, self.end, dtype=">i8").tobytes():
            return []
        leaves = (b"\x00" + (self.bodies or b"")).split(b"\n")
        return leaves if self.ids == self.entries else _in_order(self.entries or b"", self.ids or b"", leaves)


def _in_order(entries: bytes, ids: bytes, leaves: list[bytes]) -> list[bytes]:
    found = dict(zip(_ids(ids), leaves, strict=False))
    if not len(found) == len(leaves) == len(ids) // ID:
        return []
    return [found[entry] for entry in _ids(entries) if entry in found]


def _ids(joined: bytes) -> list[bytes]:
    return [joined[place : place + ID] for place in range(0, len(joined), ID)]


class Reader:
    """The stretches of ``parts``, while others are on their way. A context manager, inside of the transaction that is to be read in."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._wanted = (one for part in parts for one in _stretches(part) if part[0] not in self._done)
        self._coming: deque[tuple[str, _Lane, Future[Stretch]]] = deque()
        self._done: set[str] = set()

    def __enter__(self) -> Reader:
        self._stack = contextlib.ExitStack()
        with connection.cursor() as cursor:
            cursor.execute(f"{_ALONE} TO 0")
        lanes: list[_Lane] = []
        with contextlib.suppress(OperationalError, psycopg.OperationalError):  # no connection left: fewer will do
            snapshot = _snapshot()
            while snapshot and len(lanes) < LANES:
                lanes.append(_Lane(self._stack, _beside(self._stack, snapshot)))
        for lane in lanes or [_Lane(self._stack, connection.connection)]:
            self._ask(lane)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._stack.close()
        if kind is None:
            with connection.cursor() as cursor:
                cursor.execute(f"{_ALONE} TO DEFAULT")

    def of(self, workspace: str) -> Iterator[Stretch]:
        """Those of the part of ``workspace``. Parts are to be asked for in their order."""
        while self._coming and self._coming[0][0] == workspace:
            _, lane, coming = self._coming.popleft()
            stretch = coming.result()
            self._ask(lane)
            yield stretch

    def leave(self, workspace: str) -> None:
        """No more of it, whatever is left or on its way."""
        self._done.add(workspace)
        for _ in self.of(workspace):
            pass

    def _ask(self, lane: _Lane) -> None:
        wanted = next(self._wanted, None)
        if wanted:
            self._coming.append((wanted[0], lane, lane.ask(*wanted)))


def _stretches(part: Part) -> Iterator[Part]:
    """Ends are multiples of SIZE."""
    workspace, start, size = part
    for end in range(start - start % SIZE + SIZE, size + SIZE, SIZE):
        yield workspace, max(end - SIZE, start), min(end, size)


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
        row = self._cursor.execute(_STRETCH, {"workspace": workspace, "start": start, "end": end}).fetchone()
        return Stretch(workspace, start, end, *(row or (None,) * 8))


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
