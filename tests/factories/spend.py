"""Costs at any time of the past, written as rows: what ``policies.budgets.spent`` writes, it writes now."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Workspace
from audit.testing import mark_recorded
from kit.ids import first_id_at, uuid7

_COLUMNS = ("kind", "conversation", "customer", "agent", "turn", "tier", "model", "input_tokens", "output_tokens", "amount", "currency")
_PLAIN: dict[str, Any] = {
    "kind": "model", "conversation": None, "customer": None, "agent": None, "turn": None, "tier": "small", "model": "m-1", "input_tokens": 100,
    "output_tokens": 10, "amount": "0.01", "currency": "USD",
}  # fmt: skip
_INSERT = f"""
    INSERT INTO policies_cost (id, workspace_id, created_at, reference, {", ".join(_COLUMNS)})
    VALUES (%s, %s, %s, %s, {", ".join(["%s"] * len(_COLUMNS))})
"""


def spend(workspace: Workspace, *, at: datetime | None = None, **told: Any) -> UUID:
    """One cost; ``amount=None`` for one whose price nobody knows."""
    values = {**_PLAIN, **told}
    if values["amount"] is None:
        values["currency"] = ""
    moment, identity = at or timezone.now(), uuid7()
    made = UUID(int=first_id_at(moment).int | identity.int & (2**80 - 1))
    with transaction.atomic(), connection.cursor() as cursor:
        mark_recorded()
        cursor.execute(_INSERT, [made, workspace.id, moment, uuid7(), *(values[name] for name in _COLUMNS)])
    return made
