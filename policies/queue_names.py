"""Which queues a workspace has: told from above, where queues live. Until somebody tells, every name passes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

Source = Callable[[UUID], Collection[str]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Called once from ``ready()`` of the app that owns queues; ``source(workspace)`` gives their short names."""
    if source not in _sources:
        _sources.append(source)


def known(workspace: UUID) -> frozenset[str] | None:
    """All names, or None when no source is registered."""
    return frozenset(name for source in _sources for name in source(workspace)) if _sources else None
