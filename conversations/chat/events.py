"""What the chat writes on the ledger beside its messages."""

from __future__ import annotations

from audit import events

EVENTS = {
    "conversation.notice_given": events.event(
        "Fixed line shown in the chat",
        {"notice": events.CODE, "language": events.CODE},
        content=("text",),
        required=("notice", "language", "text"),
    ),
}


def register() -> None:
    events.register_all(EVENTS)
