"""A commit that nobody waits for: PostgreSQL answers before the disk has it, and writes it within the second or with the next commit that waits.

    UPDATE kit_domainevent SET ... FROM {lazily.COMMIT} WHERE ...       where it changes a row
    lazily.commit()                                                     in a transaction of several statements

For a change after which nothing has left the house before a commit that does wait. A database that crashes in between is as it was that moment
earlier: the log is kept in order, so nothing later can stand there without it. Others see the change at once, as ever.
"""

from __future__ import annotations

from typing import Final

from kit import statements

COMMIT: Final = "(SELECT set_config('synchronous_commit', 'off', true)) AS lazily"
"""Stands in FROM or USING of a statement, and holds for its whole transaction."""


def commit() -> None:
    """The transaction that we are in need not wait."""
    statements.tell("SET LOCAL synchronous_commit TO off")
