"""What is derived from content and left out of backups, made anew: lines of lists, and the index of documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import Q

from conversations import documents, listed, sql
from conversations.documents import MessageDocument
from conversations.memory import indexing
from conversations.models import Conversation, Message

BATCH: Final = 200


def previews(workspace: UUID) -> int:
    """Of conversations that have none: how many were made. What was erased stays empty."""
    wanted, made = iter(list(Conversation.objects.filter(workspace=workspace, preview=None).values_list("id", flat=True))), 0
    while batch := list(islice(wanted, BATCH)):
        for conversation, title, newest in _said(batch):
            sql.tell_lists(conversation, [], title, listed.first_words(newest), listed.sender(newest))
            made += 1
    return made


def index(workspace: UUID) -> int:
    """Of documents that have none, or one of another model."""
    return indexing.refresh(workspace)


def _said(conversations: list[UUID]) -> Iterator[tuple[UUID, str, MessageDocument]]:
    """Of each how its first message calls it, and its newest one that a person wrote, as intake leaves them."""
    theirs = Message.objects.filter(~Q(content=""), conversation__in=conversations, direction=Message.Direction.INBOUND)
    rows = theirs.select_related("conversation__channel").order_by("seq")
    firsts: dict[UUID, Message] = {}
    lasts: dict[UUID, Message] = {}
    for row in rows:
        if row.machine and row.conversation_id in firsts:
            continue
        firsts.setdefault(row.conversation_id, row)
        lasts[row.conversation_id] = row
    read = documents.load_many({row.id: row for row in (*firsts.values(), *lasts.values())}.values())
    for conversation, last in lasts.items():
        first = firsts[conversation]
        yield conversation, listed.title(read[first.id], first.conversation.channel.kind), read[last.id]
