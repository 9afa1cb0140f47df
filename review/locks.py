"""The order of locks that every writer of the house keeps: stop, conversation, item, delivery."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from kit import statements

STOP_SPACE, TURN_SPACE, TELLING_SPACE = 0x570B, 0x7094, 0x7E11
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


@contextmanager
def telling(identity: UUID) -> Iterator[bool]:
    """Whether nobody else tells people of this turn. Of the connection, not of a transaction: mail leaves meanwhile."""
    ours = _session("pg_try_advisory_lock", identity)
    try:
        yield ours
    finally:
        if ours:
            _session("pg_advisory_unlock", identity)


def _session(function: str, identity: UUID) -> bool:
    return bool(statements.ask(f"SELECT {function}(%s, %s)", [TELLING_SPACE, _key(identity)])[0][0])


def conversation(identity: UUID, *, to_change: bool = False) -> int | None:
    """Hold the conversation as it is and return its version; None when it is gone.

    ``to_change``: alone, for who will write to it in this transaction (two that share it and then want it alone wait for each other).
    """
    found = statements.ask(_ALONE if to_change else _SHARED, [identity])
    return found[0][0] if found else None
