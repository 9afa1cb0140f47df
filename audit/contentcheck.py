"""Whether the content store still holds what the entries committed to: each piece opens under its key and is what its id says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

from audit import content, keys
from audit.errors import ContentMissing
from audit.findings import Finding, Report
from audit.walk import Row

Refs = Mapping[str, tuple[str, Row]]
_STORED = """
    SELECT c.id, c.workspace::text, c.key, c.sealed, k.destroyed_at IS NOT NULL
    FROM audit_content c LEFT JOIN audit_datakey k ON k.id = c.key WHERE c.id = ANY(%s)
"""


class ContentCheck:
    """Feed it the references of each batch; it stops reading after the first misfit of a workspace."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._bad: set[str] = set()

    def take(self, refs: Refs) -> None:
        wanted = {identity: ref for identity, ref in refs.items() if ref[1][0] not in self._bad}
        if wanted:
            rows = _stored(wanted)
            self._absent(wanted, {row[0] for row in rows})
            self._present(wanted, rows)

    def _absent(self, wanted: Refs, present: set[str]) -> None:
        absent = wanted.keys() - present
        purged = _purged(absent) if absent else set()
        self.report.erased += len(purged)
        for identity in sorted(absent - purged, key=lambda identity: (wanted[identity][1][0], wanted[identity][1][1])):
            self._misfit(wanted[identity][1], "Content that the entry refers to is gone without an erasure or a purge.")

    def _present(self, wanted: Refs, rows: list[tuple[str, str, UUID, memoryview, bool]]) -> None:
        found = keys.for_reading({key for _, _, key, _, destroyed in rows if not destroyed})
        for identity, workspace, key, sealed, destroyed in sorted(rows, key=lambda row: wanted[row[0]][1][1]):
            commitment, entry = wanted[identity]
            if destroyed:
                self.report.erased += 1
            elif workspace != entry[0] or key not in found:
                self._misfit(entry, "Content of the entry stands in another workspace, or its key is lost.")
            else:
                self._open(entry, found[key], identity, bytes(sealed), commitment)

    def _open(self, entry: Row, key: bytes, identity: str, sealed: bytes, commitment: str) -> None:
        self.report.contents += 1
        try:
            plaintext = content.open_sealed(key, identity, sealed)
        except ContentMissing:
            return self._misfit(entry, f"Content {identity[:12]} of the entry was altered.")
        if content.commitment(key, identity, plaintext) != commitment:
            self._misfit(entry, f"Content {identity[:12]} does not fit the entry's commitment.")
        return None

    def _misfit(self, entry: Row, detail: str) -> None:
        if entry[0] not in self._bad:
            self._bad.add(entry[0])
            self.report.findings.append(Finding("content", entry[0], entry[1], entry[2], detail))


def _stored(identities: Iterable[str]) -> list[tuple[str, str, UUID, memoryview, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(identities)])
        return list(cursor.fetchall())


def _purged(identities: Iterable[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_purgedcontent WHERE id = ANY(%s)", [list(identities)])
        return {row[0] for row in cursor.fetchall()}
