"""The walk along the seals: one streaming pass, in the order of workspaces and places, that stops believing at the first misfit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from audit import chain
from audit.checkpointcheck import CheckpointCheck
from audit.merkle import Frontier

BATCH = 5000
_AT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_SEALS = f"""
    SELECT s.workspace::text, s.seq, s.entry::text, s.leaf_hash, s.link, e.body, e.id::text, e.event, e.workspace::text, e.actor::text,
           e.actor_kind, e.subject::text, e.stream::text, e.stream_no, {_AT}
    FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry
"""  # noqa: S608 - constant text

Row = tuple[Any, ...]
_NO_CONTENT = ',"content":{},"correlation":"'


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where the walk stopped in a workspace: the row there, the links before it and before its predecessor, the predecessor."""

    reason: str
    expected: int
    row: Row
    before: Row | None
    link: bytes
    link_before: bytes | None


def rows(workspace: UUID | None, since: int) -> Iterator[list[Row]]:
    """Seals with their entries in batches, by a server-side cursor in the caller's transaction.

    The next batch is fetched while the caller works on one: the connection has a lock of its own, so the caller's queries wait their turn.
    """
    conditions, parameters = [], []
    if workspace:
        conditions.append("s.workspace = %s")
        parameters.append(str(workspace))
    if since:
        conditions.append("s.seq >= %s")
        parameters.append(str(since - 1))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    with connection.chunked_cursor() as cursor, ThreadPoolExecutor(1) as ahead:
        cursor.execute(f"{_SEALS}{where} ORDER BY s.workspace, s.seq", parameters)
        coming = ahead.submit(cursor.fetchmany, BATCH)
        while batch := coming.result():
            coming = ahead.submit(cursor.fetchmany, BATCH)
            yield batch


class Walk:
    """Feed it rows; ``misfits`` has the first of each workspace, ``refs`` the content that the batch's entries refer to."""

    def __init__(self, signed: CheckpointCheck, since: int = 0) -> None:
        self.signed = signed
        self.since = since
        self._tree: Frontier | None = None
        self.entries = 0
        self.workspaces = 0
        self.last_seq: int | None = None
        self.misfits: list[Misfit] = []
        self._workspace = ""
        self._lost = False
        self._expected = 0
        self._link = chain.BEGIN
        self._link_before: bytes | None = None
        self._before: Row | None = None

    def take(self, batch: list[Row]) -> dict[str, tuple[str, Row]]:
        """Check a batch. Returns {content id: (commitment, row)} of the entries that fit."""
        refs: dict[str, tuple[str, Row]] = {}
        for row in batch:
            if row[0] != self._workspace:
                self._enter(row)
                if self.since and row[1] == self.since - 1:
                    self._step(row, bytes(row[4]))
                    continue
            self.entries += 1
            self.last_seq = row[1]
            if not self._lost:
                self._check(row, refs)
        return refs

    def leave(self) -> None:
        """The workspace is at its end. The caller calls this after the last batch."""
        if self._tree:
            self.signed.leave(self._tree.size, self._lost)
        self._tree = None

    def _enter(self, row: Row) -> None:
        self.leave()
        self._workspace, self._lost, self._before = row[0], False, None
        self._tree = self.signed.enter(row[0], self.since)
        self._expected = max(self.since - 1, 0)
        self._link, self._link_before = chain.BEGIN, None
        self.workspaces += 1

    def _check(self, row: Row, refs: dict[str, tuple[str, Row]]) -> None:
        body = row[5]
        if row[1] != self._expected:
            return self._stop("gap", row)
        if body is None:
            return self._stop("missing", row)
        leaf = hashlib.sha256(b"\x00" + body.encode()).digest()
        if leaf != row[3]:
            return self._stop("leaf", row)
        link = hashlib.sha256(self._link + leaf).digest()
        if link != row[4]:
            return self._stop("link", row)
        if not _columns_fit(row):
            return self._stop("columns", row)
        if _NO_CONTENT not in body:
            for ref in json.loads(body)["content"].values():
                refs[ref["id"]] = (ref["commitment"], row)
        self._step(row, link)
        self._grow(leaf)
        return None

    def _grow(self, leaf: bytes) -> None:
        if self._tree:
            for node in self._tree.append(leaf):
                self.signed.node(*node)
            if self._tree.size == self.signed.next:
                self.signed.reached(self._tree)

    def _step(self, row: Row, link: bytes) -> None:
        self._expected = row[1] + 1
        self._link_before, self._link = self._link, link
        self._before = row

    def _stop(self, reason: str, row: Row) -> None:
        self._lost = True
        self.misfits.append(Misfit(reason, self._expected, row, self._before, self._link, self._link_before))


def _columns_fit(row: Row) -> bool:
    """The columns beside the body say what it says, and it stands in the workspace and under the id that it names.

    The columns' keys stand at the two ends of the canonical body, so the ends can be written from the columns and compared: a fifth of
    the time of parsing. ``auth``, ``content``, ``correlation`` and ``data`` stand between and have no columns.
    """
    workspace, _, entry, _, _, body, identity, event, column, actor, kind, subject, stream, number, at = row
    head = f'{{"actor":{_quoted(actor)},"actor_kind":"{kind}","at":"{at}","auth":"'
    tail = (
        f',"event":"{event}","id":"{entry}","stream":{_quoted(stream)},"stream_no":{"null" if number is None else number},'
        f'"subject":{_quoted(subject)},"v":1,"workspace":"{workspace}"}}'
    )
    return bool(entry == identity and workspace == column and body.startswith(head) and body.endswith(tail))


def _quoted(text: str | None) -> str:
    return "null" if text is None else f'"{text}"'
