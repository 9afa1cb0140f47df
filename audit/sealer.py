"""The sealer: gives committed entries their place and their link. One per database, beside the writers and never in their way.

Only entries whose transaction id lies below the snapshot's xmin are sealed: every transaction below it has ended, so nothing can slip in
behind a seal. A transaction left open anywhere in the cluster therefore holds sealing back; that raises an alert and loses nothing.
Killed at any moment it leaves whole batches only; the next one goes on from the state row that the last batch wrote with its seals.

With the seals it keeps the roots of full subtrees (``audit.tree``), and at most once a second it signs how each tree has grown
(``audit.checkpoints``). It never signs a tree that does not continue the last one it signed.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection, transaction

from audit import chain, checkpoints, epochs, signing, tree
from audit.errors import TreeDamaged
from audit.holdup import Holdup, find_holdup
from audit.merkle import Frontier

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.25
BEAT_SECONDS = 1.0
CHECKPOINT_SECONDS = 1.0
BATCH = 2000
FILL_BLOCKS = 64
LOCK_KEY = 0x5EA1
CHANNEL = "countersign_seal"

Row = tuple[UUID, int, UUID, str]
"""entry, xid, workspace, body"""

# Columns by their table: "xid" alone would be the cast one, which no index is sorted by.
_READY = """
    SELECT e.id, e.xid::text::bigint, e.workspace, e.body FROM audit_entry e
    WHERE e.epoch = %s AND (e.xid, e.id) > (%s::text::xid8, %s) AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid, e.id LIMIT %s
"""
_OLDER = """
    SELECT e.id, e.xid::text::bigint, e.workspace, e.body FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id
    WHERE e.epoch < %s AND s.entry IS NULL ORDER BY e.epoch, e.xid, e.id LIMIT %s
"""
_HEADS = """
    SELECT w, s.seq, s.link FROM unnest(%s::uuid[]) w
    CROSS JOIN LATERAL (SELECT seq, link FROM audit_seal WHERE workspace = w ORDER BY seq DESC LIMIT 1) s
"""
_ADVANCE = """
    UPDATE audit_sealerstate
    SET epoch = %s, xid = %s::text::xid8, entry = %s, sealed = sealed + %s, beat_at = clock_timestamp(), process = %s WHERE id = 1
"""
_FIRST = "INSERT INTO audit_sealerstate (id, epoch, xid, sealed, process, held_by) VALUES (1, 0, '0', 0, '', '') ON CONFLICT DO NOTHING"
_BEAT = "UPDATE audit_sealerstate SET beat_at = clock_timestamp(), process = %s, held_since = %s, held_by = %s WHERE id = 1"


@dataclass(slots=True)
class Head:
    """The end of a workspace: the last place, its link, and the tree; ``tree`` is None where it does not continue what was signed."""

    seq: int
    link: bytes
    tree: Frontier | None


def wake() -> None:
    """Ask the sealer to look now rather than within 250 ms. Not for the hot path: a NOTIFY serialises commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


