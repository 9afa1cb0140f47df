"""On whose account something is spent: bound around a piece of work, so that what it calls need not hand it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Payer:
    """Opaque ids. Without a conversation it is the workspace's own business: its documents, a try, a replay."""

    workspace: UUID
    conversation: UUID | None = None
    customer: UUID | None = None
    agent: UUID | None = None
    turn: UUID | None = None


_bound: ContextVar[Payer | None] = ContextVar("countersign_payer", default=None)

_books: ContextVar[bool] = ContextVar("countersign_books", default=False)


@contextmanager
def booking() -> Iterator[None]:
    """What is written in here keeps account of calls, nothing else: a replay, which writes nothing, lets it through."""
    token = _books.set(True)
    try:
        yield
    finally:
        _books.reset(token)


def is_booking() -> bool:
    return _books.get()


@contextmanager
def paying(payer: Payer) -> Iterator[None]:
    token = _bound.set(payer)
    try:
        yield
    finally:
        _bound.reset(token)


def payer(workspace: UUID | None = None) -> Payer:
    """Who is bound here, else ``workspace`` itself. Raises LookupError where neither is known: nothing is asked on nobody's account."""
    bound = _bound.get()
    if bound is not None and workspace in (None, bound.workspace):
        return bound
    if workspace is None:
        raise LookupError("Nobody pays for this call: bind one with budgets.paying().")
    return Payer(workspace)
