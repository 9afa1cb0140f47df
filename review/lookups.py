"""What the gate asks of the database for every turn, one statement each: through the ORM the asking took longer than the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kit import statements

_SENT = """
SELECT count(*), count(*) FILTER (WHERE m.created_at > %(day)s)
  FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
 WHERE c.contact_id = %(contact)s AND m.direction = 'out' AND m.created_at > %(week)s
"""
_PARTAKING = "SELECT lookup FROM conversations_participant WHERE conversation_id = %s"


def sent_to(contact: UUID, now: datetime) -> tuple[int, int]:
    """How many messages went out to this customer in the last seven days, and in the last 24 hours."""
    week, day = statements.ask(_SENT, {"contact": contact, "day": now - timedelta(hours=24), "week": now - timedelta(days=7)})[0]
    return int(week), int(day)


def partaking(conversation: UUID) -> list[str]:
    """The keyed hashes of the addresses that take part in the conversation."""
    return [lookup for (lookup,) in statements.ask(_PARTAKING, [conversation])]
