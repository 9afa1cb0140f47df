"""What a visitor may see of their own conversation: its messages in order, never a note, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from audit import sealed
from connectors.models import Channel
from conversations import contacts, documents
from conversations.chat import notices
from conversations.chat.tokens import Visitor
from conversations.models import ContactAddress, Conversation, Message
from conversations.threading import WINDOW
from kit.errors import NotFound

PAGE = 100
SHOWN = (Message.Direction.INBOUND, Message.Direction.OUTBOUND)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything after a number, at most ``PAGE`` messages. ``state``: new, preparing, checking, answered or closed."""

    conversation: UUID | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    last: int = 0
    state: str = "new"
    notice: str = ""
    more: bool = False

    def as_frame(self) -> dict[str, Any]:
        return {
            "type": "messages",
            "conversation": str(self.conversation or ""),
            "messages": self.messages,
            "state": self.state,
            "notice": self.notice,
            "more": self.more,
        }


def channel_for(identity: UUID) -> Channel:
    """The chat channel that is switched on. The same NotFound for one that is off and one that is not there."""
    channel = Channel.objects.filter(id=identity, kind="chat", is_active=True).select_related("workspace").first()
    if channel is None:
        raise NotFound("There is no such chat.")
    return channel


def current(channel: Channel, visitor: Visitor) -> Conversation | None:
    """The visitor's conversation on this channel; one that was settled long ago does not count any more."""
    key = visitor.key(channel.workspace_id)
    address = ContactAddress.objects.select_related("contact__merged_into")
    known = address.filter(workspace_id=channel.workspace_id, kind="chat", lookup=key).first()
    if known is None:
        return None
    ids = {known.contact_id, contacts.survivor(known.contact).id}
    theirs = Conversation.objects.filter(channel=channel, contact_id__in=ids, participants__lookup=key)
    found = theirs.select_related("channel").order_by("-opened_at").first()
    return None if found is None or _settled(found) else found


def _settled(conversation: Conversation) -> bool:
    return conversation.status == Conversation.Status.RESOLVED and conversation.last_message_at < timezone.now() - WINDOW


def since(channel: Channel, visitor: Visitor, after: int, conversation: str = "") -> Page:
    """What came after number ``after`` of ``conversation``; all of it when the page knew another one.

    Numbers are given under the conversation's lock, so a higher one never commits before a lower one: nothing can slip in behind.
    """
    found = current(channel, visitor)
    if found is None:
        return Page()
    start = after if conversation in ("", str(found.id)) else 0
    rows = list(Message.objects.filter(conversation=found, seq__gt=start, direction__in=SHOWN).order_by("seq")[: PAGE + 1])
    shown, more = rows[:PAGE], len(rows) > PAGE
    texts = documents.load_many(shown)
    sealed.open_all(shown, "external_id")
    state = _state(found)
    return Page(
        conversation=found.id,
        messages=[_told(row, texts[row.id]) for row in shown],
        last=shown[-1].seq if shown else start,
        state=state,
        notice=notices.text_of(channel, found)[0] if state == "checking" else "",
        more=more,
    )


def _told(row: Message, document: documents.MessageDocument) -> dict[str, Any]:
    inbound = row.direction == Message.Direction.INBOUND
    return {
        "seq": row.seq,
        "from": "visitor" if inbound else "us",
        "text": document.full_text or document.text,
        "at": row.created_at.isoformat(),
        "id": client_id(row.external_id) if inbound else "",
    }


def _state(conversation: Conversation) -> str:
    if conversation.status == Conversation.Status.RESOLVED:
        return "closed"
    if notices.is_waiting(conversation):
        return "checking"
    last = (
        Message.objects.filter(conversation=conversation, direction__in=SHOWN).order_by("-seq").values_list("direction", flat=True).first()
    )
    return "preparing" if last == Message.Direction.INBOUND else "answered"


def external_id(key: str, client: str) -> str:
    """The message's id on its channel: another visitor who knows a page's id cannot claim it."""
    return f"visitor-{key[:32]}-{client}"


def client_id(external: str) -> str:
    """The page's own id of a message, so that it knows it again."""
    return external[41:] if external.startswith("visitor-") else ""
