"""How the ledger is doing: for the home page, the health page and the checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from audit.anchors.doing import Doing, doing
from audit.models import Checkpoint, Verification

ALIVE_SECONDS = 10
SIGNED_SECONDS = 30

_STATUS = """
    SELECT (SELECT max(seq) + 1 FROM audit_seal WHERE workspace = %(w)s),
           (SELECT max(size) FROM audit_checkpoint WHERE workspace = %(w)s),
           (SELECT e.at FROM audit_seal s JOIN audit_entry e ON e.id = s.entry WHERE s.workspace = %(w)s ORDER BY s.seq DESC LIMIT 1),
           (SELECT count(*) FROM (
              SELECT 1 FROM audit_entry e, audit_sealerstate t
              WHERE e.epoch = t.epoch AND (e.xid, e.id) > (t.xid, t.entry) AND e.workspace = %(w)s LIMIT 100000) waiting)
"""
_SEALER = (
    "SELECT beat_at > clock_timestamp() - make_interval(secs => %s), beat_at, process, held_since, held_by, sealed FROM audit_sealerstate"
)


@dataclass(frozen=True, slots=True)
class Sealer:
    """``problem`` is empty or a sentence that says what to do."""

    alive: bool
    beat_at: datetime | None
    process: str
    sealed: int
    problem: str


@dataclass(frozen=True, slots=True)
class Status:
    """Of one workspace: ``sealed`` entries, the time of the newest of them, ``waiting`` for their seal, the last verification.

    ``signed`` entries stand in the newest checkpoint, ``verified_to`` in the newest one that the last verification covered.
    """

    sealed: int
    last_sealed_at: datetime | None
    waiting: int
    signed: int
    verified_to: int | None
    anchors: Doing
    verification: Verification | None
    sealer: Sealer

    @property
    def signing_problem(self) -> str:
        """Empty, or a sentence: entries are sealed, and not signed within a time in which the sealer would have."""
        if self.signed >= self.sealed or not self.last_sealed_at or not self.sealer.alive:
            return ""
        late = datetime.now(UTC) - self.last_sealed_at > timedelta(seconds=SIGNED_SECONDS)
        return "The sealer signs no checkpoint of this workspace. Run manage.py audit verify, and look at the sealer's log." if late else ""


def status(workspace: UUID) -> Status:
    """In five queries."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, {"w": workspace})
        count, signed, at, waiting = cursor.fetchone()
    last = last_verification(workspace)
    return Status(count or 0, at, waiting, signed or 0, _verified_to(workspace, last), doing(workspace), last, sealer())


def _verified_to(workspace: UUID, last: Verification | None) -> int | None:
    """What was signed before a verification began was part of it."""
    if last is None:
        return None
    covered = Checkpoint.objects.filter(workspace=workspace, at__lte=last.started_at).order_by("-at")
    return covered.values_list("size", flat=True).first()


def last_verification(workspace: UUID) -> Verification | None:
    """The newest run that covered this workspace (its own or one of all workspaces)."""
    return Verification.objects.filter(Q(workspace=workspace) | Q(workspace=None)).order_by("-finished_at").first()


def sealer() -> Sealer:
    with connection.cursor() as cursor:
        cursor.execute(_SEALER, [ALIVE_SECONDS])
        row = cursor.fetchone() or (False, None, "", None, "", 0)
    alive, beat_at, process, held_since, held_by, sealed = row
    return Sealer(bool(alive), beat_at, process, sealed, _problem(bool(alive), held_since, held_by))


def _problem(alive: bool, held_since: datetime | None, held_by: str) -> str:
    if not alive:
        return "No sealer is running: entries wait unsealed. Start one with manage.py sealer (manage.py up does)."
    if held_since:
        return f"Sealing is held back since {held_since:%H:%M:%S} UTC by {held_by}; end that transaction."
    return ""
