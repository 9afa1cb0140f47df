"""Column types and expressions of the ledger that Django has no field for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Field, Func, GeneratedField, Value


class Xid8Field(models.Field):
    """A 64-bit transaction id that never wraps around within one cluster (PostgreSQL's xid8). Python sees an int."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


class CurrentTransaction(Func):
    function = "pg_current_xact_id"
    arity = 0


def from_body(function: str, key: str, field: Field[Any, Any]) -> GeneratedField:
    """A column that PostgreSQL computes from the canonical body, so that it can never say anything else."""
    return GeneratedField(expression=Func(F("body"), Value(key), function=function), output_field=field, db_persist=True)
