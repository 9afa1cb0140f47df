"""One id per message through web, Celery, socket, model call, delivery and ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kit.ids import uuid7

_current: ContextVar[str] = ContextVar("correlation_id", default="")
_ALLOWED = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


def get() -> str:
    """The id in force, or an empty text outside of any work."""
    return _current.get()


def new() -> str:
    """A fresh id, not yet in force."""
    return uuid7().hex


def set(value: str) -> str:
    """Put ``value`` in force; what is not an id (foreign header, wrong characters) is replaced by a new one. Returns what holds."""
    chosen = value if _ALLOWED.match(value) else new()
    _current.set(chosen)
    return chosen


def is_id(value: str) -> bool:
    """Whether ``value`` has the form of an id and may be taken over from outside."""
    return bool(_ALLOWED.match(value))


def clear() -> None:
    """Nothing in force: the work that had the id is over and the thread goes on to other work."""
    _current.set("")


@contextmanager
def bind(value: str = "") -> Iterator[str]:
    """Hold ``value`` (or the id in force, or a new one) for the time of a block."""
    chosen = value or get() or new()
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)
