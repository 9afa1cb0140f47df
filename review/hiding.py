"""What rulings hide from reviewers, by conversation: the obligation ``mask`` of any item about it, open or closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from policies.redaction.covering import Cover, hides_both
from policies.redaction.operators import Rules
from review import obligations

Hides = frozenset[str] | None
_BOTH = """
SELECT NULL::uuid, entity, operator FROM policies_redactionrule WHERE workspace_id = %(workspace)s AND surface = 'reviewer'
UNION ALL SELECT conversation_id, '', obligations::text FROM review_item
          WHERE conversation_id = ANY (%(conversations)s) AND obligations @> '[{"kind": "mask"}]'
"""
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
    rules = {(entity, "reviewer"): told for conversation, entity, told in rows if conversation is None}
    return of_each(rules, strictest((conversation, json.loads(told)) for conversation, _, told in rows if conversation is not None))


def of_each(rules: Rules, hides: Mapping[UUID, Hides]) -> Callable[[UUID], Cover]:
    plain = Cover(rules)
    return lambda conversation: Cover(rules, hides[conversation]) if conversation in hides else plain


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
