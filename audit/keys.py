"""Data keys: one per (workspace, conversation, data subject), wrapped by the key-encryption key, unwrapped for a short while in memory.

``DataKey`` says which key protects what; the wrapped bytes lie in a ``KeyStore``. Destroying a key is what erases: every copy of
the content, in any backup, is unreadable from then on (other processes forget an unwrapped key after ``TTL`` seconds).
"""

from __future__ import annotations

import hmac
import secrets
import time
from functools import cache, partial
from itertools import islice
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from audit import hkdf, inside, masterkey
from audit.errors import ContentErased
from audit.keycache import KeyCache
from audit.keystore import store
from audit.models import DataKey
from kit import statements
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
    here = inside.keys()
    known = _cache.by_scope(scope) or here.by_scope.get(scope)
    if known:
        return known
    found = _found_or_made(scope)
    transaction.on_commit(lambda: _cache.name(scope, found[0]))
    here.add({found[0]: found[1]}, scope)
    return found


def for_reading(key_ids: set[UUID]) -> dict[UUID, bytes]:
    """The keys with these ids that still exist; a destroyed one is absent."""
    here = inside.keys()
    keys = {identity: key for identity in key_ids if (key := _cache.get(identity) or here.by_id.get(identity))}
    missing = key_ids - keys.keys()
    if missing:
        read_at = time.monotonic()
        fresh = {identity: unwrap(identity, wrapped) for identity, wrapped in store().get_many(missing).items()}
        transaction.on_commit(lambda: _cache.put_many(fresh, read_at=read_at))
        here.add(fresh)
        keys |= fresh
    return keys


def that_open(key_ids: set[UUID]) -> dict[UUID, bytes]:
    """As ``for_reading``, without those that were altered in the key store or wrapped under a COUNTERSIGN_KEY that is not ours."""
    try:
        return for_reading(key_ids)
    except ImproperlyConfigured:
        if len(key_ids) == 1:
            return {}
    some = set(islice(key_ids, len(key_ids) // 2))
    return that_open(some) | that_open(key_ids - some)


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
    inside.keys().drop(key_ids)


def lookup_hash(workspace: UUID, text: str) -> str:
    """HMAC-SHA-256 (hex) of an address under the workspace's look-up key: equal addresses find each other, nobody else can guess them."""
    _, key = for_writing(workspace, None, None, DataKey.Purpose.LOOKUP)
    return hmac.digest(key, text.encode(), "sha256").hex()


def keyed_digest(workspace: UUID, conversation: UUID, purpose: str, text: str) -> str:
    """HMAC-SHA-256 (hex) under a key derived of the conversation's own: it can be compared while that lives, and never guessed afterwards."""
    _, key = for_writing(workspace, conversation, None)
    return hmac.digest(hkdf.derive(key, purpose.encode()), text.encode("utf-8", "surrogatepass"), "sha256").hex()


def _found_or_made(scope: Scope) -> tuple[UUID, bytes]:
    """One statement for both. The key is stored before anything that it protects.

    Of two makers at once the second waits for the first, gets no row because its statement began before, and looks again.
    """
    identity = uuid7()
    for _ in range(2):
        with transaction.atomic(savepoint=False):
            found = statements.ask(_find_or_make(scope[2] is None, scope[3] is None), _values(identity, scope))
            if found and found[0][1]:
                key = secrets.token_bytes(32)
                transaction.on_commit(partial(_cache.put, identity, key, read_at=time.monotonic()))
                store().put(identity, wrap(identity, key))
                return identity, key
        if found:
            return found[0][0], _stored(found[0][0])
    raise ContentErased("The key of this conversation was destroyed this very moment; try again.")


def _values(identity: UUID, scope: Scope) -> dict[str, UUID | str | None]:
    workspace, purpose, conversation, subject = scope
    return {"id": identity, "workspace": workspace, "purpose": purpose, "conversation": conversation, "subject": subject}


@cache
def _find_or_make(no_conversation: bool, no_subject: bool) -> str:
    """By ``=`` or ``IS NULL``: ``IS NOT DISTINCT FROM`` cannot use the index and reads every key there is."""
    conversation = "IS NULL" if no_conversation else "= %(conversation)s"
    subject = "IS NULL" if no_subject else "= %(subject)s"
    return f"""
        WITH found AS (
          SELECT id FROM audit_datakey WHERE workspace = %(workspace)s AND purpose = %(purpose)s
             AND conversation {conversation} AND subject {subject} AND destroyed_at IS NULL),
        made AS (
          INSERT INTO audit_datakey (id, workspace, purpose, conversation, subject)
          SELECT %(id)s, %(workspace)s, %(purpose)s, %(conversation)s::uuid, %(subject)s::uuid WHERE NOT EXISTS (SELECT FROM found)
          ON CONFLICT DO NOTHING RETURNING id)
        SELECT id, false FROM found UNION ALL SELECT id, true FROM made
    """  # noqa: S608 - one of four texts of our own, no values


def _stored(identity: UUID) -> bytes:
    """Most often it is known: what is answered was read under the key that the answer is written under."""
    key = for_reading({identity}).get(identity)
    if key is None:
        raise ContentErased(f"The data key {identity} is not in the key store; restore the store's backup or run the erasure to its end.")
    return key
