"""Whether the tree that the walk grows is the one that was signed, and whether the signing keys are those that the ledger announced."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from audit import notes, signing, tree
from audit.anchors.reading import Anchored, Kept
from audit.errors import TreeDamaged
from audit.merkle import Frontier
from audit.models import SigningKey
from audit.notes import VerifierKey
from audit.recorder import INSTALLATION
from audit.verification.anchorcheck import kind_of_misfit
from audit.verification.findings import Finding, Kind, Report, Signed

PAGE = 1000
NEVER = -1

_SIGNED = """
    SELECT workspace::text, size, root, note, key, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    FROM audit_checkpoint WHERE workspace = %s AND size >= %s ORDER BY size LIMIT %s
"""
_SIGNED_FIRST = """
    SELECT c.* FROM unnest(%s::uuid[]) AS w (id) CROSS JOIN LATERAL (
      SELECT workspace::text, size, root, note, key, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      FROM audit_checkpoint WHERE workspace = w.id AND size >= %s ORDER BY size LIMIT %s) AS c
    ORDER BY c.workspace, c.size
"""
_NODES = 'SELECT workspace::text, level, "index", hash FROM audit_node WHERE workspace = ANY(%s::uuid[])'
_ENTRY = "SELECT entry::text FROM audit_seal WHERE workspace = %s AND seq = %s"
_ANNOUNCED = """
    SELECT e.body, e.id::text, s.seq FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id
    WHERE e.workspace = %s AND e.event = %s ORDER BY e.id
"""
# A step from workspace to workspace along the index.
_WORKSPACES = """
    WITH RECURSIVE w AS (
      (SELECT workspace FROM audit_checkpoint ORDER BY workspace LIMIT 1)
      UNION ALL
      SELECT (SELECT c.workspace FROM audit_checkpoint c WHERE c.workspace > w.workspace ORDER BY c.workspace LIMIT 1)
      FROM w WHERE w.workspace IS NOT NULL)
    SELECT workspace::text FROM w WHERE workspace IS NOT NULL AND coalesce(workspace = %s, true)
"""


class Row(NamedTuple):
    """A checkpoint of the database, or one that was ``kept`` outside; of equal sizes the database's comes first."""

    size: int
    outside: bool
    root: bytes
    note: str
    number: int
    at: str
    kept: Kept | None = None
    workspace: str = ""


Nodes = dict[tuple[int, int], bytes]
"""(level, index): root"""


class CheckpointCheck:
    """The walk calls ``enter``, ``node``, ``reached`` whenever its tree has ``next`` entries, and ``leave``; ``finish`` comes last."""

    def __init__(self, report: Report, against: Anchored | None = None) -> None:
        self.report = report
        self.next = NEVER
        self.findings: list[Finding] = []
        self._against = against or Anchored()
        self._keys, self._suspect = _keys(self.findings, self._against)
        self._names = {key.name: key for key in self._keys.values()}
        self._rows: Iterator[Row] = iter(())
        self._row: Row | None = None
        self._workspace = ""
        self._good = 0
        self._vouched = 0
        self._in_database = 0
        self._block: int | None = None
        self._nodes: Nodes = {}
        self._nodes_of: dict[str, Nodes] = {}
        self._pages: dict[str, list[Row]] = {}
        self._visited: set[str] = set()

    def expect(self, workspaces: list[str], since: int) -> None:
        """Read at once what ``enter`` will need of these, which come next."""
        self._nodes_of = _nodes(workspaces)
        self._pages = _first_pages(workspaces, max(since, 1))

    def enter(self, workspace: str, since: int) -> Frontier | None:
        """The tree to go on with; None where what lies before ``since`` has a hole."""
        self._workspace, self._block = workspace, None
        self._good = self._vouched = since
        self._visited.add(workspace)
        self._nodes = self._nodes_of.pop(workspace, {})
        self._in_database = 0
        self._rows = self._all(workspace, max(since, 1), self._pages.pop(workspace, []))
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
        root = grown.root()
        while self._row and self._row.size == grown.size:
            row = self._row
            self._judge(row, root)
            if self._row is not row:
                return
            self._good = row.size
            if row.outside:
                self._vouched = row.size
                self.report.compared += 1
            else:
                self._remember(row)
            self._advance()

    def leave(self, size: int, lost: bool) -> None:
        """``lost``: the walk stopped believing, so larger trees cannot be judged."""
        if not lost and self._row and self._row.size > size:
            self._cut(self._row, size)
        if self._block is not None and not lost and not self._is_known():
            self._found("edited", self._block, "A kept root of the tree is not that of the entries below it.")
        self.next, self._row = NEVER, None

    def finish(self, workspace: UUID | None) -> None:
        """Workspaces that were signed and that the walk did not meet: none of their entries is there, or none that was asked for."""
        for name in sorted(self._signed_workspaces(workspace) - self._visited):
            size = tree.size(UUID(name))
            self._workspace, self._good = name, size
            largest = max(self._all(name, size + 1), default=None, key=lambda row: row.size)
            if largest:
                self._cut(largest, size)
        self.report.findings += self.findings

    def _signed_workspaces(self, workspace: UUID | None) -> set[str]:
        outside = {str(one) for one in self._against.kept if workspace in (None, one)}
        with connection.cursor() as cursor:
            cursor.execute(_WORKSPACES, [workspace])
            return outside | {row[0] for row in cursor.fetchall()}

    def _all(self, workspace: str, least: int, page: list[Row] | None = None) -> Iterator[Row]:
        kept = (_outside(one) for one in self._against.kept.get(UUID(workspace), []) if one.said.size >= least)
        return heapq.merge(_signed(workspace, least, page), kept, key=lambda row: row[:2])

    def _judge(self, row: Row, root: bytes) -> None:
        fault = self._fault(row)
        if fault:
            self._end(*fault)
        elif row.root != root:
            good = self._vouched if row.outside else self._good  # what the database vouches for may be forged, too
            first = max(good, self._block or 0)
            kind = kind_of_misfit(UUID(self._workspace), row.kept, good, tree.size(UUID(self._workspace))) if row.kept else "rehashed"
            self._end(kind, first, f"The entries of places {first} to {row.size - 1} are not those that were signed{_where(row)}.")
        elif row.outside and self._in_database != row.size:
            self._end("checkpoint", row.size - 1, f"The checkpoint of {row.size} entries was kept outside and is gone from the database.")
        else:
            self._in_database = row.size

    def _cut(self, row: Row, size: int) -> None:
        fault = self._fault(row)
        if fault:
            self._found(fault[0], size - 1 if size else None, fault[2])
        else:
            kind = kind_of_misfit(UUID(self._workspace), row.kept, size, size) if row.kept else "truncated"
            self._found(kind, size, f"A checkpoint{_where(row)} signed {row.size} entries, {size} are there.")

    def _fault(self, row: Row) -> tuple[Kind, int, str] | None:
        """What is wrong with the checkpoint itself."""
        key = row.kept.key or self._signer(row.note) if row.kept else self._keys.get(row.number)
        if key is None:
            return "key", row.size - 1, f"The checkpoint of {row.size} entries{_where(row)} is signed with a key that is not there."
        trusted = row.outside or row.number not in self._suspect
        fault = _note_fault(row, self._workspace, key, trusted=trusted) or (row.kept.fault if row.kept else "")
        return ("checkpoint", row.size - 1, f"The checkpoint of {row.size} entries{_where(row).rstrip(',')}: {fault}") if fault else None

    def _signer(self, note: str) -> VerifierKey | None:
        """The key of ours that signed; witnesses may have, too."""
        return next((self._names[name] for name in notes.signers(note) if name in self._names), None)

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
        self.next = self._row.size if self._row else NEVER

    def _remember(self, row: Row) -> None:
        self.report.checkpoints += 1
        newest = self.report.checkpoint
        if newest is None or newest.workspace == self._workspace or newest.at < row.at:
            self.report.checkpoint = Signed(self._workspace, row.size, row.root.hex(), row.at, self._keys[row.number].name)


