"""What a misfit with a checkpoint that was kept outside means: the same tree lives on damaged, or an older state was put in its place."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from audit.anchors.reading import Kept
from audit.anchors.rounds import place
from audit.verification.findings import Kind

WINDOW = 50

# Rows that their own transactions wrote carry many numbers in xmin; those that a dump brought back carry the one that loaded them.
_LOADED = """
    SELECT count(DISTINCT e.xid::text) > 1 AND count(DISTINCT e.xmin::text) = 1 FROM audit_seal s JOIN audit_entry e ON e.id = s.entry
    WHERE s.workspace = %s AND s.seq >= %s AND s.seq < %s
"""


def kind_of_misfit(workspace: UUID, kept: Kept, agreed: int, size: int) -> Kind:
    """``agreed`` entries are known to be as they were anchored, ``size`` are there now."""
    if _was_restored(workspace, kept, agreed or min(size, WINDOW)):
        return "restored"
    return "truncated" if size < kept.said.size else "rehashed"


def _was_restored(workspace: UUID, kept: Kept, end: int) -> bool:
    here = place()
    if kept.cluster and (kept.cluster != here.cluster or here.xid < kept.xid):
        return True
    with connection.cursor() as cursor:
        cursor.execute(_LOADED, [workspace, max(end - WINDOW, 0), end])
        return bool(cursor.fetchone()[0])
