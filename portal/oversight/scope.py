"""What a report is about, and how its parts ask the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from kit.ids import first_id_at

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """``since`` is within, ``until`` without."""

    workspace: UUID
    since: datetime
    until: datetime

    def rows(self, sql: str, **more: Any) -> list[Json]:
        """Rows as objects; ``%(workspace)s``, ``%(since)s``, ``%(until)s`` and ids of these moments are always there."""
        values = {
            "workspace": self.workspace, "since": self.since, "until": self.until, "first": first_id_at(self.since),
            "end": first_id_at(self.until), **more,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            names = [column.name for column in cursor.description or ()]
            return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]

    def one(self, sql: str, **more: Any) -> Json:
        return self.rows(sql, **more)[0]

    def counts(self, sql: str, **more: Any) -> dict[str, int]:
        """Of a statement that selects a word and a number."""
        return {str(word): int(number) for word, number in (row.values() for row in self.rows(sql, **more))}


def plain(value: Any) -> Any:
    """As JSON has it: ids and moments as text, and numbers with a fraction too, as everywhere on the ledger."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:.4f}" if isinstance(value, float | Decimal) else value
