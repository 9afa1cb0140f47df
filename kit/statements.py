"""Statements of hot paths, each by a cursor that its connection keeps: a third of what saying one through a new cursor took.

    rows = statements.ask("SELECT id FROM ... WHERE workspace_id = %s", [workspace])
    count = statements.tell("UPDATE ... WHERE id = %s", [id])

psycopg looks up how to write the values and read the columns once a cursor and statement; Django makes a cursor a statement, under several
wrappers. All else is as through ``connection.cursor()``: transactions, errors, and what tests count or listen to. For texts of which there are
few: what differs from call to call belongs into the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

T = TypeVar("T")
Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]

MOST: Final = 200
"""Cursors that one connection keeps, each with its last answer."""

MOST_ROWS: Final = 1000
LONGEST: Final = 65536
"""Rows of an answer, and characters or bytes of one value, beyond which its cursor is not kept."""
_SIZED: Final = frozenset({bytes, memoryview, str})
_ATTRIBUTE: Final = "countersign_cursors"


def ask(statement: str, values: Values = ()) -> list[Row]:
    """All rows. Raises what Django's cursor raises."""
    return _said(statement, values, lambda cursor: list(cursor.fetchall()))


def tell(statement: str, values: Values = ()) -> int:
    """How many rows were written (or found). Raises what Django's cursor raises."""
    return _said(statement, values, lambda cursor: int(cursor.rowcount))


def _said(statement: str, values: Values, read: Callable[[Any], T]) -> T:
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.execute_wrappers or ours.queries_logged:
        with ours.cursor() as cursor:
            cursor.execute(statement, values)
            return read(cursor)
    return _by_kept(ours, statement, values, read)


def _by_kept(ours: BaseDatabaseWrapper, statement: str, values: Values, read: Callable[[Any], T]) -> T:
    ours.validate_no_broken_transaction()
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    kept = vars(ours.connection).setdefault(_ATTRIBUTE, {})
    with ours.wrap_database_errors:
        # Out of the way while it works: what it raises leaves none behind that is half read.
        same, cursor = kept.pop(statement, None) or (statement, ours.connection.cursor())
        try:
            cursor.execute(same, values)  # the very text: another that is equal would count as new
        except FeatureNotSupported:
            if not _has_forgotten_plans(ours.connection):
                raise
            cursor.execute(same, values)
        found = read(cursor)
    told = values.values() if isinstance(values, Mapping) else values
    if _is_large(told) or (isinstance(found, list) and (len(found) > MOST_ROWS or any(map(_is_large, found)))):
        cursor.close()  # a worker that lives for days is not to hold an attachment until the next one
        return found
    if len(kept) >= MOST:
        kept.clear()
    kept[same] = same, cursor
    return found


def _has_forgotten_plans(connection: Any) -> bool:
    """After a migration a plan that is kept no longer fits its table. In a transaction that costs its rollback, at which psycopg forgets all plans;
    outside of one there is none, and the statement would fail for as long as the connection lives.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    connection.execute("DEALLOCATE ALL")  # psycopg hears it, too
    return True


def _is_large(values: Iterable[Any]) -> bool:
    """Asked after every statement, of every value: ``type`` in a set takes a third of ``isinstance``, a loop half of a generator."""
    for one in values:  # noqa: SIM110 - see above
        if type(one) in _SIZED and len(one) > LONGEST:
            return True
    return False
