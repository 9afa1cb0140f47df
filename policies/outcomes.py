"""What became of what was ruled: told downwards by the floor where people decide, and what it cost, by the floor that spent it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import connection

from audit.errors import NotInTransaction
from kit.ids import uuid7

Cost = tuple[Decimal, str]
Costs = Callable[[Collection[UUID]], Mapping[UUID, Cost]]
_sources: list[Costs] = []

# On the ruling of the action's own first words; what was written later was ruled on, too, but says nothing about them.
_INSERT = """
    INSERT INTO policies_rulingoutcome (id, workspace_id, ruling_id, outcome, seconds, created_at)
    SELECT %s, r.workspace_id, r.id, %s, %s, clock_timestamp() FROM policies_rulingrecord r
     WHERE r.reference = %s ORDER BY r.created_at, r.id LIMIT 1
    ON CONFLICT (ruling_id) DO NOTHING
"""


def record(reference: UUID, outcome: str, seconds: int = 0) -> bool:
    """Keep what people decided on the action ``reference``, in the transaction of their decision; False where it is known already."""
    if not connection.in_atomic_block:
        raise NotInTransaction("An outcome is recorded inside the transaction of the decision that it is about.")
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [uuid7(), outcome, max(0, seconds), reference])
        return bool(cursor.rowcount)


def register_costs(source: Costs) -> None:
    """Called once from ``ready()`` of the app that spends money on actions; ``source(references)`` gives what each of them has cost."""
    if source not in _sources:
        _sources.append(source)


def costs_of(references: Collection[UUID]) -> dict[UUID, Cost]:
    """What actions have cost, as far as somebody knows."""
    return {reference: cost for source in _sources for reference, cost in source(references).items()}
