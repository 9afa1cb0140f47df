"""A commit that nobody waits for: PostgreSQL answers before the disk has it, and writes it within the second or with the next commit that waits.

    UPDATE kit_domainevent SET ... FROM {lazily.COMMIT} WHERE ...           where it changes a row
    INSERT INTO agents_turn ... {lazily.RETURNING}                          where it makes one

For a change after which nothing has left the house before a commit that does wait. A database that crashes in between is as it was that moment
earlier: the log is kept in order, so nothing later can stand there without it. Others see the change at once, as ever.
"""

from __future__ import annotations

from typing import Final

_SET: Final = "set_config('synchronous_commit', 'off', true)"
COMMIT: Final = f"(SELECT {_SET}) AS lazily"
"""Stands in FROM or USING of a statement, and holds for its whole transaction."""
RETURNING: Final = f"RETURNING {_SET}"
"""Ends a statement that inserts, and holds for its whole transaction."""
