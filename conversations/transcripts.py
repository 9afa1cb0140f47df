"""A conversation as a text to take out of the product: by the rules for exports of its channel, which the original under ``audit.bundle`` is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from accounts.models import User
from audit.recorder import record
from conversations import documents
from conversations.documents import MessageDocument
from conversations.models import Conversation, Message
from policies import redaction

TAKEN_OUT: Final = "conversation.taken_out"
_SIDES: Final = {Message.Direction.INBOUND: "Customer", Message.Direction.OUTBOUND: "We"}
_HELD_BACK: Final = "[held back: nobody may read it yet]"
_BATCH: Final = 200
_LONGEST: Final = redaction.MAX_CHARACTERS - 2000
"""Of one message, so that there is room for its subject."""


def take_out(conversation: Conversation, *, acting_user: User) -> str:
    """The caller has checked that they may read it. The entry is committed before the text leaves."""
    messages = list(conversation.messages.exclude(direction=Message.Direction.NOTE).order_by("seq"))
    told = _text(conversation, messages)
    with transaction.atomic():
        record(
            TAKEN_OUT, workspace=conversation.workspace_id, actor=acting_user.as_actor(), subject=conversation.id, stream=conversation.id,
            data={"messages": len(messages)},
        )  # fmt: skip
    return told


def _text(conversation: Conversation, messages: Sequence[Message]) -> str:
    """Who wrote is said by side only: names and addresses of senders are left out, and internal notes. A value keeps its mark through the whole."""
    names: dict[str, str] = {}
    parts = [f"Conversation {conversation.id}, redacted by the rules for exports."]
    for at in range(0, len(messages), _BATCH):
        batch = messages[at : at + _BATCH]
        found = documents.load_many(batch)
        shown = [_said(one, found[one.id]) for one in batch]
        redacted = redaction.redact_all(
            shown, workspace=conversation.workspace_id, channel=conversation.channel_id, surface="export", language=conversation.language,
            names=names,
        )  # fmt: skip
        parts += [f"{_head(one)}\n{text.text}" for one, text in zip(batch, redacted, strict=True)]
    return "\n\n".join(parts) + "\n"


def _head(message: Message) -> str:
    return f"{message.seq}. {_SIDES[Message.Direction(message.direction)]}, {message.sent_at or message.created_at:%Y-%m-%d %H:%M} UTC"


def _said(message: Message, document: MessageDocument) -> str:
    if message.quarantined:
        return _HELD_BACK
    text = document.text or document.full_text
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\n[{len(text) - _LONGEST:,} more characters are not in this text]"
    return f"Subject: {document.subject[:1000]}\n\n{text}" if document.subject else text
