"""Who can find and destroy personal data, and where. Every table, index, Redis prefix or folder with personal data has an eraser.

erasers.register("conversations.contacts", ContactEraser())  # an object with the verbs of ``Eraser``
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from audit.registry import Registry


@dataclass(frozen=True, slots=True)
class Subject:
    """A data subject of a workspace: the contact, and the look-up hashes of their addresses (``audit.keys.lookup_hash``)."""

    workspace: UUID
    contact: UUID | None
    lookup_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What would go: ``place`` is a table, prefix or folder; ``conversations`` are those whose keys must die."""

    place: str
    count: int
    conversations: frozenset[UUID] = frozenset()


class Eraser(Protocol):
    """All verbs are idempotent: an erasure interrupted anywhere is simply run again."""

    @property
    def covers(self) -> tuple[str, ...]:
        """The places it answers for: table names, ``redis:prefix``, ``file:folder``."""

    def locate(self, subject: Subject) -> list[Found]:
        """What there is about this subject; changes nothing."""

    def erase(self, subject: Subject) -> int:
        """Remove or blank it, in the caller's transaction; how many rows."""

    def scan(self, needle: str) -> Iterator[str]:
        """Places where this planted text can still be read; for the test that nothing is left."""

    def purge(self, workspace: UUID, before: datetime) -> int:
        """Remove what retention no longer keeps; how many rows."""


_registry: Registry[Eraser] = Registry("eraser")
register, get, registered = _registry.register, _registry.get, _registry.all
