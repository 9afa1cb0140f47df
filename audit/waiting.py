"""What ``audit.together`` holds back until its block ends; ``content`` and ``recorder`` look here before they write."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


@dataclass(slots=True)
class Waiting:
    """``depth`` is how many savepoints were open when the block began."""

    depth: int
    entries: list[Row] = field(default_factory=list)
    contents: dict[str, Row] = field(default_factory=dict)
    then: list[Callable[[], object]] = field(default_factory=list)


block: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


def here() -> Waiting | None:
    """The block we are in, if any."""
    waiting = block.get()
    if waiting is not None and savepoints() > waiting.depth:
        raise RuntimeError("A savepoint inside together() must not record anything: use transaction.atomic(savepoint=False).")
    return waiting


def savepoints() -> int:
    return sum(1 for one in connection.savepoint_ids if one)
