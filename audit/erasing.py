"""The heart of erasing: destroy the data keys of a conversation or a person, and the content that nobody can read any more.

Entries stay. They commit to what was there, so ``audit verify`` finds the ledger whole afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, models, transaction

from audit import content, keys
from audit.erasers import Counts
from audit.models import Content, DataKey
from audit.recorder import record
from kit.actor import Actor

BATCH = 2_000


def of_conversations(workspace: UUID, conversations: frozenset[UUID], contacts: frozenset[UUID]) -> Counts:
    """Living keys of these conversations and people, and the contents under them."""
    found = _living(workspace).filter(models.Q(conversation__in=conversations) | models.Q(subject__in=contacts))
    ids = list(found.values_list("id", flat=True))
    return {"audit_datakey": len(ids), "audit_content": Content.objects.filter(key__in=ids).count()}


def has_keys(workspace: UUID, conversation: UUID, contacts: frozenset[UUID] | None = None) -> bool:
    """Of whomever, or of these people only."""
    found = _living(workspace).filter(conversation=conversation)
    return (found if contacts is None else found.filter(subject__in=contacts)).exists()


@transaction.atomic
def destroy_conversation(workspace: UUID, conversation: UUID, *, actor: Actor, reason: str) -> Counts:
    """All keys of a conversation, of whoever spoke there, with their contents. The second time there is nothing to do."""
    return _destroy(workspace, _living(workspace).filter(conversation=conversation), actor, reason, conversation)


@transaction.atomic
def destroy_subject(workspace: UUID, contacts: frozenset[UUID], *, actor: Actor, reason: str) -> Counts:
    """All keys of a person, in whatever conversation or none."""
    return _destroy(workspace, _living(workspace).filter(subject__in=contacts), actor, reason, None)


def _living(workspace: UUID) -> models.QuerySet[DataKey]:
    return DataKey.objects.filter(workspace=workspace, purpose=DataKey.Purpose.CONTENT, destroyed_at=None)


def _destroy(workspace: UUID, found: models.QuerySet[DataKey], actor: Actor, reason: str, stream: UUID | None) -> Counts:
    ids = set(found.select_for_update().values_list("id", flat=True))
    if not ids:
        return {}
    record("audit.key.destroyed", workspace=workspace, actor=actor, stream=stream, data={"keys": ids, "reason": reason})
    purged = sum(content.purge(workspace, batch) for batch in _contents(workspace, ids))
    return {"audit_datakey": keys.destroy(ids), "audit_content": purged}


def _contents(workspace: UUID, ids: set[UUID]) -> Iterator[list[str]]:
    """In batches, read anew each time: what was read last is gone when the next one is asked for."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM audit_content WHERE workspace = %s AND key = ANY(%s) LIMIT %s", [workspace, list(ids), BATCH])
            batch = [row[0] for row in cursor.fetchall()]
        if not batch:
            return
        yield batch
