"""For workers that keep what they made of a conversation: what they have in memory must not come back after an erasure."""

from __future__ import annotations

from uuid import UUID

from audit import content
from audit.errors import ContentErased
from conversations.models import Conversation, Message
from kit.errors import NotFound


def hold_unerased(message_id: UUID) -> None:
    """In a transaction: the message's conversation stays as it is until its end.

    Raises ContentErased when it has been emptied, or when a person's words were taken out of it.
    """
    message = Message.objects.filter(id=message_id).first()
    if message is None:
        raise NotFound("The message is gone.")
    list(Conversation.objects.select_for_update(no_key=True, of=("self",)).filter(id=message.conversation_id).values_list("id"))
    content.get(message.workspace_id, message.content)
    if content.redacted(message.workspace_id, [message.content]):
        raise ContentErased("Words of an erased person were taken out of this conversation meanwhile.")
