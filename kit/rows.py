"""Read, insert and update rows of models by statements that are written once: Django's compiler writes them anew every time, which took longer
than PostgreSQL took to carry them out. For what is written with every message; elsewhere the ORM is fast enough and says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models

from kit import statements

Row = models.Model
M = TypeVar("M", bound=models.Model)


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
    statements.tell(statement, [one.get_db_prep_save(one.pre_save(row, True), ours) for row in rows for one in fields])
    for row in rows:
        row._state.adding, row._state.db = False, ours.alias


def insert_after(before: str, values: list[Any], *rows: Row) -> list[tuple[object, ...]]:
    """``insert`` together with a statement that returns rows: what this one returns, in one round trip. Neither sees what the other writes."""
    statement, fields = _insert(type(rows[0]), len(rows)) if rows else ("", [])
    ours = connections[DEFAULT_DB_ALIAS]
    both = f"WITH before AS ({before}), made AS ({statement}) SELECT * FROM before" if rows else before  # noqa: S608 - statements of ours
    written = (one.get_db_prep_save(one.pre_save(row, True), ours) for row in rows for one in fields)
    found = statements.ask(both, [*values, *written])
    for row in rows:
        row._state.adding, row._state.db = False, ours.alias
    return found


def update(row: Row, names: list[str]) -> None:
    """These fields of one row, as ``save(update_fields=...)``, without signals. Raises DatabaseError when the row is gone."""
    statement, fields = _update(type(row), tuple(names))
    ours = connections[DEFAULT_DB_ALIAS]
    values = [one.get_db_prep_save(one.pre_save(row, False), ours) for one in fields]
    if not statements.tell(statement, [*values, row.pk]):
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be changed.")


@cache
def _insert(model: type[Row], count: int) -> tuple[str, list[models.Field[object, object]]]:
    fields = list(model._meta.local_concrete_fields)
    if not isinstance(model._meta.pk, models.UUIDField | models.OneToOneField):
        raise TypeError(f"The database itself numbers {model.__name__}.")
    values = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {_name(model._meta.db_table)} ({', '.join(map(_column, fields))}) VALUES {', '.join([values] * count)}", fields  # noqa: S608 - names of models, no values


@cache
def _update(model: type[Row], names: tuple[str, ...]) -> tuple[str, list[models.Field[object, object]]]:
    fields = [one for one in model._meta.local_concrete_fields if one.name in names or one.attname in names]
    if len(fields) != len(set(names)):
        raise ValueError(f"{model.__name__} does not have all of these fields: {', '.join(names)}.")
    changes = ", ".join(f"{_column(one)} = %s" for one in fields)
    return f"UPDATE {_name(model._meta.db_table)} SET {changes} WHERE {_column(model._meta.pk)} = %s", fields  # noqa: S608 - names of models, no values


def _column(field: models.Field[object, object]) -> str:
    return _name(str(field.column))


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
