"""What holds a replay's hands: its transactions write nothing, and its thread opens no socket but to the model it was told to ask.

That it cannot deliver at all is a matter of imports, which a contract of import-linter checks; this is the second lock.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction

from policies.budgets import is_booking


class Disarmed(RuntimeError):
    """Something under a replay reached for the network, or was about to write."""


@dataclass(slots=True)
class Watch:
    """``allowed`` are (host or address, port) of model endpoints; ``opened`` counts sockets."""

    allowed: frozenset[tuple[str, int]] = frozenset()
    opened: int = 0


_here: ContextVar[Watch | None] = ContextVar("replay_watch", default=None)


@contextmanager
def watched(*endpoints: str) -> Iterator[Watch]:
    """Count the sockets of this thread; those to other places than ``endpoints`` (base URLs) raise Disarmed."""
    connection.ensure_connection()  # libpq opens its own, below Python; whoever replays has one anyway
    watch = Watch(frozenset(place for url in endpoints for place in _places(url)))
    _install()
    token = _here.set(watch)
    try:
        yield watch
    finally:
        _here.reset(token)


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction in which PostgreSQL refuses every write."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


@contextmanager
def asking(*endpoints: str) -> Iterator[Watch]:
    """While a model is asked, which no transaction waits for: statements that could write are refused before they are sent, but for those
    that keep account of what the asking costs."""
    with watched(*endpoints) as watch, connection.execute_wrapper(_reads):
        yield watch


def _reads(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not is_booking() and not sql.lstrip().upper().startswith("SELECT"):
        raise Disarmed("A replay was about to write.")
    return execute(sql, params, many, context)


def _places(url: str) -> Iterator[tuple[str, int]]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    yield (parts.hostname or "", port)
    with suppress(OSError):  # who cannot be found now cannot be reached later; the client says so in its own words
        for found in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM):
            yield (str(found[4][0]), port)


@cache
def _install() -> None:
    """Once a process: an audit hook stays, and asks nothing of threads that do not replay."""
    sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("socket.__new__", "socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"):
        return
    watch = _here.get()
    if watch is None:
        return
    if event == "socket.__new__":
        watch.opened += 1
    if not watch.allowed or (event != "socket.__new__" and not _is_allowed(watch, event, arguments)):
        raise Disarmed(f"A replay reached for the network ({event}).")


def _is_allowed(watch: Watch, event: str, arguments: tuple[Any, ...]) -> bool:
    place = arguments[:2] if event == "socket.getaddrinfo" else arguments[1]
    if not isinstance(place, tuple) or len(place) < 2:
        return False
    host = place[0].decode() if isinstance(place[0], bytes) else str(place[0])
    return (host, int(place[1] or 0)) in watch.allowed
