"""Store a conversation's contents again without somebody's words, under new keys, and destroy the keys that opened the old ones.

    redacting.conversation(workspace, conversation, change, apart=contacts, actor=actor, reason="erasure")

Entries stay as they are: whoever asks for a content by the id that an entry names gets what took its place. The entry
``audit.content.redacted`` names both ids and commits to the new content; what was not kept has no new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from audit import content, keys
from audit.content import ContentRef, Piece
from audit.erasers import Counts
from audit.events import DIGESTS, ID, Event, event
from audit.models import DataKey
from audit.recorder import record
from kit.actor import Actor

BATCH = 25
"""Contents of one entry, and of one read."""

NAMES = tuple(f"after_{number}" for number in range(BATCH))
REDACTED = "audit.content.redacted"
EVENTS: dict[str, Event] = {
    REDACTED: event("Contents stored again, redacted", {"before": DIGESTS, "request": ID}, content=NAMES, required=("before",))
}
_CONTENTS = "SELECT id, key, sealed, media_type FROM audit_content WHERE workspace = %s AND key = ANY(%s) ORDER BY id LIMIT %s"
_FOLLOW = "UPDATE audit_redactedcontent r SET new = n.new FROM unnest(%s::text[], %s::text[]) n (old, new) WHERE r.new = n.old"
_LINK = "INSERT INTO audit_redactedcontent (old, new, workspace) SELECT n.old, n.new, %s FROM unnest(%s::text[], %s::text[]) n (old, new)"

Change = Callable[[str, bytes], bytes | None]
"""(content id, bytes) to what is stored in their place; None where nothing is."""


@dataclass(frozen=True, slots=True)
class _Stored:
    identity: str
    key: UUID
    data: bytes
    media_type: str


@transaction.atomic
def conversation(
    workspace: UUID, conversation: UUID, change: Change, *, apart: frozenset[UUID], actor: Actor, reason: str, request: UUID | None = None
) -> Counts:
    """Every content of a conversation goes through ``change``. What lay under a key of one of ``apart`` is kept under none of theirs.

    In the caller's transaction, which holds the conversation. The keys are opened first and destroyed before the new ones are made: of one
    conversation and person only one key lives.
    """
    living = DataKey.objects.filter(workspace=workspace, purpose=DataKey.Purpose.CONTENT, conversation=conversation, destroyed_at=None)
    subjects = dict(living.select_for_update().values_list("id", "subject"))
    if not subjects:
        return {}
    opened = keys.for_reading(set(subjects))
    record("audit.key.destroyed", workspace=workspace, actor=actor, stream=conversation, data={"keys": set(subjects), "reason": reason})
    keys.destroy(set(subjects))
    counts = {"audit_datakey": len(subjects), "audit_content": 0}
    for batch in _batches(workspace, opened):
        kept = [(one, after) for one in batch if (after := change(one.identity, one.data)) is not None]
        pieces = [Piece(after, conversation, _subject(subjects[one.key], apart), one.media_type) for one, after in kept]
        refs = content.put_many(workspace, pieces)
        data = {"before": [one.identity for one, _ in kept], "request": request}
        if kept:
            record(
                REDACTED, workspace=workspace, actor=actor, subject=conversation, stream=conversation, data=data,
                content=dict(zip(NAMES, refs, strict=False)),
            )  # fmt: skip
            _link(workspace, [one.identity for one, _ in kept], refs)
        counts["audit_content"] += content.purge(workspace, [one.identity for one in batch])
    return counts


def _subject(subject: UUID | None, apart: frozenset[UUID]) -> UUID | None:
    return None if subject in apart else subject


def _batches(workspace: UUID, opened: dict[UUID, bytes]) -> Iterator[list[_Stored]]:
    """Read anew each time: what was read last is gone when the next is asked for."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CONTENTS, [workspace, list(opened), BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield [_Stored(row[0], row[1], content.open_sealed(opened[row[1]], row[0], bytes(row[2])), row[3]) for row in rows]


def _link(workspace: UUID, before: Sequence[str], refs: Sequence[ContentRef]) -> None:
    """From the old ids to the new ones; what led to an old one is led on, so that every way is one step."""
    after = [ref.id for ref in refs]
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [list(before), after])
        cursor.execute(_LINK, [workspace, list(before), after])
