"""Whether the content store still holds what the entries committed to: each piece opens under its key and is what its id says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db import connection

from audit import content, keys
from audit.errors import ContentMissing
from audit.findings import Finding, Report
from audit.walk import Row

Refs = Mapping[str, tuple[str, Row]]
Misfit = tuple[Row, str]
Stored = tuple[str, str, UUID, memoryview, bool]
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
            misfits = [*self._absent(wanted, {row[0] for row in rows}), *self._present(wanted, rows)]
            for entry, detail in sorted(misfits, key=lambda misfit: (misfit[0][0], misfit[0][1])):
                self._misfit(entry, detail)

    def _absent(self, wanted: Refs, present: set[str]) -> Iterator[Misfit]:
        absent = wanted.keys() - present
        purged = _purged(absent) if absent else set()
        self.report.erased += len(purged)
        for identity in absent - purged:
            yield wanted[identity][1], "Content that the entry refers to is gone without an erasure or a purge."

    def _present(self, wanted: Refs, rows: list[Stored]) -> Iterator[Misfit]:
        found = keys.for_reading({key for _, _, key, _, destroyed in rows if not destroyed})
        for identity, workspace, key, sealed, destroyed in rows:
            commitment, entry = wanted[identity]
            if destroyed:
                self.report.erased += 1
            elif workspace != entry[0] or key not in found:
                yield entry, "Content of the entry stands in another workspace, or its key is lost."
            else:
                self.report.contents += 1
                if not _fits(found[key], identity, bytes(sealed), commitment):
                    yield entry, f"Content {identity[:12]} of the entry was altered."

    def _misfit(self, entry: Row, detail: str) -> None:
        if entry[0] not in self._bad:
            self._bad.add(entry[0])
            self.report.findings.append(Finding("content", entry[0], entry[1], entry[2], detail))


def _fits(key: bytes, identity: str, sealed: bytes, commitment: str) -> bool:
    try:
        plaintext = content.open_sealed(key, identity, sealed)
    except ContentMissing:
        return False
    return content.commitment(key, identity, plaintext) == commitment


def _stored(identities: Iterable[str]) -> list[Stored]:
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(identities)])
        return list(cursor.fetchall())


def _purged(identities: Iterable[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_purgedcontent WHERE id = ANY(%s)", [list(identities)])
        return {row[0] for row in cursor.fetchall()}
