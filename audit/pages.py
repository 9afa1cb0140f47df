"""Paging through millions of rows: the planner's estimate instead of a count of all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import connection


class NewestFirst(Paginator):
    """Counts exactly up to ``EXACT`` rows; beyond, the number comes from the planner's statistics."""

    EXACT = 10_000

    @cached_property
    def count(self) -> int:
        objects: Any = self.object_list
        counted = int(objects.order_by()[: self.EXACT].count())
        return counted if counted < self.EXACT else max(counted, _estimate(objects.model._meta.db_table))


def _estimate(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
