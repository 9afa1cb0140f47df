"""Checkpoints: signed notes of how a workspace's tree stands, written by the sealer, kept by others.

newest(workspace) -> Checkpoint | None        covering(workspace, seq) -> the first one that covers this place, or None
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from audit import notes, signing, tree
from audit.models import Checkpoint
from kit.ids import uuid7

_WRITE = """
    INSERT INTO audit_checkpoint (id, workspace, size, root, note, key)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bytea[], %s::text[], %s::int[]) ON CONFLICT (workspace, size) DO NOTHING
"""
_NEWEST = """
    SELECT c.* FROM unnest(%s::uuid[]) w
    CROSS JOIN LATERAL (SELECT * FROM audit_checkpoint WHERE workspace = w ORDER BY size DESC LIMIT 1) c ORDER BY c.workspace
"""

Tree = tuple[UUID, int, bytes]
"""workspace, size, root"""


def write(trees: Iterable[Tree]) -> bool:
    """Sign these trees, in one statement. False: the key is being replaced this moment, try again.

    Raises ImproperlyConfigured when COUNTERSIGN_KEY does not open the signing key.
    """
    with transaction.atomic():
        signer = signing.current()
        if signer is None:
            return False
        rows = [(uuid7(), *one, _note(signer, *one), signer.number) for one in trees]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])
    return True


def _note(signer: signing.Signer, workspace: UUID, size: int, root: bytes) -> str:
    return notes.sign(notes.Statement(signer.key.ledger, workspace, size, root), signer.key, signer.private)


def newest(workspace: UUID) -> Checkpoint | None:
    return Checkpoint.objects.filter(workspace=workspace).order_by("-size").first()


def newest_of_each() -> list[Checkpoint]:
    """One a workspace, in the order of workspaces."""
    return list(Checkpoint.objects.raw(_NEWEST, [tree.workspaces()]))


def covering(workspace: UUID, seq: int) -> Checkpoint | None:
    """The first checkpoint whose tree holds place ``seq``."""
    return Checkpoint.objects.filter(workspace=workspace, size__gt=seq).order_by("size").first()
