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

from audit import keys, sidechecks
from audit.checkpointcheck import CheckpointCheck
from audit.contentcheck import ContentCheck
from audit.diagnosis import diagnose
from audit.findings import Report
from audit.models import Verification
from audit.recorder import INSTALLATION, record
from audit.walk import Walk, rows
from kit.actor import SYSTEM, Actor


def verify(
    workspace: UUID | None = None, *, since: int = 0, contents: bool = True, progress: Callable[[int], None] = lambda entries: None
) -> Report:
    """Check one workspace or all; ``since`` trusts the links before that place. ``progress`` hears the number of entries so far."""
    report = Report()
    check = ContentCheck(report)
    keys.forget()
    with _snapshot():
        signed = CheckpointCheck(report)
        walk = Walk(signed, since)
        for batch in rows(workspace, since):
            refs = walk.take(batch)
            if contents:
                check.take(refs)
            progress(walk.entries)
        walk.leave()
        signed.finish(workspace)
        damaged = [diagnose(misfit) for misfit in walk.misfits]
        report.findings[:0] = damaged
        report.entries, report.workspaces = walk.entries, walk.workspaces
        report.last_seq = walk.last_seq if walk.workspaces == 1 else None
        sidechecks.run(report, workspace, walked_all=workspace is None and not since)
    return report


def verify_and_remember(workspace: UUID | None = None, *, actor: Actor = SYSTEM, contents: bool = True) -> tuple[Report, Verification]:
    """Verify, then put the answer on the ledger and into a row that pages show."""
    started = datetime.now(UTC)
    report = verify(workspace, contents=contents)
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


@contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the database for all queries, whatever is written meanwhile. It has no transaction id, so it holds no sealing back."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
