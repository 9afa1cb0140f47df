"""What one action is, as far as limits ask, and which counters that concerns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from policies.rates.models import RateLimit

PREFIX: Final = "countersign:rate:"
COUNTED: Final = {"reply": "replies", "call": "calls", "lookup": "lookups"}
Kind = Literal["reply", "call", "lookup"]


@dataclass(frozen=True, slots=True)
class Case:
    """``recipients`` gives keyed hashes of addresses, never addresses, when it is asked. ``agent`` is None for what a person has written."""

    workspace: UUID
    kind: Kind
    channel: UUID
    agent: UUID | None = None
    tool: str = ""
    recipients: Callable[[], Iterable[str]] = tuple

    def concerned(self, limit: RateLimit) -> tuple[str, ...]:
        """Who has a count under ``limit`` that this action adds to; empty when it is none of its business."""
        if limit.counts not in (RateLimit.Counts.EVERYTHING, COUNTED[self.kind]):
            return ()
        mine = self._named(limit.per)
        return tuple(one for one in mine if not limit.only or one == limit.only)

    def _named(self, per: str) -> tuple[str, ...]:
        if per == RateLimit.Per.RECIPIENT:
            return tuple(dict.fromkeys(self.recipients()))
        one = {"agent": str(self.agent or ""), "channel": str(self.channel), "tool": self.tool, "workspace": "all"}[per]
        return (one,) if one else ()


@dataclass(frozen=True, slots=True)
class Counter:
    """One window in Redis, and the limit it is held against."""

    limit: RateLimit
    key: str


def counters(case: Case, limits: Iterable[RateLimit]) -> Iterator[Counter]:
    for limit in limits:
        for subject in case.concerned(limit):
            yield Counter(limit, key(limit, subject))


def key(limit: RateLimit, subject: str) -> str:
    """Ids and a digest: the keys of a dump of Redis name nobody."""
    told = hashlib.sha256(f"{limit.id}:{limit.since}:{subject}".encode()).hexdigest()[:40]
    return f"{prefix(limit)}{told}"


def prefix(limit: RateLimit) -> str:
    """What all counters of a limit since its last beginning start with."""
    return f"{PREFIX}{{{limit.workspace_id.hex}}}:{limit.id.hex}:{limit.since}:"


def mark(workspace: UUID) -> str:
    """Where Redis keeps since when it has counted; gone when it has forgotten."""
    return f"{PREFIX}{{{workspace.hex}}}:since"