class Sealer:
    """``start`` until it is True, then ``seal`` again and again on the same connection."""

    def __init__(self) -> None:
        self.process = f"{socket.gethostname()} {os.getpid()}"[:120]
        self.heads: dict[UUID, Head] = {}
        self.grown: set[UUID] = set()
        self.signed_at = 0.0
        self.signs = True
        self.epoch = 0
        self.mark: tuple[int, UUID] = (0, UUID(int=0))
        self.holdup: Holdup | None = None
        self.sealed = 0

    def start(self) -> bool:
        """Take the lock of this database (False: another sealer has it), open an epoch if need be, seal what older epochs left."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            if not cursor.fetchone()[0]:
                return False
            cursor.execute(f"LISTEN {CHANNEL}")
            cursor.execute(_FIRST)
            self._resume(epochs.current())
        self._prepare_trees()
        return True

    def release(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UNLISTEN {CHANNEL}")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])

    def seal(self) -> int:
        """Seal all that is ready; how many."""
        total = 0
        while rows := self._fetch(_READY, self.epoch, self.mark[0], self.mark[1], BATCH):
            total += self._write(rows, self.epoch, (rows[-1][1], rows[-1][0]))
            if len(rows) < BATCH:
                break
        return total

    def beat(self) -> None:
        """Say that it lives, and whether something holds it back."""
        before, self.holdup = self.holdup, find_holdup(self.epoch, self.mark)
        if self.holdup and not before:
            logger.warning("ledger.sealing_held_back", extra={"pid": self.holdup.pid})
        elif before and not self.holdup:
            logger.info("ledger.sealing_goes_on")
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, [self.process, self.holdup.since if self.holdup else None, self.holdup.by if self.holdup else ""])

    def checkpoint(self) -> None:
        """Sign the trees that have grown, unless that was done less than a second ago."""
        if not self.grown or time.monotonic() - self.signed_at < CHECKPOINT_SECONDS:
            return
        self.signed_at = time.monotonic()
        self._know_heads(self.grown)
        heads = {workspace: self.heads[workspace] for workspace in self.grown}
        trees = [(workspace, head.tree.size, head.tree.root()) for workspace, head in heads.items() if head.tree]
        if not trees or self._signed(trees):
            self.grown.clear()

    def _signed(self, trees: list[checkpoints.Tree]) -> bool:
        try:
            done = checkpoints.write(trees)
        except ImproperlyConfigured:
            if self.signs:
                logger.error("ledger.signing_key_does_not_open")
            self.signs = False
            return False
        self.signs = True
        return done

    def _prepare_trees(self) -> None:
        """A key to sign with; nodes for seals from before there were nodes; what has grown since it was last signed."""
        signing.ensure()
        known = {row.workspace: row.size for row in checkpoints.newest_of_each()}
        for workspace in tree.workspaces():
            try:
                while tree.fill(workspace, FILL_BLOCKS):
                    self.beat()
            except TreeDamaged:
                logger.error("ledger.tree_damaged", extra={"workspace_id": str(workspace)})
            if tree.size(workspace) != known.get(workspace):
                self.grown.add(workspace)

    def _resume(self, epoch: int) -> None:
        self.heads.clear()
        with connection.cursor() as cursor:
            cursor.execute("SELECT epoch, xid::text::bigint, coalesce(entry, %s) FROM audit_sealerstate WHERE id = 1", [UUID(int=0)])
            state_epoch, xid, entry = cursor.fetchone()
        self.epoch, self.mark = epoch, (xid, entry)
        if state_epoch < epoch:
            self._finish_older(epoch)

    def _finish_older(self, epoch: int) -> None:
        """All transactions of older epochs have ended in another life, so their rows need no horizon."""
        self.mark = (0, UUID(int=0))
        while rows := self._fetch(_OLDER, epoch, BATCH):
            self._write(rows, epoch - 1, self.mark)
        self._write([], epoch, self.mark)

    def _fetch(self, query: str, *parameters: int | UUID) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return list(cursor.fetchall())

    def _write(self, rows: list[Row], epoch: int, mark: tuple[int, UUID]) -> int:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                tree.keep(self._copy(cursor, rows))
                cursor.execute(_ADVANCE, [epoch, mark[0], mark[1], len(rows), self.process])
        except BaseException:
            self.heads.clear()
            raise
        self.mark = mark
        self.sealed += len(rows)
        self.grown |= {row[2] for row in rows}
        return len(rows)

    def _copy(self, cursor: object, rows: list[Row]) -> list[tree.Node]:
        """Write the seals; returns the nodes of the trees that they complete."""
        self._know_heads({row[2] for row in rows})
        nodes: list[tree.Node] = []
        with cursor.copy("COPY audit_seal (entry, workspace, seq, leaf_hash, link) FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's cursor behind Django's
            for entry, _, workspace, body in rows:
                head = self.heads[workspace]
                leaf = chain.leaf_hash(body.encode())
                head.seq, head.link = head.seq + 1, chain.link(head.link, leaf)
                copy.write_row((entry, workspace, head.seq, leaf, head.link))
                if head.tree:
                    nodes += [(workspace, *node) for node in head.tree.append(leaf)]
        return nodes

    def _know_heads(self, workspaces: set[UUID]) -> None:
        unknown = list(workspaces - self.heads.keys())
        if unknown:
            with connection.cursor() as cursor:
                cursor.execute(_HEADS, [unknown])
                ends = {workspace: (seq, bytes(link)) for workspace, seq, link in cursor.fetchall()}
            for workspace in unknown:
                seq, link = ends.get(workspace, (-1, chain.BEGIN))
                self.heads[workspace] = Head(seq, link, _continued(workspace, seq + 1))


def _continued(workspace: UUID, size: int) -> Frontier | None:
    """The tree as it stands; None, with an alarm, when it is not a continuation of the last one that was signed."""
    last = checkpoints.newest(workspace)
    try:
        if last is None or (last.size <= size and tree.root(workspace, last.size) == bytes(last.root)):
            return tree.frontier(workspace, size)
    except TreeDamaged:
        pass
    logger.error("ledger.not_signed", extra={"workspace_id": str(workspace), "reason_code": "tree_does_not_continue"})
    return None


def once() -> int | None:
    """Seal what is ready; how many, or None when another sealer has the lock."""
    sealer = Sealer()
    if not sealer.start():
        return None
    try:
        sealer.seal()
        sealer.checkpoint()
    finally:
        sealer.release()
    return sealer.sealed


def run(stopped: Callable[[], bool], said: Callable[[str], None] = lambda line: None) -> None:
    """Seal until ``stopped()``. A lost connection or another sealer in charge is waited out; ``said`` hears who is in charge."""
    while not stopped():
        sealer = Sealer()
        try:
            if sealer.start():
                said("sealing")
                _seal_on(sealer, stopped)
                sealer.release()
                return
        except (OperationalError, InterfaceError) as error:
            logger.warning("ledger.sealer_lost_database", extra={"reason_code": type(error).__name__})
            connection.close()
        time.sleep(BEAT_SECONDS)


def _seal_on(sealer: Sealer, stopped: Callable[[], bool]) -> None:
    beaten = 0.0
    while not stopped():
        sealer.seal()
        sealer.checkpoint()
        if time.monotonic() - beaten >= BEAT_SECONDS:
            sealer.beat()
            beaten = time.monotonic()
        _wait()


def _wait() -> None:
    """Until woken, at most 250 ms."""
    raw = connection.connection
    if raw is None:
        raise InterfaceError("the connection is gone")
    for _ in raw.notifies(timeout=POLL_SECONDS, stop_after=1):
        pass
