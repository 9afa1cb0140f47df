"""Whether the tree that the walk grows is the one that was signed, and whether the signing keys are those that the ledger announced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from audit import notes, signing, tree
from audit.errors import TreeDamaged
from audit.findings import Finding, Kind, Report, Signed
from audit.merkle import Frontier
from audit.models import SigningKey
from audit.notes import VerifierKey
from audit.recorder import INSTALLATION

PAGE = 1000
NEVER = -1

_SIGNED = """
    SELECT size, root, note, key, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    FROM audit_checkpoint WHERE workspace = %s AND size >= %s ORDER BY size LIMIT %s
"""
_NODES = 'SELECT level, "index", hash FROM audit_node WHERE workspace = %s'
_ENTRY = "SELECT entry::text FROM audit_seal WHERE workspace = %s AND seq = %s"
_ANNOUNCED = """
    SELECT e.body, e.id::text, s.seq FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id
    WHERE e.workspace = %s AND e.event = %s ORDER BY e.id
"""
# A step from workspace to workspace along the index, each with its largest size.
_LARGEST = """
    WITH RECURSIVE w AS (
      (SELECT workspace FROM audit_checkpoint ORDER BY workspace LIMIT 1)
      UNION ALL
      SELECT (SELECT c.workspace FROM audit_checkpoint c WHERE c.workspace > w.workspace ORDER BY c.workspace LIMIT 1)
      FROM w WHERE w.workspace IS NOT NULL)
    SELECT workspace::text, (SELECT max(size) FROM audit_checkpoint c WHERE c.workspace = w.workspace) FROM w
    WHERE workspace IS NOT NULL AND coalesce(workspace = %s, true)
"""

Row = tuple[int, bytes, str, int, str]
"""size, root, note, key, at"""


class CheckpointCheck:
    """The walk calls ``enter``, ``node``, ``reached`` whenever its tree has ``next`` entries, and ``leave``; ``finish`` comes last."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.next = NEVER
        self.findings: list[Finding] = []
        self._keys, self._suspect = _keys(self.findings)
        self._rows: Iterator[Row] = iter(())
        self._row: Row | None = None
        self._workspace = ""
        self._good = 0
        self._block: int | None = None
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._visited: set[str] = set()

    def enter(self, workspace: str, since: int) -> Frontier | None:
        """The tree to go on with; None where what lies before ``since`` has a hole."""
        self._workspace, self._good, self._block = workspace, since, None
        self._visited.add(workspace)
        self._nodes = _nodes(workspace)
        self._rows = _signed(workspace, max(since, 1))
        self._advance()
        try:
            grown = tree.frontier(UUID(workspace), since)
        except TreeDamaged as problem:
            self._found("gap", None, str(problem))
            return None
        if grown.size == self.next:
            self.reached(grown)
        return grown

    def node(self, level: int, index: int, found: bytes) -> None:
        if self._nodes.get((level, index), found) != found and self._block is None:
            self._block = index << level

    def reached(self, grown: Frontier) -> None:
        row = self._row
        if row is None:
            return
        self._judge(row, grown.root())
        if self._row is row:
            self._good = row[0]
            self.report.checkpoints += 1
            self._remember(row)
            self._advance()

    def leave(self, size: int, lost: bool) -> None:
        """``lost``: the walk stopped believing, so larger trees cannot be judged."""
        if not lost and self._row and self._row[0] > size:
            self._cut(self._row, size)
        if self._block is not None and not lost and not self._is_known():
            self._found("edited", self._block, "A kept root of the tree is not that of the entries below it.")
        self.next, self._row = NEVER, None

    def finish(self, workspace: UUID | None) -> None:
        """Workspaces that were signed and that the walk did not meet."""
        with connection.cursor() as cursor:
            cursor.execute(_LARGEST, [workspace])
            for name, largest in cursor.fetchall():
                size = tree.size(UUID(name)) if name not in self._visited else largest
                if size < largest:
                    self._workspace = name
                    self._found("truncated", size, f"A checkpoint signed {largest} entries, {size} are there.")
        self.report.findings += self.findings

    def _judge(self, row: Row, root: bytes) -> None:
        size, signed, note, number, _ = row
        key = self._keys.get(number)
        if key is None:
            self._end("key", size - 1, f"The checkpoint of {size} entries is signed with key {number}, which is not there.")
        elif fault := _fault(note, self._workspace, size, signed, key, trusted=number not in self._suspect):
            self._end("checkpoint", size - 1, f"The checkpoint of {size} entries: {fault}")
        elif signed != root:
            first = max(self._good, self._block or 0)
            self._end("rehashed", first, f"The entries of places {first} to {size - 1} are not those that were signed.")

    def _cut(self, row: Row, size: int) -> None:
        key = self._keys.get(row[3])
        fault = _fault(row[2], self._workspace, row[0], row[1], key, trusted=row[3] not in self._suspect) if key else ""
        if fault:
            self._found("checkpoint", size - 1, f"The checkpoint of {row[0]} entries: {fault}")
        else:
            self._found("truncated", size, f"A checkpoint signed {row[0]} entries, {size} are there.")

    def _end(self, kind: Kind, seq: int, detail: str) -> None:
        """After the first misfit of a workspace nothing more is compared there."""
        self._found(kind, seq, detail)
        self._row, self.next = None, NEVER

    def _found(self, kind: Kind, seq: int | None, detail: str) -> None:
        self.findings.append(Finding(kind, self._workspace, seq, _entry(self._workspace, seq), detail))

    def _is_known(self) -> bool:
        return any(finding.workspace == self._workspace for finding in self.findings)

    def _advance(self) -> None:
        self._row = next(self._rows, None)
        self.next = self._row[0] if self._row else NEVER

    def _remember(self, row: Row) -> None:
        newest = self.report.checkpoint
        if newest is None or newest.workspace == self._workspace or newest.at < row[4]:
            self.report.checkpoint = Signed(self._workspace, row[0], row[1].hex(), row[4], self._keys[row[3]].name)


