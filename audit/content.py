"""The content store: every text, prompt, output, argument and attachment, encrypted so that erasing is destroying one key.

    ref = content.put(workspace, "Dear Ms Ito, ...", conversation=conversation.id, subject=contact.id)
    content.get_text(workspace, ref.id)

Equal content under the same key is stored once. content id = HMAC-SHA-256(data key, plaintext); commitment = HMAC-SHA-256(k,
plaintext) with k = HKDF(data key, content id), so that a bundle can disclose k for one content and nothing else.
"""

from __future__ import annotations

import hmac
import json
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from audit import hkdf, keys, waiting
from audit.errors import ContentErased, ContentMissing, NotInTransaction
from audit.models import Content, DataKey, PurgedContent, RedactedContent
from audit.refs import ContentRef
from kit import statements

__all__ = ["ContentRef", "Piece", "get", "get_json", "get_many", "get_text", "open_sealed", "purge", "put", "put_many", "redacted"]

Data = bytes | str | dict[str, Any] | list[Any]
_PLAIN, _ZLIB = b"\0", b"\1"
MOST_AT_ONCE = 16
"""Rows that one statement stores: for each number of them PostgreSQL keeps a plan."""
# One look into the index a wanted row, whatever the planner thinks of the table: as a join it read all of a young, growing table each time.
_READ = """
    SELECT w.id, c.id, c.key, c.sealed FROM unnest((SELECT %s::text[])) w (id) CROSS JOIN LATERAL (
        SELECT * FROM audit_content c WHERE c.id = coalesce((SELECT r.new FROM audit_redactedcontent r WHERE r.old = w.id), w.id) LIMIT 1
    ) c WHERE c.workspace = %s
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """What ``put`` takes, for ``put_many``. ``media_type`` empty: text/plain, application/json or application/octet-stream by type."""

    data: Data
    conversation: UUID | None = None
    subject: UUID | None = None
    media_type: str = ""


def put(workspace: UUID, data: Data, *, conversation: UUID | None, subject: UUID | None, media_type: str = "") -> ContentRef:
    """Store one content and return its reference. In a transaction it commits or vanishes with it."""
    return put_many(workspace, [Piece(data, conversation, subject, media_type)])[0]


def put_many(workspace: UUID, pieces: Sequence[Piece]) -> list[ContentRef]:
    """Store several in one statement; references in the same order. Inside ``audit.together`` they are stored when that ends."""
    if not pieces:
        return []
    scopes = dict.fromkeys((piece.conversation, piece.subject) for piece in pieces)
    living = {scope: keys.for_writing(workspace, *scope) for scope in scopes}
    sealed = [_sealed(workspace, piece, *living[piece.conversation, piece.subject]) for piece in pieces]
    unique = {row[0]: row for row, _ in sealed}
    later = waiting.here()
    if later is not None:
        later.contents |= unique
    else:
        insert(list(unique.values()))
    return [ref for _, ref in sealed]


def insert(rows: Sequence[Row]) -> None:
    """Rows as ``put_many`` makes them, each id once."""
    if not rows:
        return
    some = [rows[at : at + MOST_AT_ONCE] for at in range(0, len(rows), MOST_AT_ONCE)]
    require_stored(rows, sum(statements.tell(inserting(len(one)), [value for row in one for value in row]) for one in some))


Row = tuple[str, UUID, UUID, bytes, int, str]


@cache
def inserting(count: int) -> str:
    """The statement that stores so many rows, each under a key that lives.

    Row by row, and not a list a column: packing and unpacking lists took longer than storing what is in them. The key is looked up for each row, whatever
    the planner thinks of the table: as a join it read every living key of a young installation.
    """
    first, more = "(%s::text, %s::uuid, %s::uuid, %b::bytea, %s::int, %s::text)", ", (%s, %s, %s, %b, %s, %s)" * (count - 1)
    return f"""
        INSERT INTO audit_content (id, workspace, key, sealed, size, media_type)
        SELECT * FROM (VALUES {first}{more}) AS t (id, workspace, key, sealed, size, media_type)
        WHERE (SELECT k.destroyed_at IS NULL FROM audit_datakey k WHERE k.id = t.key)
        ON CONFLICT (id) DO NOTHING
    """  # noqa: S608 - a fixed text, so many times


def _sealed(workspace: UUID, piece: Piece, key_id: UUID, key: bytes) -> tuple[Row, ContentRef]:
    plaintext, media_type = _bytes(piece.data)
    identity = hmac.digest(key, plaintext, "sha256").hex()
    ref = ContentRef(identity, commitment(key, identity, plaintext), len(plaintext))
    return (identity, workspace, key_id, _encrypt(key, identity, plaintext), len(plaintext), piece.media_type or media_type), ref


def commitment(key: bytes, identity: str, plaintext: bytes) -> str:
    return hmac.digest(disclosure_key(key, identity), plaintext, "sha256").hex()


def disclosure_key(key: bytes, identity: str) -> bytes:
    """The key that proves one content: 32 bytes from which the data key cannot be found."""
    return hkdf.derive(key, bytes.fromhex(identity))


def _bytes(data: Data) -> tuple[bytes, str]:
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass"), "text/plain"
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data), "application/octet-stream"
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass"), "application/json"


def _encrypt(key: bytes, identity: str, plaintext: bytes) -> bytes:
    """nonce (12) || AES-256-GCM of a flag byte and the bytes, compressed when that is shorter; bound to the content id."""
    packed = _packed(plaintext)
    inner = _ZLIB + packed if len(packed) < len(plaintext) else _PLAIN + plaintext
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, inner, bytes.fromhex(identity))


def _packed(plaintext: bytes) -> bytes:
    """By a window and tables just large enough: to clear those for 32 kB took longer than to pack what is said in a message."""
    bits = min(max(len(plaintext).bit_length(), 9), zlib.MAX_WBITS)
    packer = zlib.compressobj(6, zlib.DEFLATED, bits, min(bits - 6, zlib.DEF_MEM_LEVEL))
    return packer.compress(plaintext) + packer.flush()


def open_sealed(key: bytes, identity: str, sealed: bytes) -> bytes:
    """The plaintext. Raises ContentMissing when the row is not what was written under this id."""
    try:
        inner = AESGCM(key).decrypt(sealed[:12], sealed[12:], bytes.fromhex(identity))
        plaintext = zlib.decompress(inner[1:]) if inner[:1] == _ZLIB else inner[1:]
    except (InvalidTag, ValueError, zlib.error):
        raise ContentMissing(f"Content {identity[:12]} was altered in the database; run manage.py audit verify.") from None
    if not hmac.compare_digest(hmac.digest(key, plaintext, "sha256").hex(), identity):
        raise ContentMissing(f"Content {identity[:12]} is not what its id says; run manage.py audit verify.")
    return plaintext


def get(workspace: UUID, identity: str) -> bytes:
    """The bytes. Raises ContentErased when its key was destroyed or it was purged, ContentMissing when this workspace has no such content."""
    return _require(workspace, identity, _opened(workspace, [identity]))


def get_text(workspace: UUID, identity: str) -> str:
    return get(workspace, identity).decode("utf-8", "surrogatepass")


def get_json(workspace: UUID, identity: str) -> Any:
    return json.loads(get_text(workspace, identity))


def redacted(workspace: UUID, identities: Iterable[str]) -> dict[str, str]:
    """Those that were stored again without an erased person's words: by their ids, the ids of what took their place."""
    rows = RedactedContent.objects.filter(workspace=workspace, old__in=list(identities))
    return dict(rows.values_list("old", "new"))


