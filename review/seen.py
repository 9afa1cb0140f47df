"""What a person had on their screen when they decided: the item, under the masks of that moment, with what they had revealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from review import digests

# As text, so that nothing about them can be forgotten: rules for reviewers in order of their types, a channel's own marked, and the recognisers.
MASKED: Final = """(
    SELECT coalesce(string_agg(told, ',' ORDER BY told), '') FROM (
        SELECT CASE WHEN r.channel IS NULL THEN '' ELSE 'channel ' END || r.entity || '=' || r.operator AS told FROM policies_redactionrule r
        WHERE r.workspace_id = i.workspace_id AND r.surface = 'reviewer' AND (r.channel IS NULL OR r.channel = (
            SELECT c.channel_id FROM conversations_conversation c WHERE c.id = i.conversation_id))
        UNION ALL SELECT 'recogniser ' || o.digest FROM policies_recogniser o WHERE o.workspace_id = i.workspace_id AND o.is_active) AS all_told)"""
REVEALED: Final = """ARRAY(
    SELECT v.id FROM review_reveal v
    WHERE v.conversation_id = i.conversation_id AND v.user_id = %(user)s AND v.created_at >= i.created_at ORDER BY v.id)"""
_SEEN: Final = f"SELECT {MASKED}, {REVEALED} FROM review_item i WHERE i.id = %(item)s"  # noqa: S608 - two texts of our own


@dataclass(frozen=True, slots=True)
class Seen:
    """``masked``: rules in force; ``revealed``: fields that this person has seen open since the item came."""

    masked: str
    revealed: list[UUID]

    def told(self, seen_digest: str) -> dict[str, object]:
        """For the entry of a decision. The digest is SHA-256 over canonical JSON: anyone who knows the three can say it again."""
        view = {"masked": self.masked, "revealed": [str(one) for one in self.revealed], "seen": seen_digest}
        return {"view_digest": digests.of(view), "reveals": self.revealed}


def by(user: UUID, item: UUID) -> Seen:
    """For decisions that are not made by the one statement. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"user": user, "item": item})
        masked, revealed = cursor.fetchone()
    return Seen(masked, revealed)
