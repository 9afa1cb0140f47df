"""What the ledger says about content that is gone: which keys were destroyed, and where content was purged.

A mark on a key or a row among the purged ones is only the database's word. It is believed where an entry stands behind it.
"""

from __future__ import annotations

import json
from functools import cached_property

from django.db import connection

from audit import events
from audit.explorer import KINDS

_TOLD = "SELECT stream::text, body FROM audit_entry WHERE workspace = %s AND actor_kind = ANY(%s) AND event = ANY(%s)"
_OF = "SELECT DISTINCT conversation::text FROM audit_datakey WHERE id = ANY(%s::uuid[]) AND conversation IS NOT NULL"
_UNTOLD = """
    SELECT k.id::text FROM audit_datakey k WHERE k.workspace = %s AND k.destroyed_at IS NOT NULL AND k.id <> ALL(%s::uuid[])
    ORDER BY k.destroyed_at, k.id LIMIT 1
"""


class GoneBy:
    """Of one workspace."""

    def __init__(self, workspace: str) -> None:
        self.workspace = workspace

    def destroyed(self, key: str) -> bool:
        return key in self._keys

    def purged(self, stream: str | None) -> bool:
        """Whether something was purged of this conversation; of what belongs to none, whether anything was at all."""
        return bool(self._told) if stream is None else stream in self._streams

    def untold(self) -> str | None:
        """A key that is marked as destroyed though no entry says so."""
        with connection.cursor() as cursor:
            cursor.execute(_UNTOLD, [self.workspace, list(self._keys)])
            row = cursor.fetchone()
        return row[0] if row else None

    @cached_property
    def _told(self) -> list[tuple[str | None, str]]:
        with connection.cursor() as cursor:
            cursor.execute(_TOLD, [self.workspace, list(KINDS), events.purging()])
            return list(cursor.fetchall())

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(key for _, body in self._told for key in json.loads(body)["data"].get("keys") or ())

    @cached_property
    def _streams(self) -> frozenset[str | None]:
        with connection.cursor() as cursor:
            cursor.execute(_OF, [list(self._keys)])
            of_keys = {row[0] for row in cursor.fetchall()}
        return frozenset(of_keys | {stream for stream, _ in self._told})
