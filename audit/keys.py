"""Data keys: one per (workspace, conversation, data subject), wrapped by the key-encryption key, unwrapped for a short while in memory.

``DataKey`` says which key protects what; the wrapped bytes lie in a ``KeyStore``. Destroying a key is what erases: every copy of
the content, in any backup, is unreadable from then on (other processes forget an unwrapped key after ``TTL`` seconds).
"""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from audit import masterkey
from audit.errors import ContentErased
from audit.keycache import KeyCache
from audit.keystore import store
from audit.models import DataKey
from kit.ids import uuid7

TTL = 60.0
_cache = KeyCache(size=4096, ttl=TTL)

Scope = tuple[UUID, str, UUID | None, UUID | None]
"""workspace, purpose, conversation, subject"""


def wrap(identity: UUID, key: bytes) -> bytes:
    """tag of the key-encryption key (4) || nonce (12) || AES-256-GCM of the data key, bound to its id."""
    tag, master = masterkey.parsed(settings.COUNTERSIGN_KEY)[0]
    nonce = secrets.token_bytes(12)
    return tag + nonce + AESGCM(master).encrypt(nonce, key, identity.bytes)


def unwrap(identity: UUID, wrapped: bytes) -> bytes:
    """Raises ImproperlyConfigured when COUNTERSIGN_KEY is not the one that wrapped this key."""
    tag, nonce, sealed = wrapped[:4], wrapped[4:16], wrapped[16:]
    for candidate, master in masterkey.parsed(settings.COUNTERSIGN_KEY):
        if candidate == tag:
            try:
                return AESGCM(master).decrypt(nonce, sealed, identity.bytes)
            except InvalidTag:
                break
    raise ImproperlyConfigured("The content of this database was written with another COUNTERSIGN_KEY; set that one (it may stand second).")


def for_writing(workspace: UUID, conversation: UUID | None, subject: UUID | None, purpose: str = "content") -> tuple[UUID, bytes]:
    """The living key of this scope, made on first use: (id, 32 bytes)."""
    scope = (workspace, purpose, conversation, subject)
    known = _cache.by_scope(scope)
    if known:
        return known
    found = _find(scope) or _make(scope)
    transaction.on_commit(lambda: _cache.put(found[0], found[1], scope))
    return found


def for_reading(key_ids: set[UUID]) -> dict[UUID, bytes]:
    """The keys with these ids that still exist; a destroyed one is absent."""
    keys = {identity: key for identity in key_ids if (key := _cache.get(identity))}
    missing = key_ids - keys.keys()
    if missing:
        fresh = {identity: unwrap(identity, wrapped) for identity, wrapped in store().get_many(missing).items()}
        transaction.on_commit(lambda: _cache.put_many(fresh))
        keys |= fresh
    return keys


def destroy(key_ids: set[UUID]) -> int:
    """Destroy these keys for good; how many were still alive. The caller records the entry that says so, in this transaction."""
    with transaction.atomic():
        alive = DataKey.objects.filter(id__in=key_ids, destroyed_at__isnull=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_datakey SET destroyed_at = clock_timestamp() WHERE id = ANY(%s) AND destroyed_at IS NULL",
                [list(alive.values_list("id", flat=True))],
            )
            count = int(cursor.rowcount)
        store().delete_many(key_ids)
        forget(key_ids)
        transaction.on_commit(lambda: forget(key_ids))
    return count


def forget(key_ids: set[UUID] | None = None) -> None:
    """Drop unwrapped keys from this process's memory (all of them without an argument)."""
    _cache.drop(key_ids)


def lookup_hash(workspace: UUID, text: str) -> str:
    """HMAC-SHA-256 (hex) of an address under the workspace's look-up key: equal addresses find each other, nobody else can guess them."""
    _, key = for_writing(workspace, None, None, DataKey.Purpose.LOOKUP)
    return hmac.digest(key, text.encode(), "sha256").hex()


def _find(scope: Scope) -> tuple[UUID, bytes] | None:
    """By ``=`` or ``IS NULL``, as Django writes it: ``IS NOT DISTINCT FROM`` cannot use the index and reads every key there is."""
    workspace, purpose, conversation, subject = scope
    living = DataKey.objects.filter(workspace=workspace, purpose=purpose, conversation=conversation, subject=subject, destroyed_at=None)
    identity = next(iter(living.values_list("id", flat=True)), None)
    return (identity, _stored(identity)) if identity else None


def _stored(identity: UUID) -> bytes:
    wrapped = store().get_many({identity}).get(identity)
    if wrapped is None:
        raise ContentErased(f"The data key {identity} is not in the key store; restore the store's backup or run the erasure to its end.")
    return unwrap(identity, wrapped)


def _make(scope: Scope) -> tuple[UUID, bytes]:
    """The key is stored before anything that it protects. Of two makers at once the second waits for the first and takes its key."""
    identity, key = uuid7(), secrets.token_bytes(32)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_datakey (id, workspace, purpose, conversation, subject) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (identity, *scope),
        )
        if cursor.rowcount:
            store().put(identity, wrap(identity, key))
            return identity, key
    found = _find(scope)
    if found is None:
        raise ContentErased("The key of this conversation was destroyed this very moment; try again.")
    return found
