"""Queries of hot paths that Django writes once: afterwards only the values change. Writing one again took longer than answering it.

    _STEPS = Compiled(lambda turn: Step.objects.filter(turn=turn).order_by("number"))
    steps = _STEPS(turn.id)

The parameters are ids (UUID); what comes back are the same instances as from the query set, related ones and annotations included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from kit import statements

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Plan:
    """``values`` are what stands in the statement; ``places`` says which of the call's ids goes where."""

    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    compiler: Any
    converters: dict[int, Any]
    names: list[str]
    start: int
    end: int
    populators: list[Any]


class Compiled(Generic[M]):
    """``build`` is called once, with as many made-up ids as it takes."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._plan: _Plan | None = None
        self._lock = Lock()

    def __call__(self, *ids: UUID) -> list[M]:
        plan = self._plan or self._made(len(ids))
        values = list(plan.values)
        for place, which in plan.places:
            values[place] = ids[which]
        rows = statements.ask(plan.sql, values)
        read = plan.compiler.apply_converters(rows, plan.converters) if plan.converters else rows
        return [self._instance(plan, row) for row in read]

    def first(self, *ids: UUID) -> M | None:
        return next(iter(self(*ids)), None)

    def _made(self, count: int) -> _Plan:
        with self._lock:
            if self._plan is None:
                self._plan = self._compile([uuid4() for _ in range(count)])
            return self._plan

    def _compile(self, ids: list[UUID]) -> _Plan:
        compiler = self._build(*ids).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        places = tuple((place, ids.index(value)) for place, value in enumerate(values) if value in ids)
        info = compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [selected[0].target.attname for selected in compiler.select[start:end]]
        populators = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs of a newer Django
        converters = compiler.get_converters([selected[0] for selected in compiler.select])
        return _Plan(sql, tuple(values), places, compiler, converters, names, start, end, populators)

    def _instance(self, plan: _Plan, row: Any) -> M:
        made: M = plan.compiler.klass_info["model"].from_db(connection.alias, plan.names, row[plan.start : plan.end])
        for populator in plan.populators:
            populator.populate(row, made)
        for name, place in (plan.compiler.annotation_col_map or {}).items():
            setattr(made, name, row[place])
        return made
