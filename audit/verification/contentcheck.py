"""Whether the content store still holds what the entries committed to: each piece opens under its key and is what its id says.

What is gone must be gone by an erasure or a purge that stands on the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import connection

from audit import content, keys
from audit.errors import ContentMissing
from audit.verification.findings import Finding, Report
from audit.verification.goneby import GoneBy
from audit.verification.walk import Place, Refs

Misfit = tuple[Place, str]
Stored = tuple[str, str | None, UUID, memoryview, int, bool]
_STORED = """
    SELECT c.id, CASE WHEN k.workspace = c.workspace THEN c.workspace::text END, c.key, c.sealed, c.size, k.destroyed_at IS NOT NULL
    FROM audit_content c LEFT JOIN audit_datakey k ON k.id = c.key WHERE c.id = ANY(%s)
"""


class ContentCheck:
    """Feed it the references of each batch; it stops reading after the first misfit of a workspace."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._bad: set[str] = set()
        self._gone: dict[str, GoneBy] = {}

    def take(self, refs: Refs) -> None:
        wanted = {identity: ref for identity, ref in refs.items() if ref[1].workspace not in self._bad}
        if wanted:
            rows = _stored(wanted)
            misfits = [*self._absent(wanted, {row[0] for row in rows}), *self._present(wanted, rows)]
            for place, detail in sorted(misfits, key=lambda misfit: (misfit[0].workspace, misfit[0].seq)):
                self._misfit(place, detail)

    def _absent(self, wanted: Refs, present: set[str]) -> Iterator[Misfit]:
        absent = wanted.keys() - present
        purged = _purged(absent) if absent else set()
        for identity in absent:
            place = wanted[identity][1]
            if (identity, place.workspace) in purged and self._gone_by(place.workspace).purged(place.stream):
                self.report.erased += 1
            else:
                yield place, "Content that the entry refers to is gone without an erasure or a purge."

    def _present(self, wanted: Refs, rows: list[Stored]) -> Iterator[Misfit]:
        found = keys.that_open({key for _, _, key, _, _, destroyed in rows if not destroyed})
        for identity, workspace, key, sealed, size, destroyed in rows:
            commitment, place = wanted[identity]
            if destroyed and self._gone_by(place.workspace).destroyed(key):
                self.report.erased += 1
            elif destroyed:
                yield place, "The key of the entry's content is marked as destroyed, and no entry says that it was."
            elif workspace != place.workspace or key not in found:
                yield place, "Content of the entry stands in another workspace, or its key is lost or does not open under COUNTERSIGN_KEY."
            else:
                self.report.contents += 1
                if not _fits(found[key], identity, bytes(sealed), commitment, size):
                    yield place, f"Content {identity[:12]} of the entry was altered."

    def _gone_by(self, workspace: str) -> GoneBy:
        return self._gone.setdefault(workspace, GoneBy(workspace))

    def _misfit(self, place: Place, detail: str) -> None:
        if place.workspace not in self._bad:
            self._bad.add(place.workspace)
            self.report.findings.append(Finding("content", place.workspace, place.seq, place.entry, detail))


def _fits(key: bytes, identity: str, sealed: bytes, commitment: str, size: int) -> bool:
    try:
        plaintext = content.open_sealed(key, identity, sealed)
    except ContentMissing:
        return False
    return len(plaintext) == size and content.commitment(key, identity, plaintext) == commitment


def _stored(identities: Iterable[str]) -> list[Stored]:
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(identities)])
        return list(cursor.fetchall())


def _purged(identities: Iterable[str]) -> set[tuple[str, str]]:
    """With their workspaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, workspace::text FROM audit_purgedcontent WHERE id = ANY(%s)", [list(identities)])
        return set(cursor.fetchall())
