"""Migration operations that make a table hold evidence. Both live in PostgreSQL, so the shell, an import and QuerySet.update meet them too.

In a migration after ("audit", "0001_initial"):

    operations = [..., guards.append_only("review_decision"), guards.recorded_only("review_item", update_of=["status", "decided_at"])]

``append_only``   UPDATE, DELETE and TRUNCATE are refused; ``may_change`` names columns that may still be updated.
``recorded_only`` a transaction that wrote such a row but never called ``audit.recorder.record`` cannot commit. The check waits for the
                  end of the transaction (DEFERRABLE INITIALLY DEFERRED), so the order of write and record is free, and costs nothing
                  but the comparison when the record came first. ``update_of`` leaves updates of other columns alone (a lease renewed).

Both are plain triggers: the owner of the tables can drop them, a superuser can switch them off; that is what ``audit verify`` is for.
Tests: see ``audit.testing``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations

_PENDING = "current_setting('countersign.recorded', true) IS DISTINCT FROM pg_current_xact_id()::text"


def append_only(table: str, *, may_change: Iterable[str] = ()) -> migrations.RunSQL:
    return migrations.RunSQL(_append_only(table, list(may_change)), _dropped(table, "no_update", "no_delete", "no_truncate"))


def recorded_only(table: str, *, update_of: Iterable[str] = ()) -> migrations.RunSQL:
    return migrations.RunSQL(_recorded_only(table, list(update_of)), _dropped(table, "recorded", "recorded_no_truncate"))


def _append_only(table: str, may_change: list[str]) -> str:
    names = ", ".join(f"'{name}'" for name in may_change)
    refusal = f"audit_refuse_change({names})" if may_change else "audit_refuse()"
    level = "ROW" if may_change else "STATEMENT"
    return f"""
    CREATE TRIGGER no_update BEFORE UPDATE ON "{table}" FOR EACH {level} EXECUTE FUNCTION {refusal};
    CREATE TRIGGER no_delete BEFORE DELETE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    """


def _recorded_only(table: str, update_of: list[str]) -> str:
    columns = " OF " + ", ".join(f'"{name}"' for name in update_of) if update_of else ""
    return f"""
    CREATE CONSTRAINT TRIGGER recorded AFTER INSERT OR UPDATE{columns} OR DELETE ON "{table}" DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN ({_PENDING}) EXECUTE FUNCTION audit_require_record();
    CREATE TRIGGER recorded_no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    """


def _dropped(table: str, *names: str) -> str:
    return "\n".join(f'DROP TRIGGER IF EXISTS {name} ON "{table}";' for name in names)


def purgeable(table: str) -> migrations.RunSQL:
    """The content store's guard: no UPDATE, no TRUNCATE, DELETE only by ``audit.content.purge``."""
    sql = f"""
    CREATE TRIGGER no_update BEFORE UPDATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER guarded_delete BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION audit_refuse_unless_purging();
    """
    return migrations.RunSQL(sql, _dropped(table, "no_update", "no_truncate", "guarded_delete"))
