"""The rounds: each anchor that is due gets the newest checkpoint of every workspace that has grown since. No transaction is open while it works."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from audit import signing, tree
from audit.anchors.base import Anchor, AnchorFailed, Line, Place
from audit.anchors.configured import anchors
from audit.models import Anchoring, AnchorState, Checkpoint

logger = logging.getLogger(__name__)

LEASE_SECONDS = 540
AGAIN_SECONDS = 60.0

_CLAIM = """
    UPDATE audit_anchorstate SET busy_until = clock_timestamp() + make_interval(secs => %(lease)s), every = %(every)s
    WHERE name = %(name)s AND (busy_until IS NULL OR busy_until < clock_timestamp()) AND (%(now)s OR tried_at IS NULL OR
      tried_at <= clock_timestamp() - make_interval(secs => CASE problem WHEN '' THEN %(every)s ELSE least(%(every)s, %(again)s) END))
"""
_PENDING = """
    SELECT c.* FROM unnest(%s::uuid[]) w
    CROSS JOIN LATERAL (SELECT * FROM audit_checkpoint WHERE workspace = w ORDER BY size DESC LIMIT 1) c
    WHERE c.size > coalesce((SELECT max(a.size) FROM audit_anchoring a WHERE a.anchor = %s AND a.workspace = w), 0) ORDER BY c.workspace
"""
_DONE = """
    UPDATE audit_anchorstate SET busy_until = NULL, tried_at = clock_timestamp(), failing_since = NULL, problem = '',
      kept_at = CASE WHEN %s THEN clock_timestamp() ELSE kept_at END
    WHERE name = %s
"""
_FAILED = """
    UPDATE audit_anchorstate SET busy_until = NULL, tried_at = clock_timestamp(), problem = %s,
      failing_since = coalesce(failing_since, clock_timestamp())
    WHERE name = %s
"""
_PLACE = """
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()),
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


def sweep() -> None:
    """Serve every anchor that is due."""
    for anchor in anchors():
        serve(anchor)


def serve(anchor: Anchor, *, now: bool = False) -> int | None:
    """Give the anchor what it lacks; how many checkpoints it kept. None: not due (unless ``now``), being served, or it failed."""
    if not _claimed(anchor, now=now):
        return None
    lines = _pending(anchor)
    try:
        receipt = anchor.keep(lines) if lines else ""
    except AnchorFailed as problem:
        logger.error("ledger.anchor_missed", extra={"kind": anchor.name})  # the sentence is for the page, the log tells no paths
        _run(_FAILED, [str(problem)[:300], anchor.name])
        return None
    with transaction.atomic():
        Anchoring.objects.bulk_create(_row(anchor, line, receipt) for line in lines)
        _run(_DONE, [bool(lines), anchor.name])
    return len(lines)


def place() -> Place:
    with connection.cursor() as cursor:
        cursor.execute(_PLACE)
        return Place(*cursor.fetchone())


def _claimed(anchor: Anchor, *, now: bool) -> bool:
    AnchorState.objects.get_or_create(name=anchor.name, defaults={"every": anchor.every})
    values: dict[str, str | float | bool] = {
        "name": anchor.name,
        "every": anchor.every,
        "lease": LEASE_SECONDS,
        "again": AGAIN_SECONDS,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return bool(cursor.rowcount)


def _pending(anchor: Anchor) -> Sequence[Line]:
    here, keys = place(), signing.by_number()
    rows: list[Checkpoint] = list(Checkpoint.objects.raw(_PENDING, [tree.workspaces(), anchor.name]))
    return [Line(row, keys[row.key], here) for row in rows if row.key in keys]


def _row(anchor: Anchor, line: Line, receipt: str) -> Anchoring:
    kept: UUID = line.checkpoint.id
    return Anchoring(
        anchor=anchor.name, workspace=line.checkpoint.workspace, size=line.checkpoint.size, checkpoint=kept, receipt=receipt[:200]
    )


def _run(statement: str, parameters: list[str | bool]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
