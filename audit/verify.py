"""Verification: everything that can be checked from inside the database, in one snapshot, beside the running product.

Found here: any change to a sealed entry, and a whole re-hash or a cut tail as long as the checkpoints that were signed are there. Whoever
takes those out too, or restores an older dump, is found by a checkpoint kept outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from audit import keys
from audit.anchors import reading
from audit.anchors.configured import authorities, own_files
from audit.anchors.file import FILE
from audit.anchors.reading import Anchored
from audit.anchors.timestamps import StampProblem
from audit.models import Verification
from audit.notes import BadNote
from audit.recorder import INSTALLATION, record
from audit.verification import sidechecks
from audit.verification.checkpointcheck import CheckpointCheck
from audit.verification.contentcheck import ContentCheck
from audit.verification.diagnosis import diagnose
from audit.verification.findings import Report
from audit.verification.walk import Walk
from kit.actor import SYSTEM, Actor


def verify(
    workspace: UUID | None = None,
    *,
    since: int = 0,
    contents: bool = True,
    against: Anchored | None = None,
    progress: Callable[[int], None] = lambda entries: None,
) -> Report:
    """Check one workspace or all; ``since`` trusts the links before that place, ``against`` are checkpoints that were kept outside.

    ``progress`` hears the number of entries so far.
    """
    report = Report()
    check = ContentCheck(report)
    keys.forget()
    with _snapshot():
        signed = CheckpointCheck(report, against)
        walk = Walk(signed, since)
        for refs in walk.along(workspace):
            if contents:
                check.take(refs)
            progress(walk.entries)
        signed.finish(workspace)
        damaged = [diagnose(misfit) for misfit in walk.misfits]
        report.findings[:0] = damaged
        report.entries, report.workspaces = walk.entries, walk.workspaces
        report.last_seq = walk.last_seq if walk.workspaces == 1 else None
        sidechecks.run(report, workspace, walked_all=workspace is None and not since)
    return report


def verify_and_remember(workspace: UUID | None = None, *, actor: Actor = SYSTEM, contents: bool = True) -> tuple[Report, Verification]:
    """Verify, against this installation's own anchor file if it has one; put the answer on the ledger and into a row that pages show."""
    started = datetime.now(UTC)
    report = verify(workspace, contents=contents, against=_own_anchor())
    return report, remember(report, workspace, started, actor)


def remember(report: Report, workspace: UUID | None, started: datetime, actor: Actor = SYSTEM) -> Verification:
    first = report.findings[0] if report.findings else None
    with transaction.atomic():
        data = {"ok": report.ok, "entries": report.entries, "kind": first.kind if first else None, "last_seq": report.last_seq}
        record("audit.verification.finished", workspace=workspace or INSTALLATION, actor=actor, data=data)
        return Verification.objects.create(
            workspace=workspace,
            started_at=started,
            finished_at=datetime.now(UTC),
            ok=report.ok,
            entries=report.entries,
            last_seq=report.last_seq,
            kind=first.kind if first else "",
            first_bad=first.as_json() if first else None,
        )


def _own_anchor() -> Anchored | None:
    """What can be read and judged of it; that a file, a certificate or a package is not there, the anchor's own status says."""
    try:
        files, trusted = own_files(), authorities()
    except StampProblem:
        files, trusted = [path for path in own_files() if path.name == FILE], []
    try:
        return reading.read(*files, trusted=trusted) if files else None
    except (OSError, BadNote):
        return None


@contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the database for all queries, whatever is written meanwhile. It has no transaction id, so it holds no sealing back."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
