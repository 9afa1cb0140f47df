"""A small memory of unwrapped keys, so that a page with forty messages unwraps once. Keys are put here only after their commit."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from uuid import UUID

Scope = tuple[UUID, str, UUID | None, UUID | None]


class KeyCache:
    """At most ``size`` keys, each for ``ttl`` seconds; safe between threads."""

    def __init__(self, size: int, ttl: float) -> None:
        self.size, self.ttl = size, ttl
        self._keys: OrderedDict[UUID, tuple[float, bytes]] = OrderedDict()
        self._scopes: dict[Scope, UUID] = {}
        self._lock = threading.Lock()

    def get(self, identity: UUID) -> bytes | None:
        with self._lock:
            return self._get(identity)

    def by_scope(self, scope: Scope) -> tuple[UUID, bytes] | None:
        with self._lock:
            identity = self._scopes.get(scope)
            key = self._get(identity) if identity else None
            return (identity, key) if identity and key else None

    def put(self, identity: UUID, key: bytes, *, read_at: float) -> None:
        """``read_at`` (time.monotonic()) is when it was read from the store: ``ttl`` counts from then, however long the transaction took."""
        with self._lock:
            self._keys[identity] = (read_at + self.ttl, key)
            self._shrink()

    def put_many(self, keys: Mapping[UUID, bytes], *, read_at: float) -> None:
        for identity, key in keys.items():
            self.put(identity, key, read_at=read_at)

    def name(self, scope: Scope, identity: UUID) -> None:
        """Which key is a scope's. How long the key itself is known does not change by it."""
        with self._lock:
            self._scopes[scope] = identity
            self._shrink()

    def drop(self, identities: set[UUID] | None = None) -> None:
        with self._lock:
            gone = set(self._keys) if identities is None else identities
            for identity in gone:
                self._keys.pop(identity, None)
            self._scopes = {scope: identity for scope, identity in self._scopes.items() if identity not in gone}

    def _get(self, identity: UUID) -> bytes | None:
        kept = self._keys.get(identity)
        if kept is None or kept[0] < time.monotonic():
            self._keys.pop(identity, None)
            return None
        self._keys.move_to_end(identity)
        return kept[1]

    def _shrink(self) -> None:
        while len(self._keys) > self.size:
            self._keys.popitem(last=False)
        if len(self._scopes) > 2 * self.size:
            self._scopes = {scope: identity for scope, identity in self._scopes.items() if identity in self._keys}
