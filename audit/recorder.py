"""``record``: one entry on the ledger, in the transaction of what it describes.

    with transaction.atomic():
        item.decide(...)
        record("review.item.approved", workspace=item.workspace_id, actor=user.actor, subject=item.id, stream=item.conversation_id,
               data={"digest": item.content_digest, "outcome": "approved"}, content={"note": note_ref})

The time (``clock_timestamp()``) and, in a stream, the number are filled in by PostgreSQL in the same statement. Nothing is notified:
a NOTIFY would make all commits queue up behind one lock; the sealer looks every 250 ms by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from audit import canonical, events, waiting
from audit.canonical import Json
from audit.errors import NotInTransaction, RefusedData
from audit.refs import ContentRef
from kit import correlation, statements
from kit.actor import Actor
from kit.ids import uuid7

INSTALLATION = UUID(int=0)
"""The workspace of entries about the installation itself: epochs, keys, settings."""

VERSION = 1
MANY = "audit_record_many(%s::uuid[], %s::uuid[], %s::uuid[], %b::text[], %b::text[], %b::text[])"


@dataclass(frozen=True, slots=True)
class Recording:
    """What ``record`` takes, for ``record_many``."""

    event: str
    workspace: UUID
    actor: Actor
    subject: UUID | None = None
    stream: UUID | None = None
    data: Mapping[str, object] | None = None
    content: Mapping[str, ContentRef] | None = None


Parts = tuple[UUID, UUID, UUID | None, str, str, str]


def record(
    event: str,
    *,
    workspace: UUID,
    actor: Actor,
    subject: UUID | None = None,
    stream: UUID | None = None,
    data: Mapping[str, object] | None = None,
    content: Mapping[str, ContentRef] | None = None,
) -> UUID:
    """Write one entry and return its id.

    ``stream`` is the conversation whose order of causes the entry belongs to. Raises NotInTransaction outside of
    ``transaction.atomic()``, UnregisteredEvent, RefusedData (a float, text, an undeclared field).
    """
    parts = _parts(Recording(event, workspace, actor, subject, stream, data, content))
    _require_transaction()
    later = waiting.here()
    if later is not None:
        later.entries.append(parts)
    else:
        insert([parts])
    return parts[0]


def record_many(recordings: Sequence[Recording]) -> list[UUID]:
    """Write several entries in this order, in one round trip; their ids in the same order."""
    if not recordings:
        return []
    parts = [_parts(recording) for recording in recordings]
    _require_transaction()
    later = waiting.here()
    if later is not None:
        later.entries.extend(parts)
    else:
        insert(parts)
    return [part[0] for part in parts]


def insert(entries: Sequence[Parts]) -> None:
    """Entries as ``record`` makes them."""
    if not entries:
        return
    if len(entries) == 1:
        statements.ask("SELECT audit_record(%s, %s, %s, %s, %s, %s)", entries[0])
    else:
        statements.ask(f"SELECT {MANY}", [list(column) for column in zip(*entries, strict=True)])


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction("record() must run inside transaction.atomic(), together with the change that it records.")


def _parts(recording: Recording) -> Parts:
    """The body around the two gaps that the database fills: the time and the number in the stream."""
    identity = uuid7()
    head, middle, tail = _texts(recording, identity)
    return identity, recording.workspace, recording.stream, head, middle, tail


def _texts(recording: Recording, identity: UUID) -> tuple[str, str, str]:
    actor, content = recording.actor, recording.content or {}
    data = events.written(recording.event, recording.data or {}, content)
    head = {"actor": _text(actor.id), "actor_kind": actor.kind}
    middle: dict[str, Json] = {
        "auth": _auth(actor),
        "content": {name: ref.as_json() for name, ref in content.items()},
        "correlation": _correlation(),
        "data": data,
        "event": recording.event,
        "id": str(identity),
        "stream": _text(recording.stream),
    }
    tail = {"subject": _text(recording.subject), "v": VERSION, "workspace": str(recording.workspace)}
    encode = canonical.encoded
    return f'{encode(head)[:-1]},"at":"', f'",{encode(middle)[1:-1]},"stream_no":', f",{encode(tail)[1:]}"


def _auth(actor: Actor) -> str:
    if not events.is_code(actor.auth):
        raise RefusedData("the actor's auth must be a short code such as session, token or mail:verified.")
    return actor.auth


def _correlation() -> str:
    """An id that came from outside and is none is left out; it must not stop the work that is recorded."""
    current = correlation.get()
    return current if events.is_code(current) else ""


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
