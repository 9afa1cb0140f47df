"""What whoever owns the tables can do past every guard."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction


def tamper(statement: str, *parameters: UUID | str) -> None:
    """Carry out an UPDATE or DELETE with every trigger off; it must meet a row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def alter_content(identity: str) -> None:
    """One byte of a stored content is another."""
    tamper("UPDATE audit_content SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE id = %s", identity)
