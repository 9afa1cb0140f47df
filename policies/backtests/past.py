"""What was ruled, newest first, with what people made of it and the facts as they were stored; read in batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from audit import content
from kit.errors import InvalidInput
from policies.facts import ActionFacts

# Of each action only the first ruling: those after an edit and at the door repeat it.
FIRST: Final = """
    NOT EXISTS (SELECT FROM policies_rulingrecord e WHERE e.reference = r.reference AND (e.created_at, e.id) < (r.created_at, r.id))
"""
_PERIOD = "r.workspace_id = %s AND r.created_at <= %s AND (%s::timestamptz IS NULL OR r.created_at >= %s)"
_READ: Final = f"""
    SELECT r.id, r.reference, r.effect, r.queue, r.obligations, r.facts, r.created_at, o.outcome, coalesce(o.seconds, 0)
      FROM policies_rulingrecord r LEFT JOIN policies_rulingoutcome o ON o.ruling_id = r.id
     WHERE {_PERIOD} AND (%s::uuid IS NULL OR (r.created_at, r.id) < (%s, %s)) AND {FIRST}
     ORDER BY r.created_at DESC, r.id DESC LIMIT %s
"""  # noqa: S608 - put together from constants
_COUNT: Final = f"SELECT count(*) FROM (SELECT FROM policies_rulingrecord r WHERE {_PERIOD} AND {FIRST} LIMIT %s) found"  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling as it was. ``outcome`` is empty where no person decided."""

    id: UUID
    reference: UUID
    effect: str
    queue: str
    obligations: Sequence[dict[str, Any]]
    facts: str
    at: datetime
    outcome: str
    seconds: int


def count(workspace: UUID, until: datetime, since: datetime | None, most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [workspace, until, since, since, most])
        return int(cursor.fetchone()[0])


def part(workspace: UUID, until: datetime, since: datetime | None, after: UUID | None, most: int) -> list[Ruled]:
    """The next ``most`` older than the ruling ``after``, which was given at ``until``."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [workspace, until, since, since, after, until, after, most])
        return [ruled(*row) for row in cursor.fetchall()]


def ruled(
    identity: UUID, reference: UUID, effect: str, queue: str, obligations: Any, facts: str, at: datetime, outcome: str | None, seconds: int
) -> Ruled:
    owed = json.loads(obligations) if isinstance(obligations, str) else obligations
    return Ruled(identity, reference, effect, queue, owed, facts, at, outcome or "", seconds)


def facts_of(workspace: UUID, identities: Iterable[str]) -> dict[str, ActionFacts]:
    """Those that can still be read and understood; what was erased, and what no longer fits the table of facts, is absent."""
    return {identity: facts for identity, data in content.get_readable(workspace, identities).items() if (facts := _built(data))}


def _built(data: bytes) -> ActionFacts | None:
    try:
        return ActionFacts.stored(json.loads(data))
    except (InvalidInput, ValueError):
        return None
