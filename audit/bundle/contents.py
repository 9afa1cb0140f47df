"""The contents of a bundle: each with a key that proves this one and opens nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from audit import content, keys
from audit.errors import ContentErased, ContentMissing

T = TypeVar("T")
BATCH = 200
_STATES = """
    SELECT c.id, c.key, k.destroyed_at IS NOT NULL FROM audit_content c LEFT JOIN audit_datakey k ON k.id = c.key
    WHERE c.workspace = %s AND c.id = ANY(%s)
"""
_READ = "SELECT id, key, sealed, media_type FROM audit_content WHERE workspace = %s AND id = ANY(%s)"
_PURGED = "SELECT id FROM audit_purgedcontent WHERE workspace = %s AND id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Disclosed:
    id: str
    key: bytes
    data: bytes
    media_type: str


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def readable(workspace: UUID, identities: Iterable[str]) -> set[str]:
    """Those that have not been erased or purged. Raises ContentMissing for one that is gone without either."""
    found: set[str] = set()
    for batch in batches(identities, 2000):
        rows = _fetch(_STATES, workspace, batch)
        held = keys.for_reading({key for _, key, erased in rows if not erased}).keys()
        lost = next((identity for identity, key, erased in rows if not erased and key not in held), None)
        lost = lost or next(iter(set(batch) - {row[0] for row in rows} - {row[0] for row in _fetch(_PURGED, workspace, batch)}), None)
        if lost:
            raise ContentMissing(f"Content {lost[:12]} is gone without an erasure; run manage.py audit verify.")
        found.update(row[0] for row in rows if not row[2])
    return found


def disclosed(workspace: UUID, identities: Iterable[str]) -> Iterator[Disclosed]:
    """In the order asked for. Raises ContentErased for one that was erased since, ContentMissing for one that was altered."""
    for batch in batches(identities, BATCH):
        rows = {row[0]: row for row in _fetch(_READ, workspace, batch)}
        held = keys.for_reading({row[1] for row in rows.values()})
        for identity in batch:
            if identity not in rows or rows[identity][1] not in held:
                raise ContentErased("Something was erased while it was being exported; export it again.")
            _, key, sealed, media_type = rows[identity]
            data = content.open_sealed(held[key], identity, bytes(sealed))
            yield Disclosed(identity, content.disclosure_key(held[key], identity), data, media_type)


def _fetch(query: str, workspace: UUID, identities: Iterable[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [workspace, list(identities)])
        return list(cursor.fetchall())
