"""The Merkle tree of a workspace over its seals' leaf hashes in the order of their places (RFC 6962), proofs in a few milliseconds.

The roots of full blocks of 256 leaves (level 8), of 256 such blocks (level 16) and so on are kept by the sealer, so a proof reads at most two
groups of 256 hashes a level. A root that is not kept (yet) is computed from what lies below.

    tree.root(workspace, size)                  of the first ``size`` entries
    tree.inclusion(workspace, seq, size)        that entry ``seq`` stands in that tree
    tree.consistency(workspace, size1, size2)   that the first tree is the beginning of the second

All raise TreeDamaged when a seal in question is not there; ``audit verify`` says more.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from audit import merkle
from audit.errors import TreeDamaged

STEP = 8
GROUP = 1 << STEP

_LEAVES = "SELECT seq, leaf_hash FROM audit_seal WHERE workspace = %s AND seq >= %s AND seq < %s"
_NODES = 'SELECT "index", hash FROM audit_node WHERE workspace = %s AND "index" >= %s AND "index" < %s AND level = %s'
_KEEP = """
    INSERT INTO audit_node (workspace, level, "index", hash)
    SELECT * FROM unnest(%s::uuid[], %s::smallint[], %s::bigint[], %s::bytea[]) ON CONFLICT DO NOTHING
"""
_SIZE = "SELECT coalesce(max(seq) + 1, 0) FROM audit_seal WHERE workspace = %s"
_KEPT = 'SELECT coalesce(max("index") + 1, 0) FROM audit_node WHERE workspace = %s AND level = 8'

# A step from workspace to workspace along the index; DISTINCT would read every seal.
_STEPS = """
    WITH RECURSIVE w AS (
      (SELECT workspace FROM audit_seal ORDER BY workspace LIMIT 1)
      UNION ALL
      SELECT (SELECT s.workspace FROM audit_seal s WHERE s.workspace > w.workspace ORDER BY s.workspace LIMIT 1) FROM w WHERE w.workspace IS NOT NULL)
"""
_WORKSPACES = f"{_STEPS} SELECT workspace FROM w WHERE workspace IS NOT NULL"  # noqa: S608 - constant text
_EXTENTS = f"""
    {_STEPS}
    SELECT w.workspace, (SELECT min(s.seq) FROM audit_seal s WHERE s.workspace = w.workspace),
           (SELECT max(s.seq) + 1 FROM audit_seal s WHERE s.workspace = w.workspace)
    FROM w WHERE workspace IS NOT NULL
"""  # noqa: S608 - constant text
_EXTENT = "SELECT workspace, min(seq), max(seq) + 1 FROM audit_seal WHERE workspace = %s GROUP BY workspace"

Node = tuple[UUID, int, int, bytes]
"""workspace, level, index, hash"""


def size(workspace: UUID) -> int:
    """How many entries are sealed."""
    return _number(_SIZE, workspace)


def workspaces() -> list[UUID]:
    """Those with sealed entries."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKSPACES)
        return [row[0] for row in cursor.fetchall()]


