"""What a person had on their screen when they decided: the item, under the masks of that moment, with what they had revealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from review import digests

# As text, so that nothing about them can be forgotten: the workspace's rules for reviewers in order of their types.
MASKED: Final = """(
    SELECT coalesce(string_agg(r.entity || '=' || r.operator, ',' ORDER BY r.entity), '') FROM policies_redactionrule r
    WHERE r.workspace_id = i.workspace_id AND r.surface = 'reviewer')"""
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
