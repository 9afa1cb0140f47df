"""Look-up by what somebody holds in their hand: an address, a Message-ID, an id. Exact and by index; the words come by POST only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Workspace
from conversations import contacts, threading
from conversations.models import Conversation, Message
from kit.ids import as_uuid


def find(rows: QuerySet[Conversation], workspace: Workspace, words: str) -> QuerySet[Conversation]:
    """Those of ``rows`` that ``words`` names; none when it names nothing."""
    words = words.strip()
    identity = as_uuid(words)
    if identity:
        return rows.filter(id=identity)
    if "@" not in words:
        return rows.none()
    by_message = _with_message(workspace, words.strip("<>"))
    return rows.filter(id__in=by_message) if by_message else _of_address(rows, workspace, words)


def _of_address(rows: QuerySet[Conversation], workspace: Workspace, address: str) -> QuerySet[Conversation]:
    contact = contacts.find(workspace.id, "email", address)
    return rows.filter(contact__in=contacts.family(contact.id)) if contact else rows.none()


def _with_message(workspace: Workspace, external_id: str) -> list[UUID]:
    found = Message.objects.filter(channel__in=workspace.channels.values("id"), external_lookup=threading.id_key(workspace.id, external_id))
    return list(found.values_list("conversation_id", flat=True)[:20])
