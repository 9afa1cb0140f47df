"""What erasure tells the rest of the house at the start."""

from __future__ import annotations


def register() -> None:
    """Called once from ``ready()``."""
    from audit import erasers, events
    from conversations.erasure import access, actions, files, holds, rows, running
    from conversations.erasure.events import EVENTS
    from conversations.retention.events import EVENTS as RETENTION
    from kit import events as domain

    events.register_all(EVENTS)
    events.register_all(RETENTION)
    # in the order of these names: the outbox is searched by thread ids that the rows still hold
    erasers.register("conversations.rows", rows.ConversationEraser())
    erasers.register("conversations.outbox", files.OutboxEraser())
    domain.subscribe(actions.WANTED, "conversations.erase", running.wanted)
    domain.subscribe(access.WANTED, "conversations.access", access.wanted)
    domain.subscribe(holds.LIFTED, "conversations.erase_on", running.wanted)