def extents(workspace: UUID | None = None) -> list[tuple[UUID, int, int]]:
    """Of each with sealed entries, or of the one: the first place and the one behind the last."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTENT if workspace else _EXTENTS, [workspace] if workspace else [])
        return list(cursor.fetchall())


def root(workspace: UUID, size: int) -> bytes:
    return _Reader(workspace).over(0, size) if size else merkle.EMPTY_ROOT


def inclusion(workspace: UUID, seq: int, size: int) -> list[bytes]:
    """The proof, leaf side first. Raises IndexError outside of the tree."""
    if not 0 <= seq < size:
        raise IndexError("there is no such leaf")
    return _path(_Reader(workspace), seq, 0, size)


def inclusions(workspace: UUID, places: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """The proofs of many places; each group of hashes is read once."""
    reader = _Reader(workspace)
    return {seq: _path(reader, seq, 0, size) for seq in places}


def consistency(workspace: UUID, size1: int, size2: int) -> list[bytes]:
    """Raises IndexError unless 0 < size1 <= size2."""
    if not 0 < size1 <= size2:
        raise IndexError("the older tree must have 1 to n leaves")
    return _extension(_Reader(workspace), size1, 0, size2, whole=True)


def frontier(workspace: UUID, size: int) -> merkle.Frontier:
    """The tree of the first ``size`` entries, ready to grow."""
    reader, begin, peaks = _Reader(workspace), 0, []
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            peaks.append(reader.full(level, begin >> level))
            begin += 1 << level
    return merkle.Frontier(size, peaks)


def keep(nodes: list[Node]) -> None:
    """What is there already stays: a node that does not fit is for ``audit verify`` to find, not for the sealer to stumble over."""
    if nodes:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(column) for column in zip(*nodes, strict=True)])


def fill(workspace: UUID, blocks: int) -> bool:
    """Keep at most ``blocks`` more blocks of seals that were written before nodes were; False when none is missing."""
    kept, full = _number(_KEPT, workspace), size(workspace) // GROUP
    if kept >= full:
        return False
    grown = frontier(workspace, kept * GROUP)
    leaves = _Reader(workspace).leaves(kept * GROUP, min(kept + blocks, full) * GROUP)
    keep([(workspace, *node) for leaf in leaves for node in grown.append(leaf)])
    return True


class _Reader:
    """Reads whole groups of 256, each once."""

    def __init__(self, workspace: UUID) -> None:
        self.workspace = workspace
        self._groups: dict[tuple[int, int], dict[int, bytes]] = {}
        self._roots: dict[tuple[int, int], bytes] = {}

    def over(self, begin: int, end: int) -> bytes:
        """The root over the leaves of places ``begin`` to ``end`` - 1, a subtree as the recursion of RFC 6962 meets it."""
        count = end - begin
        if not count & (count - 1):
            level = count.bit_length() - 1
            return self.full(level, begin >> level)
        middle = begin + merkle.split(count)
        return merkle.node_hash(self.over(begin, middle), self.over(middle, end))

    def full(self, level: int, index: int) -> bytes:
        """The root of a complete subtree. Each is computed once: the proofs of neighbours share most of them."""
        if not level % STEP:
            return self._kept(level, index)
        if (level, index) not in self._roots:
            left = index << 1
            self._roots[level, index] = merkle.node_hash(self.full(level - 1, left), self.full(level - 1, left + 1))
        return self._roots[level, index]

    def leaves(self, begin: int, end: int) -> list[bytes]:
        rows = dict(self._read(_LEAVES, begin, end))
        if len(rows) < end - begin:
            raise self._damage(next(place for place in range(begin, end) if place not in rows))
        return [rows[place] for place in range(begin, end)]

    def _kept(self, level: int, index: int) -> bytes:
        number = index // GROUP
        if (level, number) not in self._groups:
            self._groups[level, number] = self._group(level, number * GROUP)
        group = self._groups[level, number]
        if index not in group:
            group[index] = self._below(level, index)
        return group[index]

    def _below(self, level: int, index: int) -> bytes:
        if not level:
            raise self._damage(index)
        first = index * GROUP
        return merkle.root([self._kept(level - STEP, place) for place in range(first, first + GROUP)])

    def _group(self, level: int, first: int) -> dict[int, bytes]:
        if level:
            return dict(self._read(_NODES, first, first + GROUP, level))
        return dict(self._read(_LEAVES, first, first + GROUP))

    def _read(self, query: str, *parameters: int) -> list[tuple[int, bytes]]:
        with connection.cursor() as cursor:
            cursor.execute(query, [self.workspace, *parameters])
            return [(place, bytes(value)) for place, value in cursor.fetchall()]

    def _damage(self, place: int) -> TreeDamaged:
        return TreeDamaged(f"Workspace {self.workspace} has no seal at place {place}; run manage.py audit verify.")


def _path(reader: _Reader, seq: int, begin: int, end: int) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = begin + merkle.split(end - begin)
    if seq < middle:
        return [*_path(reader, seq, begin, middle), reader.over(middle, end)]
    return [*_path(reader, seq, middle, end), reader.over(begin, middle)]


def _extension(reader: _Reader, older: int, begin: int, end: int, *, whole: bool) -> list[bytes]:
    """``older`` counts from ``begin``; ``whole``: the older tree begins where this subtree begins at place 0."""
    if older == end - begin:
        return [] if whole else [reader.over(begin, end)]
    half = merkle.split(end - begin)
    middle = begin + half
    if older <= half:
        return [*_extension(reader, older, begin, middle, whole=whole), reader.over(middle, end)]
    return [*_extension(reader, older - half, middle, end, whole=False), reader.over(begin, middle)]


def _number(query: str, workspace: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, [workspace])
        return int(cursor.fetchone()[0])
