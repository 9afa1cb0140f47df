"""Keys that the transaction we are in has read or made: nobody else may rely on them before its commit, but it need not read them twice.

They are kept for as long as Django keeps the same list of what to do after the commit. It begins another one at every commit and rollback, a
savepoint's too, so a key that was made in what was rolled back is forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import Any
from uuid import UUID

from django.db.transaction import get_connection

Scope = tuple[UUID, str, UUID | None, UUID | None]


class Keys:
    def __init__(self, list_of_transaction: Any = None) -> None:
        self.list = list_of_transaction
        self.by_id: dict[UUID, bytes] = {}
        self.by_scope: dict[Scope, tuple[UUID, bytes]] = {}

    def add(self, found: Mapping[UUID, bytes], scope: Scope | None = None) -> None:
        if self.list is None:
            return
        self.by_id |= found
        if scope:
            self.by_scope[scope] = next(iter(found.items()))

    def drop(self, identities: set[UUID] | None) -> None:
        gone = set(self.by_id) if identities is None else identities
        for identity in gone:
            self.by_id.pop(identity, None)
        self.by_scope = {scope: one for scope, one in self.by_scope.items() if one[0] not in gone}


_here = local()


def keys() -> Keys:
    """Those of this transaction; outside of one always none."""
    ours = get_connection()  # once: each attribute of ``connection`` looks it up anew
    if not ours.in_atomic_block:
        return Keys()
    known: Keys | None = getattr(_here, "keys", None)
    if known is None or known.list is not ours.run_on_commit:
        known = _here.keys = Keys(ours.run_on_commit)
    return known
