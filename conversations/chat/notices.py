"""Fixed lines of the chat: shown by what the database says, put on the ledger in the transaction that makes them true."""

from __future__ import annotations

from audit import content
from audit.recorder import record
from connectors.models import Channel
from conversations.chat.texts import COLLEAGUE_CHECKS, NOTICES, chosen
from conversations.models import Conversation, HandOff, Message
from kit import hub
from kit.actor import Actor

WAITING = (Conversation.Status.OPEN, Conversation.Status.WAITING_FOR_US, Conversation.Status.REOPENED)


def text_of(channel: Channel, conversation: Conversation) -> tuple[str, str]:
    """The line a visitor sees while a person looks, and its language: the channel's own, else the registered one."""
    own = str(channel.parameters.get("waiting", "")).strip()
    language = chosen(conversation.language, str(channel.parameters.get("locale", "")))
    return (own, "") if own else (NOTICES[COLLEAGUE_CHECKS][language], language)


def is_waiting(conversation: Conversation) -> bool:
    """Whether a person has been asked since we last answered."""
    return conversation.status in WAITING and _asked(conversation) > 0


def _asked(conversation: Conversation) -> int:
    last = Message.objects.filter(conversation=conversation, direction=Message.Direction.OUTBOUND).order_by("-seq").first()
    hand_offs = HandOff.objects.filter(conversation=conversation)
    return (hand_offs.filter(created_at__gt=last.created_at) if last else hand_offs).count()


def handed_off(conversation: Conversation, actor: Actor) -> None:
    """Called inside the transaction of a new hand-off. Other channels than chat show nothing; a line that stands is not given twice."""
    channel = conversation.channel
    if channel.kind != "chat" or conversation.status not in WAITING or _asked(conversation) != 1:
        return
    text, language = text_of(channel, conversation)
    stored = content.put(conversation.workspace_id, text, conversation=conversation.id, subject=conversation.contact_id)
    record(
        "conversation.notice_given",
        workspace=conversation.workspace_id,
        actor=actor,
        subject=conversation.id,
        stream=conversation.id,
        data={"notice": COLLEAGUE_CHECKS, "language": language},
        content={"text": stored},
    )
    hub.hint(f"conversation:{conversation.id}", type="notice")
