"""Tags of conversations: which there are, and those that carry one."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

LOOKED_AT: Final = 2_000
"""Tagged conversations, the newest, whose tags are offered: a tag that nobody uses any more goes by itself."""
MOST: Final = 200
_IN_USE: Final = """
SELECT DISTINCT unnest(recent.tags) AS tag FROM (
  SELECT tags FROM conversations_conversation WHERE workspace_id = %s AND tags <> '{}' ORDER BY last_message_at DESC LIMIT %s) recent
ORDER BY tag LIMIT %s
"""


def in_use(workspace: UUID) -> list[str]:
    """By name."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE, [workspace, LOOKED_AT, MOST])
        return [row[0] for row in cursor.fetchall()]


def carries(tag: str, *, path: str = "") -> Q:
    """For a filter; ``path`` leads to the conversation. That it has tags at all is said, too: only those are in the index."""
    return Q(**{f"{path}tags__contains": [tag]}) & ~Q(**{f"{path}tags": []})