def get_many(workspace: UUID, identities: Iterable[str]) -> dict[str, bytes]:
    """Those that can be read, in two queries at most; an erased or unknown one is absent."""
    return {identity: plaintext for identity, plaintext in _opened(workspace, list(identities)).items() if plaintext is not None}


def get_readable(workspace: UUID, identities: Iterable[str]) -> dict[str, bytes]:
    """As ``get_many``, and one that was altered in the database is absent too: the others are still good."""
    wanted = list(identities)
    try:
        return get_many(workspace, wanted)
    except ContentMissing:
        if len(wanted) == 1:
            return {}
        half = len(wanted) // 2
        return get_readable(workspace, wanted[:half]) | get_readable(workspace, wanted[half:])


def _opened(workspace: UUID, identities: list[str]) -> dict[str, bytes | None]:
    """Known contents by the ids asked for, also where another took their place; None where the key is gone."""
    rows: list[tuple[str, str, UUID, bytes | memoryview[int]]] = [*_not_yet_stored(workspace, identities)]
    rows += statements.ask(_READ, [identities, workspace])
    found = keys.for_reading({key for _, _, key, _ in rows})
    return {wanted: open_sealed(found[key], identity, bytes(sealed)) if key in found else None for wanted, identity, key, sealed in rows}


def _not_yet_stored(workspace: UUID, identities: list[str]) -> Iterator[tuple[str, str, UUID, bytes]]:
    later = waiting.here()
    for row in [later.contents[one] for one in identities if one in later.contents] if later else ():
        if row[1] == workspace:
            yield row[0], row[0], row[2], row[3]


def _require(workspace: UUID, identity: str, opened: dict[str, bytes | None]) -> bytes:
    if identity not in opened and PurgedContent.objects.filter(id=identity, workspace=workspace).exists():
        raise ContentErased("This content was erased: its key was destroyed, or its time was over.")
    if identity not in opened:
        raise ContentMissing(f"There is no content {identity[:12]} in this workspace.")
    plaintext = opened[identity]
    if plaintext is None:
        raise ContentErased("This content was erased: its key was destroyed.")
    return plaintext


def require_stored(rows: Sequence[Row], written: int) -> None:
    """Fewer rows ``written`` than sent is right when they were there before, wrong when a key died in between."""
    if written == len(rows):
        return
    known = Content.objects.filter(id__in=[row[0] for row in rows]).count()
    if known < len(rows) or DataKey.objects.filter(id__in={row[2] for row in rows}, destroyed_at__isnull=False).exists():
        keys.forget({row[2] for row in rows})
        raise ContentErased("The key of this conversation was destroyed while this was written; try again.")


def purge(workspace: UUID, identities: Iterable[str]) -> int:
    """Delete rows of content whose entry the caller has recorded in this transaction; how many went. Entries stay."""
    if not connection.in_atomic_block:
        raise NotInTransaction("purge() must run inside transaction.atomic(), after the entry that records it.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('countersign.purging', pg_current_xact_id()::text, true)")
        cursor.execute("DELETE FROM audit_content WHERE workspace = %s AND id = ANY(%s)", [workspace, list(identities)])
        count = int(cursor.rowcount)
        cursor.execute("SELECT set_config('countersign.purging', '', true)")
    return count
