"""On whose account something is spent: bound around a piece of work, so that what it calls need not hand it on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Payer:
    """Opaque ids. Without a conversation it is the workspace's own business: its documents, a try, a replay."""

    workspace: UUID
    conversation: UUID | None = None
    customer: UUID | None = None
    agent: UUID | None = None
    turn: UUID | None = None

    @property
    def subjects(self) -> dict[str, UUID | None]:
        """Whom a limit may be for."""
        return {"conversation": self.conversation, "customer": self.customer, "agent": self.agent, "workspace": self.workspace}


Write = Callable[[], object]

LATELY = 0.1
"""Seconds. A limit that is set meanwhile holds for the next call."""

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


@dataclass(slots=True)
class _Account:
    """What is owed and not written yet; ``unsure`` was written in a transaction that may still be undone.

    ``free_at`` is when (``time.monotonic``) it was last seen that nothing is limited.
    """

    payer: Payer
    free_at: float = -math.inf
    owed: list[Write] = field(default_factory=list)
    unsure: list[Write] = field(default_factory=list)


_bound: ContextVar[_Account | None] = ContextVar("countersign_payer", default=None)


@contextmanager
def paying(payer: Payer) -> Iterator[None]:
    """What is owed in here is written at the latest when this ends, however it ends."""
    account = _Account(payer)
    token = _bound.set(account)
    try:
        yield
    finally:
        try:
            if not connection.in_atomic_block:  # what a transaction has taken back is owed still
                account.owed, account.unsure = account.unsure + account.owed, []
            settle()
        finally:
            _bound.reset(token)


def owe(write: Write) -> None:
    """Something has been spent: ``write`` keeps it with the next transaction of this piece of work; where nobody is bound, at once."""
    account = _bound.get()
    if account is None:
        write()
    else:
        account.owed.append(write)


def saw_no_limit(payer: Payer) -> None:
    account = _bound.get()
    if account is not None and account.payer.subjects == payer.subjects:
        account.free_at = time.monotonic()


def no_limit_lately(payer: Payer) -> bool:
    """Whether this piece of work has just looked: the same question is asked more than once on the way to one call."""
    account = _bound.get()
    return account is not None and account.payer.subjects == payer.subjects and time.monotonic() - account.free_at < LATELY


def settle() -> None:
    """Write what is owed so far: in the caller's transaction, outside of one in its own."""
    account = _bound.get()
    if account is None or not account.owed:
        return
    if connection.in_atomic_block:
        transaction.on_commit(account.unsure.clear)
        account.owed, due = [], account.owed
        account.unsure += due
        for write in due:
            write()
        return
    with transaction.atomic():
        for write in account.owed:
            write()
    account.owed = []


def payer(workspace: UUID | None = None) -> Payer:
    """Who is bound here, else ``workspace`` itself. Raises LookupError where neither is known: nothing is asked on nobody's account."""
    account = _bound.get()
    if account is not None and workspace in (None, account.payer.workspace):
        return account.payer
    if workspace is None:
        raise LookupError("Nobody pays for this call: bind one with budgets.paying().")
    return Payer(workspace)
