"""What the ledger says about content that is gone: which keys were destroyed, and where content was purged.

A mark on a key or a row among the purged ones is only the database's word. It is believed where an entry stands behind it.
Entries and keys are read one after the other, and of each no more is kept than its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from audit import events
from audit.explorer import KINDS

_TOLD = "SELECT stream, body FROM audit_entry WHERE workspace = %s AND actor_kind = ANY(%s) AND event = ANY(%s)"
_OF = "SELECT conversation, id FROM audit_datakey WHERE workspace = %s AND destroyed_at IS NOT NULL AND conversation IS NOT NULL"
_DESTROYED = "SELECT id FROM audit_datakey WHERE workspace = %s AND destroyed_at IS NOT NULL ORDER BY destroyed_at, id"


class GoneBy:
    """Of one workspace."""

    def __init__(self, workspace: str) -> None:
        self.workspace = workspace

    def destroyed(self, key: UUID) -> bool:
        return key.bytes in self._told[0]

    def purged(self, stream: str | None) -> bool:
        """Whether something was purged of this conversation; of what belongs to none, whether anything was at all."""
        return bool(self._told[1]) if stream is None else UUID(stream).bytes in self._streams

    def untold(self) -> UUID | None:
        """A key that is marked as destroyed though no entry says so."""
        return next((key for (key,) in _each(_DESTROYED, [self.workspace]) if not self.destroyed(key)), None)

    @cached_property
    def _told(self) -> tuple[set[bytes], set[bytes]]:
        """Keys, and conversations with b"" for none."""
        keys: set[bytes] = set()
        streams: set[bytes] = set()
        for stream, body in _each(_TOLD, [self.workspace, list(KINDS), events.purging()]):
            streams.add(stream.bytes if stream else b"")
            keys |= _keys(body)
        return keys, streams

    @cached_property
    def _streams(self) -> set[bytes]:
        return self._told[1] | {stream.bytes for stream, key in _each(_OF, [self.workspace]) if self.destroyed(key)}


def _keys(body: str) -> set[bytes]:
    """None of a body that was altered, which is found by its seal."""
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        return {UUID(key).bytes for key in json.loads(body)["data"].get("keys") or ()}
    return set()


def _each(query: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Row by row from the server: of a workspace where all goes after a month there are as many as there were conversations."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(2_000):
            yield from rows
