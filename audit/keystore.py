"""Where wrapped data keys lie. ``DatabaseStore`` keeps them in the main database; a store outside of it implements the same protocol."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from audit.models import WrappedKey
from kit import rows, statements

_READ = "SELECT id, wrapped FROM audit_wrappedkey WHERE id = ANY(%s)"


class KeyStore(Protocol):
    """``put`` must have stored the key durably (or in the caller's transaction) when it returns. Deleting what is gone is no error."""

    def put(self, identity: UUID, wrapped: bytes) -> None: ...

    def get_many(self, identities: set[UUID]) -> dict[UUID, bytes]: ...

    def delete_many(self, identities: set[UUID]) -> None: ...


class DatabaseStore:
    def put(self, identity: UUID, wrapped: bytes) -> None:
        rows.insert(WrappedKey(id=identity, wrapped=wrapped))

    def get_many(self, identities: set[UUID]) -> dict[UUID, bytes]:
        return {identity: bytes(wrapped) for identity, wrapped in statements.ask(_READ, [list(identities)])}

    def delete_many(self, identities: set[UUID]) -> None:
        WrappedKey.objects.filter(id__in=identities).delete()


_store: KeyStore = DatabaseStore()


def store() -> KeyStore:
    return _store
