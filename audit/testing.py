"""For tests of apps whose tables are guarded (``audit.guards``).

- A TestCase (pytest's ``db``) is one transaction that never commits; Django fires the deferred guards at its end. A test that
  writes guarded rows through the verbs of ``actions.py`` has recorded, so nothing is needed; factories that write rows bare call
  ``mark_recorded()`` once.
- Such a test cannot show that an unrecorded write is refused, because one record anywhere in it satisfies the guard: use
  ``transactional_db`` for that, where each ``atomic()`` block really commits.
- ``transactional_db`` empties all tables after the test, which the guards refuse: ``allow_flush()``, called once in tests/conftest.py,
  passes them by for exactly that statement.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
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
    """Needs ``GRANT SET ON PARAMETER session_replication_role`` to the role of the tests."""
    DatabaseOperations.execute_sql_flush = _empty_tables  # type: ignore[method-assign,assignment]  # the only place where a flush can be changed
    flush.emit_post_migrate_signal = lambda *_, **__: None  # type: ignore[attr-defined]  # content types and permissions stay, so nothing is to be made again


def _empty_tables(self: DatabaseOperations, sql_list: Any) -> None:
    """Delete the rows of all tables that have some: a few milliseconds, where TRUNCATE of every table takes the better part of a second."""
    keys.forget()
    for _ in range(TRIES - 1):
        try:
            return _flush(self, [_EMPTY] if sql_list else [])
        except OperationalError as problem:  # the last request of a page that was closed still holds what we wait for
            if not isinstance(problem.__cause__, DeadlockDetected):
                raise
    return _flush(self, [_EMPTY])


# The lock waits for writers that are not done, so that no row of theirs comes later. A replica fires neither guards nor foreign keys.
_EMPTY = """
DO $$ DECLARE relations regclass[]; relation regclass; filled boolean; BEGIN
  SELECT array_agg(oid::regclass ORDER BY oid) INTO relations FROM pg_class  -- of every schema: what is derived lies apart
    WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relkind = 'r' AND relpersistence <> 't'
      AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission');
  EXECUTE 'LOCK TABLE ' || array_to_string(relations, ', ') || ' IN SHARE ROW EXCLUSIVE MODE';
  SET LOCAL session_replication_role = replica;
  FOREACH relation IN ARRAY relations LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', relation) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %s', relation); END IF;
  END LOOP;
END $$;
"""
