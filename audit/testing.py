"""For tests of apps whose tables are guarded (``audit.guards``).

- A TestCase (pytest's ``db``) is one transaction that never commits; Django fires the deferred guards at its end. A test that
  writes guarded rows through the verbs of ``actions.py`` has recorded, so nothing is needed; factories that write rows bare call
  ``mark_recorded()`` once.
- Such a test cannot show that an unrecorded write is refused, because one record anywhere in it satisfies the guard: use
  ``transactional_db`` for that, where each ``atomic()`` block really commits.
- ``transactional_db`` empties all tables after the test, which the guards refuse: ``allow_flush()``, called once in tests/conftest.py,
  lifts them for exactly that statement, as only the owner of the tables can.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg.errors import DeadlockDetected

from audit import keys

TRIES = 5


def mark_recorded() -> None:
    """Satisfy ``recorded_only`` for the running transaction without an entry. For factories only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('countersign.recorded', pg_current_xact_id()::text, true)")


_flush = DatabaseOperations.execute_sql_flush


def allow_flush() -> None:
    DatabaseOperations.execute_sql_flush = _flush_unguarded  # type: ignore[method-assign,assignment]  # the only place where a flush can be changed


def _flush_unguarded(self: DatabaseOperations, sql_list: Any) -> None:
    """CASCADE, because tables of swapped models (knox) refer to ours without being known to Django."""
    keys.forget()
    statements = [statement.replace(";", " CASCADE;") if statement.startswith("TRUNCATE") else statement for statement in sql_list]
    whole = [_SWITCH.replace("?", "DISABLE"), *statements, _SWITCH.replace("?", "ENABLE")] if statements else statements
    for _ in range(TRIES - 1):
        try:
            return _flush(self, whole)
        except OperationalError as problem:  # the last request of a page that was closed still holds what we wait for
            if not isinstance(problem.__cause__, DeadlockDetected):
                raise
    return _flush(self, whole)


# Triggers before TRUNCATE (bit 32 of tgtype) that call audit_refuse, of every table.
_SWITCH = """
DO $$ DECLARE guard record; BEGIN
  FOR guard IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger
               WHERE tgtype & 32 > 0 AND tgfoid = to_regproc('audit_refuse') LOOP
    EXECUTE format('ALTER TABLE %s ? TRIGGER %I', guard.relation, guard.tgname);
  END LOOP;
END $$;
"""
