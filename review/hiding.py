"""What rulings hide from reviewers, by conversation: the obligation ``mask`` of any item about it, open or closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from conversations.covering import RULES, ForReviewers, for_reviewers
from policies.redaction.covering import Cover, hides_both
from review import obligations

Hides = frozenset[str] | None
_BOTH = f"""
SELECT 'rule', * FROM ({RULES}) AS rule
UNION ALL SELECT 'hides', conversation_id, '', obligations::text FROM review_item
          WHERE conversation_id = ANY (%(conversations)s) AND obligations @> '[{{"kind": "mask"}}]'
"""  # noqa: S608 - texts of our own
MASKED = """SELECT conversation_id, obligations FROM review_item WHERE conversation_id = ANY (%s) AND obligations @> '[{"kind": "mask"}]'"""


def by_conversation(conversations: Sequence[UUID]) -> dict[UUID, Hides]:
    """Of those where something is hidden besides. One query."""
    with connection.cursor() as cursor:
        cursor.execute(MASKED, [list(conversations)])
        rows = cursor.fetchall()
    return strictest((conversation, json.loads(told) if isinstance(told, str) else told) for conversation, told in rows)


def covers(workspace: UUID, conversations: Sequence[UUID]) -> Callable[[UUID], Cover]:
    """As ``conversations.covering.covers``, in one query, for pages that ask for many things besides."""
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, {"workspace": workspace, "conversations": list(conversations)})
        rows = cursor.fetchall()
    rules = for_reviewers(workspace, (row for kind, *row in rows if kind == "rule"))
    return of_each(rules, strictest((conversation, json.loads(told)) for kind, conversation, _, told in rows if kind == "hides"))


def of_each(rules: ForReviewers, hides: Mapping[UUID, Hides]) -> Callable[[UUID], Cover]:
    return lambda conversation: Cover(rules.of(conversation), hides.get(conversation, frozenset()))


def strictest(rows: Iterable[tuple[UUID, Any]]) -> dict[UUID, Hides]:
    found: dict[UUID, Hides] = {}
    for conversation, told in rows:
        found[conversation] = hides_both(found.get(conversation, frozenset()), of(told))
    return found


def of(ruled: Iterable[Mapping[str, Any]]) -> Hides:
    """``mask`` without types hides everything (None)."""
    told = list(ruled)
    types = obligations.parameter(told, "mask", "types", ())
    return None if not types and any(one.get("kind") == "mask" for one in told) else frozenset(types)
