"""Read, insert and update rows of models by statements that are written once: Django's compiler writes them anew every time, which took longer
than PostgreSQL took to carry them out. For what is written with every message; elsewhere the ORM is fast enough and says more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kit import lazily, statements

Row = models.Model
M = TypeVar("M", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"
Written: TypeAlias = "tuple[Field, str, frozenset[type]]"
"""A field, its attribute, and the kinds of values of it that the database is given as they are."""

_NOTHING: Final = type(None)
_AS_THEY_ARE: Final[dict[type, frozenset[type]]] = {
    models.CharField: frozenset({str, _NOTHING}),
    models.TextField: frozenset({str, _NOTHING}),
    models.UUIDField: frozenset({UUID, _NOTHING}),
    models.BooleanField: frozenset({bool, _NOTHING}),
}
"""Of most values Django finds, through five functions each, that there is nothing to do. A choice (a kind of ``str``) is none of them."""


def columns(model: type[Row], of: str = "") -> str:
    """The columns of a model, for a statement whose rows ``read`` makes instances of; ``of`` is what the statement calls the table."""
    fields = model._meta.local_concrete_fields
    if any(hasattr(one, "from_db_value") for one in fields):
        raise TypeError(f"{model.__name__} has fields that are stored otherwise than they are read.")
    return ", ".join(f'{of}."{one.column}"' if of else f'"{one.column}"' for one in fields)


def read(model: type[M], statement: str, values: Sequence[Any]) -> list[M]:
    """The instances that a statement with ``columns`` answers with."""
    names = [one.attname for one in model._meta.local_concrete_fields]
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in statements.ask(statement, values)]


def insert(*rows: Row) -> None:
    """New rows of one model, in one statement. Values as ``save()`` makes them; no signals, and no value is left to the database."""
    if not rows:
        return
    statement, fields = _insert(type(rows[0]), len(rows))
    ours = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up anew for every attribute of every value
    statements.tell(statement, list(_values(rows, fields, ours, True)))
    for row in rows:
        row._state.adding, row._state.db = False, ours.alias


def insert_after(before: str, values: list[Any], *rows: Row, waits: bool = True) -> list[tuple[object, ...]]:
    """``insert`` together with a statement that returns rows: what this one returns, in one round trip. Neither sees what the other writes.

    ``waits``: whether the commit of new rows is to wait for the disk (``kit.lazily``).
    """
    statement, fields = _insert(type(rows[0]), len(rows)) if rows else ("", [])
    statement = statement if waits else f"{statement} {lazily.RETURNING}"
    ours = connections[DEFAULT_DB_ALIAS]
    both = f"WITH before AS ({before}), made AS ({statement}) SELECT * FROM before" if rows else before  # noqa: S608 - statements of ours
    found = statements.ask(both, [*values, *_values(rows, fields, ours, True)])
    for row in rows:
        row._state.adding, row._state.db = False, ours.alias
    return found


def update(row: Row, names: list[str]) -> None:
    """These fields of one row, as ``save(update_fields=...)``, without signals. Raises DatabaseError when the row is gone."""
    statement, fields = _update(type(row), tuple(names))
    ours = connections[DEFAULT_DB_ALIAS]
    if not statements.tell(statement, [*_values([row], fields, ours, False), row.pk]):
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be changed.")


def _values(rows: Iterable[Row], fields: Sequence[Written], ours: BaseDatabaseWrapper, new: bool) -> Iterator[Any]:
    for row in rows:
        for field, name, as_they_are in fields:
            value = getattr(row, name)
            yield value if type(value) in as_they_are else field.get_db_prep_save(field.pre_save(row, new), ours)


def _written(field: Field) -> Written:
    of = field.target_field if isinstance(field, models.ForeignKey) else field
    return field, field.attname, _AS_THEY_ARE.get(type(of), frozenset())


@cache
def _insert(model: type[Row], count: int) -> tuple[str, list[Written]]:
    fields = list(model._meta.local_concrete_fields)
    if not isinstance(model._meta.pk, models.UUIDField | models.OneToOneField):
        raise TypeError(f"The database itself numbers {model.__name__}.")
    values = f"({', '.join(['%s'] * len(fields))})"
    into = f"{_name(model._meta.db_table)} ({', '.join(map(_column, fields))})"
    return f"INSERT INTO {into} VALUES {', '.join([values] * count)}", list(map(_written, fields))  # noqa: S608 - names of models, no values


@cache
def _update(model: type[Row], names: tuple[str, ...]) -> tuple[str, list[Written]]:
    fields = [one for one in model._meta.local_concrete_fields if one.name in names or one.attname in names]
    if len(fields) != len(set(names)):
        raise ValueError(f"{model.__name__} does not have all of these fields: {', '.join(names)}.")
    changes = ", ".join(f"{_column(one)} = %s" for one in fields)
    return f"UPDATE {_name(model._meta.db_table)} SET {changes} WHERE {_column(model._meta.pk)} = %s", list(map(_written, fields))  # noqa: S608 - names of models, no values


def _column(field: Field) -> str:
    return _name(str(field.column))


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
