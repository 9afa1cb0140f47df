"""What is derived from content and left out of backups, made anew: lines of lists, and the index of documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import Q

from conversations import documents, sql
from conversations.documents import MessageDocument
from conversations.memory import indexing
from conversations.models import Conversation, Message
from conversations.plain import plain

BATCH: Final = 200


def previews(workspace: UUID) -> int:
    """Of conversations that have none: how many were made. What was erased stays empty."""
    wanted, made = iter(list(Conversation.objects.filter(workspace=workspace, preview=None).values_list("id", flat=True))), 0
    while batch := list(islice(wanted, BATCH)):
        for conversation, subject, newest in _said(batch):
            sql.tell_lists(conversation, [], plain(subject, 300), _first_words(newest), _sender(newest))
            made += 1
    return made


def index(workspace: UUID) -> int:
    """Of documents that have none, or one of another model."""
    return indexing.refresh(workspace)


def _said(conversations: list[UUID]) -> Iterator[tuple[UUID, str, MessageDocument]]:
    """Of each the subject of its first message, and its newest one that a person wrote, as intake leaves them."""
    rows = Message.objects.filter(~Q(content=""), conversation__in=conversations, direction=Message.Direction.INBOUND).order_by("seq")
    firsts: dict[UUID, Message] = {}
    lasts: dict[UUID, Message] = {}
    for row in rows:
        if row.machine and row.conversation_id in firsts:
            continue
        firsts.setdefault(row.conversation_id, row)
        lasts[row.conversation_id] = row
    read = documents.load_many({row.id: row for row in (*firsts.values(), *lasts.values())}.values())
    for conversation, last in lasts.items():
        yield conversation, read[firsts[conversation].id].subject, read[last.id]


def _first_words(document: MessageDocument) -> str:
    return plain(" ".join((document.text or document.full_text)[:2_000].split()), 300)


def _sender(document: MessageDocument) -> str:
    return plain(document.sender.name or document.sender.address, 200)