def _fault(note: str, workspace: str, size: int, root: bytes, key: VerifierKey, *, trusted: bool) -> str:
    """``trusted`` False: the key itself is in doubt, which is reported once; its signatures are not compared."""
    try:
        said = notes.read(note)
    except notes.BadNote as problem:
        return str(problem)
    if said != notes.Statement(key.ledger, UUID(workspace), size, root):
        return "Its note says something else than its row."
    return notes.signature_fault(note, key) if trusted else ""


def _keys(findings: list[Finding]) -> tuple[dict[int, VerifierKey], set[int]]:
    """The keys by number, and those that are not the ones that the ledger announced."""
    kept = {row.number: signing.verifier_key(row) for row in SigningKey.objects.all()}
    announced = _announced()
    suspect = {number for number in kept.keys() | announced.keys() if not _is_announced(kept.get(number), announced.get(number))}
    for number in sorted(suspect):
        said = announced.get(number)
        detail = _KEY[number in kept, said is not None].format(number)
        findings.append(Finding("key", str(INSTALLATION), said[2] if said else None, said[1] if said else None, detail))
    return kept, suspect


_KEY = {
    (True, True): "Signing key {} is not the one that the ledger announced.",
    (True, False): "Signing key {} was never announced on the ledger.",
    (False, True): "Signing key {} is gone.",
}
Announced = tuple[VerifierKey, str, int | None]
"""the key, the entry that announced it and its place"""


def _is_announced(kept: VerifierKey | None, said: Announced | None) -> bool:
    return bool(kept and said and kept == said[0])


def _announced() -> dict[int, Announced]:
    """The first announcement of each number."""
    found: dict[int, Announced] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCED, [INSTALLATION, signing.CREATED])
        for body, entry, seq in cursor.fetchall():
            data = json.loads(body)["data"]
            found.setdefault(data["number"], (VerifierKey(data["name"], bytes.fromhex(data["public_key"])), entry, seq))
    return found


def _signed(workspace: str, least: int) -> Iterator[Row]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SIGNED, [workspace, least, PAGE])
            rows = [(size, bytes(root), note, key, at) for size, root, note, key, at in cursor.fetchall()]
        yield from rows
        if len(rows) < PAGE:
            return
        least = rows[-1][0] + 1


def _nodes(workspace: str) -> dict[tuple[int, int], bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_NODES, [workspace])
        return {(level, index): bytes(value) for level, index, value in cursor.fetchall()}


def _entry(workspace: str, seq: int | None) -> str | None:
    if seq is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [workspace, seq])
        row = cursor.fetchone()
    return row[0] if row else None
