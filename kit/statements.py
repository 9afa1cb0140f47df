"""Statements of hot paths, each kept by its connection: a sixth of what saying one through a new cursor took.

    rows = statements.ask("SELECT id FROM ... WHERE workspace_id = %s", [workspace])
    count = statements.tell("UPDATE ... WHERE id = %s", [id])

Where the server binds the values, ``kit.prepared`` says them; elsewhere a cursor of psycopg's that is kept. All else is as through
``connection.cursor()``: transactions, errors, and what tests count or listen to. For texts of which there are few: what differs from call
to call belongs into the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors

from kit.prepared import Prepared, Row, Values

T = TypeVar("T")
MOST: Final = 200
"""Cursors that one connection keeps, each with its last answer."""

MOST_ROWS: Final = 1000
LONGEST: Final = 65536
"""Rows of an answer, and characters or bytes of one value, beyond which its cursor is not kept."""
_SIZED: Final = frozenset({bytes, memoryview, str})
_ATTRIBUTE: Final = "countersign_cursors"
_PREPARED: Final = "countersign_prepared"

UNPLANNED: Final = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)
"""A column was added or changed since the plan was made, or somebody has thrown the connection's plans away."""


def ask(statement: str, values: Values = ()) -> list[Row]:
    """All rows. Raises what Django's cursor raises."""
    return _said(statement, values, _rows, Prepared.ask)


def tell(statement: str, values: Values = ()) -> int:
    """How many rows were written (or found). Raises what Django's cursor raises."""
    return _said(statement, values, _count, Prepared.tell)


def _rows(cursor: Any) -> list[Row]:
    return list(cursor.fetchall())


def _count(cursor: Any) -> int:
    return int(cursor.rowcount)


def _said(statement: str, values: Values, read: Callable[[Any], T], say: Callable[[Prepared, Any, Values], T]) -> T:
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.execute_wrappers or ours.queries_logged:
        with ours.cursor() as cursor:
            cursor.execute(statement, values)
            return read(cursor)
    ours.validate_no_broken_transaction()
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    if ours.settings_dict["OPTIONS"].get("server_side_binding"):
        return _by_prepared(ours, statement, values, say)
    return _by_kept(ours, statement, values, read)


def _by_prepared(ours: BaseDatabaseWrapper, statement: str, values: Values, say: Callable[[Prepared, Any, Values], T]) -> T:
    kept = vars(ours.connection).setdefault(_PREPARED, {})
    one = kept.get(statement)
    with ours.wrap_database_errors:
        if one is None:
            one = Prepared(ours.connection, statement)
        try:
            found = say(one, ours.connection, values)
        except UNPLANNED:
            kept.pop(statement, None)  # planned anew when it is said again
            raise
        if statement not in kept:
            _make_room(kept, ours.connection)
            kept[statement] = one
    return found


def _make_room(kept: dict[str, Prepared], connection: Any) -> None:
    if len(kept) >= MOST:
        for one in kept.values():
            one.forget(connection)
        kept.clear()


def _by_kept(ours: BaseDatabaseWrapper, statement: str, values: Values, read: Callable[[Any], T]) -> T:
    kept = vars(ours.connection).setdefault(_ATTRIBUTE, {})
    with ours.wrap_database_errors:
        # Out of the way while it works: what it raises leaves none behind that is half read.
        same, cursor = kept.pop(statement, None) or (statement, ours.connection.cursor())
        cursor.execute(same, values)  # the very text: another that is equal would count as new
        found = read(cursor)
    told = values.values() if isinstance(values, Mapping) else values
    if _is_large(told) or (isinstance(found, list) and (len(found) > MOST_ROWS or any(map(_is_large, found)))):
        cursor.close()  # a worker that lives for days is not to hold an attachment until the next one
        return found
    if len(kept) >= MOST:
        kept.clear()
    kept[same] = same, cursor
    return found


def _is_large(values: Iterable[Any]) -> bool:
    """Asked after every statement, of every value: ``type`` in a set takes a third of ``isinstance``."""
    return any(type(one) in _SIZED and len(one) > LONGEST for one in values)
