"""The walk along the seals, in the order of workspaces and places, that stops believing at the first misfit.

It goes in stretches (``audit.verification.stretches``), of which each fits as a whole or is walked again row by row, which tells where and what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from audit import chain, merkle, tree
from audit.merkle import Frontier
from audit.verification.checkpointcheck import CheckpointCheck
from audit.verification.stretches import Reader, Stretch

_AT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_SEALS = f"""
    SELECT s.workspace::text, s.seq, s.entry::text, coalesce(s.leaf_hash, ''), coalesce(s.link, ''), e.body, e.id::text, e.event, e.workspace::text, e.actor::text,
           e.actor_kind, e.subject::text, e.stream::text, e.stream_no, {_AT}
    FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry WHERE s.workspace = %s AND s.seq >= %s ORDER BY s.seq LIMIT %s
"""  # noqa: S608 - constant text
_REST = "SELECT count(*), max(seq) FROM audit_seal WHERE workspace = %s AND seq > %s"

Row = tuple[Any, ...]


class Place(NamedTuple):
    workspace: str
    seq: int
    entry: str
    stream: str | None


Refs = dict[str, tuple[str, Place]]
"""content id: commitment and the entry that refers to it"""
_NO_CONTENT = ',"content":{},"correlation":"'
_NO_CONTENT_BYTES = _NO_CONTENT.encode()
TOGETHER = 16
"""Workspaces of which the checkpoints are read in one go."""
_KEPT, _BLOCK = tree.STEP, tree.GROUP


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where the walk stopped in a workspace: the row there, the links before it and before its predecessor, the predecessor."""

    reason: str
    expected: int
    row: Row
    before: Row | None
    link: bytes
    link_before: bytes | None


def _rows(workspace: str, start: int, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALS, [workspace, start, limit])
        return list(cursor.fetchall())


class Walk:
    """``misfits`` has the first of each workspace; ``along`` gives the content that entries which fit refer to, a stretch at a time."""

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

    def along(self, workspace: UUID | None) -> Iterator[Refs]:
        """One workspace or all."""
        parts = [(str(one), first, size) for one, first, size in tree.extents(workspace) if size >= max(self.since, 1)]
        with Reader((one, self.since, size) for one, _, size in parts) as reader:
            for number, (one, first, _) in enumerate(parts):
                if not number % TOGETHER:
                    self.signed.expect([one for one, *_ in parts[number : number + TOGETHER]], self.since)
                self._enter(one, first)
                yield from self._inside(reader)
                self._leave()

    def _inside(self, reader: Reader) -> Iterator[Refs]:
        for stretch in reader.of(self._workspace) if not self._lost else ():
            refs = self._at_once(stretch)
            yield self._one_by_one(stretch) if refs is None else refs
            if self._lost:
                break
        reader.leave(self._workspace)
        if self._lost:
            self._count_the_rest()

    def _enter(self, workspace: str, first: int) -> None:
        self._workspace, self._lost, self._before = workspace, False, None
        self._tree = self.signed.enter(workspace, self.since)
        self._expected = max(self.since - 1, 0)
        self._link, self._link_before = chain.BEGIN, None
        self.workspaces += 1
        if not self.since and first == self._expected:
            return
        (row,) = _rows(workspace, self.since - 1 if self.since else first, 1)
        if row[1] != self._expected:
            self._take([row])
        elif self.since:
            self._step(row, bytes(row[4]))

    def _leave(self) -> None:
        if self._tree:
            self.signed.leave(self._tree.size, self._lost)
        self._tree = None

    def _at_once(self, stretch: Stretch) -> Refs | None:
        """Take a whole stretch; None, and nothing taken, unless all of it fits."""
        bodies = stretch.leaves()
        if len(bodies) != stretch.end - stretch.start or stretch.start != self._expected:
            return None
        hashes = [hashlib.sha256(body).digest() for body in bodies]
        link, links = self._link, []
        for leaf in hashes:
            link = hashlib.sha256(link + leaf).digest()
            links.append(link)
        if b"".join(hashes) != stretch.hashes or b"".join(links) != stretch.links:
            return None
        self._link_before, self._link = links[-2] if len(links) > 1 else self._link, link
        self._expected, self._before = stretch.end, None
        self.entries += len(bodies)
        self.last_seq = stretch.end - 1
        self._grow_by(hashes)
        return self._refs(stretch.start, bodies)

    def _refs(self, start: int, bodies: list[bytes]) -> Refs:
        found: Refs = {}
        for place, body in enumerate(bodies, start):
            if _NO_CONTENT_BYTES not in body:
                entry = json.loads(body[1:])
                here = Place(self._workspace, place, entry["id"], entry["stream"])
                found |= {ref["id"]: (ref["commitment"], here) for ref in entry["content"].values()}
        return found

    def _one_by_one(self, stretch: Stretch) -> Refs:
        """What does not fit as a whole: up to its first misfit, if it has one after all."""
        if self._before is None and self._expected:
            self._before = next(iter(_rows(self._workspace, self._expected - 1, 1)))
        return self._take(_rows(self._workspace, stretch.start, stretch.end - stretch.start))

    def _take(self, batch: list[Row]) -> Refs:
        refs: Refs = {}
        for row in batch:
            self.entries += 1
            self.last_seq = row[1]
            if not self._lost:
                self._check(row, refs)
        return refs

    def _count_the_rest(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_REST, [self._workspace, self.last_seq])
            count, last = cursor.fetchone()
        self.entries += count
        self.last_seq = self.last_seq if last is None else last

    def _check(self, row: Row, refs: Refs) -> None:
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
                refs[ref["id"]] = (ref["commitment"], Place(row[0], row[1], row[2], row[12]))
        self._step(row, link)
        self._grow(leaf)
        return None

    def _grow_by(self, hashes: Sequence[bytes]) -> None:
        """In blocks of 256, or of the next smaller power of two where none begins or a checkpoint lies within."""
        place = 0
        while self._tree and place < len(hashes):
            size, left = self._tree.size, len(hashes) - place
            if size < self.signed.next:
                left = min(left, self.signed.next - size)
            level = min(((size or _BLOCK) & -(size or _BLOCK)).bit_length() - 1, left.bit_length() - 1, _KEPT)
            self._grow(merkle.root(hashes[place : place + (1 << level)]), level)
            place += 1 << level

    def _grow(self, root: bytes, level: int = 0) -> None:
        if self._tree:
            for node in self._tree.append(root, level):
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