def _where(row: Row) -> str:
    return ", kept outside," if row.outside else ""


def _outside(kept: Kept) -> Row:
    return Row(kept.said.size, True, kept.said.root, kept.note, 0, "", kept)


def _note_fault(row: Row, workspace: str, key: VerifierKey, *, trusted: bool) -> str:
    """``trusted`` False: the key itself is in doubt, which is reported once; its signatures are not compared."""
    try:
        said = notes.read(row.note)
    except notes.BadNote as problem:
        return str(problem)
    if said != notes.Statement(key.ledger, UUID(workspace), row.size, row.root):
        return "Its note says something else than its row."
    return notes.signature_fault(row.note, key) if trusted else ""


def _keys(findings: list[Finding], against: Anchored) -> tuple[dict[int, VerifierKey], set[int]]:
    """The keys by number, and those that are not the ones that the ledger announced or that were noted outside."""
    kept = {row.number: signing.verifier_key(row) for row in SigningKey.objects.all()}
    announced = _announced()
    noted = {one.key.name: one.key for many in against.kept.values() for one in many if one.key}
    suspect = {number for number in kept.keys() | announced.keys() if not _is_announced(kept.get(number), announced.get(number))}
    swapped = {number for number, key in kept.items() if noted.get(key.name, key) != key}
    for number in sorted(suspect | swapped):
        said = announced.get(number)
        detail = _KEY[number in kept, said is not None] if number in suspect else "Signing key {} is not the one that was noted outside."
        findings.append(Finding("key", str(INSTALLATION), said[2] if said else None, said[1] if said else None, detail.format(number)))
    return kept, suspect | swapped


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


def _signed(workspace: str, least: int, page: list[Row] | None) -> Iterator[Row]:
    """``page``: the first of them, where they were read before."""
    while True:
        rows = _page(_SIGNED, workspace, least) if page is None else page
        yield from rows
        if len(rows) < PAGE:
            return
        page, least = None, rows[-1].size + 1


def _page(query: str, where: str | list[str], least: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, [where, least, PAGE])
        return [
            Row(size, False, bytes(root), note, key, at, workspace=workspace) for workspace, size, root, note, key, at in cursor.fetchall()
        ]


def _first_pages(workspaces: list[str], least: int) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _page(_SIGNED_FIRST, workspaces, least):
        found.setdefault(row.workspace, []).append(row)
    return found


def _nodes(workspaces: list[str]) -> dict[str, Nodes]:
    found: dict[str, Nodes] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NODES, [workspaces])
        for workspace, level, index, value in cursor.fetchall():
            found.setdefault(workspace, {})[level, index] = bytes(value)
    return found


def _entry(workspace: str, seq: int | None) -> str | None:
    if seq is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [workspace, seq])
        row = cursor.fetchone()
    return row[0] if row else None
