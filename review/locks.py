"""The order of locks that every writer of the house keeps: stop, conversation, item, delivery."""

from __future__ import annotations

from uuid import UUID

from kit import statements

STOP_SPACE, TURN_SPACE = 0x570B, 0x7094
# Not FOR UPDATE: whoever inserts a row that names the conversation asks for its key at commit, perhaps with the stream that we are to write to.
_SHARED = "SELECT version FROM conversations_conversation WHERE id = %s FOR SHARE"
_ALONE = "SELECT version FROM conversations_conversation WHERE id = %s FOR NO KEY UPDATE"


def _key(value: UUID) -> int:
    return int.from_bytes(value.bytes[-4:], signed=True)


def stop(workspace: UUID, *, exclusive: bool = False) -> None:
    """Until the end of the transaction. Senders share it, whoever declares or lifts a stop takes it alone."""
    name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    statements.ask(f"SELECT {name}(%s, %s)", [STOP_SPACE, _key(workspace)])


def turn(identity: UUID) -> None:
    """Two deliveries of one task must not both submit the turn."""
    statements.ask("SELECT pg_advisory_xact_lock(%s, %s)", [TURN_SPACE, _key(identity)])


def conversation(identity: UUID, *, to_change: bool = False) -> int | None:
    """Hold the conversation as it is and return its version; None when it is gone.

    ``to_change``: alone, for who will write to it in this transaction (two that share it and then want it alone wait for each other).
    """
    found = statements.ask(_ALONE if to_change else _SHARED, [identity])
    return found[0][0] if found else None
