"""Many entries and contents of one transaction, written in one statement when it is about to commit.

    with together():
        steps.save(...)         # content.put_many(), record_many()
        gate.submit(...)        # content.put(), record(): nothing of it has been sent to the database so far
    # here everything stands there, in the order of the calls, or nothing does

A turn puts some ten entries and as many contents down in a handful of places; a statement each was a fifth of what the turn cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain

from django.db import transaction

from audit import content, recorder, waiting
from kit import statements


@contextmanager
def together(then: Callable[[], object] | None = None) -> Iterator[None]:
    """A transaction (or a savepoint in one) whose entries and contents are written at its end. Inside another such block: part of it.

    ``then`` is called when they stand there, as the last thing before the commit.

    Raises RuntimeError where something is recorded under a savepoint of its own: undoing that could not undo what only waits.
    """
    last = [then] if then else []
    outer = waiting.block.get()
    if outer is not None:
        yield
        outer.then += last
        return
    with transaction.atomic():
        mine = waiting.Waiting(waiting.savepoints())
        token = waiting.block.set(mine)
        try:
            yield
        finally:
            waiting.block.reset(token)
        _write(list(mine.contents.values()), mine.entries)
        for step in mine.then + last:
            step()


def _write(contents: list[content.Row], entries: list[recorder.Parts]) -> None:
    """In one round trip where there are both."""
    if not entries or not 0 < len(contents) <= content.MOST_AT_ONCE:
        content.insert(contents)
        recorder.insert(entries)
        return
    values = [*chain(*contents), *map(list, zip(*entries, strict=True))]
    content.require_stored(contents, statements.ask(_both(len(contents)), values)[0][0])


@cache
def _both(contents: int) -> str:
    return f"WITH stored AS ({content.inserting(contents)} RETURNING 1) SELECT (SELECT count(*) FROM stored), {recorder.MANY}"  # noqa: S608 - fixed texts
