"""Who can find and empty personal data, and where. Every table, Redis prefix or folder with personal data has an eraser.

    erasers.register("conversations", ConversationEraser())  # an object with the verbs of ``Eraser``

Content and its keys need none: ``audit.erasing`` destroys them. A kind of thing that has nothing of the sort answers with no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from audit.registry import Registry
from kit.errors import CountersignError

Counts = Mapping[str, int]
"""Rows or files by place: a table, ``redis:prefix`` or ``file:folder``."""


class Busy(CountersignError):
    """Something of the conversation is leaving this very moment; try again shortly."""

    code, status = "busy", 409


@dataclass(frozen=True, slots=True)
class Subject:
    """A person in a workspace: their contacts, the keyed hashes and the plain text of their addresses, their names, and the conversations that
    are to go. Addresses and names were read before any key is destroyed."""

    workspace: UUID
    contacts: frozenset[UUID] = frozenset()
    lookups: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    conversations: frozenset[UUID] = frozenset()


@dataclass(slots=True)
class Redaction:
    """A conversation that others keep: ``contacts`` are the person's, ``messages`` what they wrote there, from number ``since`` on.

    ``text`` is a text without their words and without what names them, ``data`` the same for the bytes of a content, None where they name
    the person and are no text. Erasers add to ``gone`` the ids of contents that go whole.
    """

    workspace: UUID
    conversation: UUID
    contacts: frozenset[UUID]
    lookups: frozenset[str]
    messages: frozenset[UUID]
    since: int
    text: Callable[[str], str]
    data: Callable[[bytes], bytes | None]
    gone: set[str] = field(default_factory=set)


class Eraser(Protocol):
    """Every verb is idempotent: an erasure interrupted anywhere is simply run again."""

    @property
    def covers(self) -> tuple[str, ...]:
        """The places it answers for."""

    def locate(self, subject: Subject) -> Counts:
        """What there is about this person; changes nothing."""

    def erase(self, workspace: UUID, conversation: UUID) -> Counts:
        """Empty what a conversation left, in the caller's transaction, which holds the conversation. Raises Busy."""

    def redact(self, redaction: Redaction) -> Counts:
        """Take the person's words and what names them out of a conversation that others keep; otherwise as ``erase``."""

    def finish(self, subject: Subject) -> Counts:
        """Empty what names the person apart from any conversation, in the caller's transaction; their conversations are empty by now."""


_registry: Registry[Eraser] = Registry("eraser")
register, get, registered = _registry.register, _registry.get, _registry.all


def added(*several: Counts) -> dict[str, int]:
    """The sums by place; what is nothing is left out."""
    sums: dict[str, int] = {}
    for counts in several:
        for place, count in counts.items():
            sums[place] = sums.get(place, 0) + count
    return {place: count for place, count in sorted(sums.items()) if count}
