"""Which entries a bundle holds, and what they refer to in the content store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from audit import chain
from audit.bundle import finders
from audit.models import DataKey, Entry, Stream
from kit.errors import InvalidInput, NotFound
from kit.ids import as_uuid, first_id_at

MOST = 1_000_000
"""Entries of one bundle; a longer period is exported in parts."""
SLACK = timedelta(hours=1)
"""An id is made before its entry is written, at most a transaction earlier."""
KINDS = ("conversation", "decision", "period", "subject")
ABSENT = {
    "conversation": "The ledger tells of no such conversation here.",
    "decision": "The ledger tells of no such decision or item here.",
    "subject": "Nobody with this address, number or id is known here.",
    "period": "Nothing stands on the ledger for this period.",
}
"""By kind: what is said where there is nothing."""


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle is about: ``id`` of a conversation, decision (or item) or contact, or a period up to but not including ``until``."""

    workspace: UUID
    kind: str
    id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(slots=True)
class Selection:
    """``entries``: id and leaf hash; ``refs``: content id to its commitment and size; ``actors``: those with an account; ``streams``: conversations
    of which there is something."""

    entries: list[tuple[UUID, bytes]] = field(default_factory=list)
    refs: dict[str, tuple[str, int]] = field(default_factory=dict)
    actors: set[UUID] = field(default_factory=set)
    streams: set[UUID] = field(default_factory=set)

    def take(self, identity: UUID, body: str, entry: dict[str, Any]) -> None:
        self.entries.append((identity, chain.leaf_hash(body.encode())))
        self.refs.update((ref["id"], (ref["commitment"], ref["size"])) for ref in entry["content"].values())
        if entry["actor"] and entry["actor_kind"] in ("user", "agent"):
            self.actors.add(UUID(entry["actor"]))
        if entry["stream"]:
            self.streams.add(UUID(entry["stream"]))


def conversation(identity: UUID, workspace: UUID | None = None) -> About:
    """Raises NotFound for one that no entry tells of, or that is of another workspace."""
    stream = Stream.objects.filter(id=identity).first()
    if stream is None or workspace not in (None, stream.workspace):
        raise NotFound(ABSENT["conversation"])
    return About(stream.workspace, "conversation", identity)


def decision(identity: UUID, workspace: UUID | None = None) -> About:
    found = finders.decision(identity)
    if found is None or workspace not in (None, found.workspace):
        raise NotFound(ABSENT["decision"])
    return About(found.workspace, "decision", identity)


def subject(who: str, workspace: UUID) -> About:
    """By an address or a contact's id; only the id goes into the bundle and onto the ledger."""
    found = finders.subject(workspace, who.strip())
    if found is None:
        raise NotFound(ABSENT["subject"])
    return About(workspace, "subject", found.ids[0])


def period(workspace: UUID, since: datetime, until: datetime) -> About:
    """Raises InvalidInput for one that is empty. What has not yet happened is left out."""
    until = min(until, datetime.now(UTC))
    if since >= until:
        raise InvalidInput("The period must begin before it ends, and not in the future.")
    return About(workspace, "period", None, since, until)


def choose(about: About) -> Selection:
    """Raises NotFound for nothing at all, InvalidInput for too much."""
    chosen, ids = Selection(), _parts_of_decision(about)
    for identity, body in _rows(about).values_list("id", "body").iterator(2000):
        entry = json.loads(body)
        if ids is None or not ids.isdisjoint(_named(entry)):
            chosen.take(identity, body, entry)
        if len(chosen.entries) > MOST:
            raise InvalidInput(f"That is more than {MOST:,} entries; choose a shorter period.")
    if not chosen.entries:
        raise NotFound(ABSENT[about.kind])
    return chosen


def _rows(about: About) -> QuerySet[Entry]:
    rows = Entry.objects.filter(workspace=about.workspace)
    return {"conversation": _of_conversation, "decision": _of_decision, "period": _of_period, "subject": _of_subject}[about.kind](
        rows, about
    )


def _of_conversation(rows: QuerySet[Entry], about: About) -> QuerySet[Entry]:
    return rows.filter(stream=about.id).order_by("stream_no")


def _of_decision(rows: QuerySet[Entry], about: About) -> QuerySet[Entry]:
    found = finders.decision(about.id) if about.id else None
    return rows.filter(stream=found.stream).order_by("stream_no") if found else rows.none()


def _of_period(rows: QuerySet[Entry], about: About) -> QuerySet[Entry]:
    if about.since is None or about.until is None:
        raise InvalidInput("A period has a beginning and an end.")
    near = rows.filter(id__gte=first_id_at(about.since - SLACK), id__lt=first_id_at(about.until + SLACK))
    return near.filter(at__gte=about.since, at__lt=about.until).order_by("id")


def _of_subject(rows: QuerySet[Entry], about: About) -> QuerySet[Entry]:
    """What names them, and every conversation in which something is kept under a key of theirs."""
    found = finders.subject(about.workspace, str(about.id))
    ids = found.ids if found else (about.id,)
    kept = DataKey.objects.filter(workspace=about.workspace, subject__in=ids, conversation__isnull=False)
    streams = set(kept.values_list("conversation", flat=True)) | (found.streams if found else set())
    return rows.filter(Q(subject__in=ids) | Q(stream__in=streams)).order_by("id")


def _parts_of_decision(about: About) -> set[UUID] | None:
    """The ids of which an entry must name one, and with them the messages that the turn was about; None where all entries fit."""
    found = finders.decision(about.id) if about.kind == "decision" and about.id else None
    if found is None:
        return None
    entries = (json.loads(body) for body in _rows(about).values_list("body", flat=True))
    messages = {entry["data"].get("message") for entry in entries if not found.ids.isdisjoint(_named(entry))}
    return {*found.ids, *(UUID(one) for one in messages if one)}


def _named(entry: dict[str, Any]) -> Iterator[UUID]:
    for value in (entry["subject"], *entry["data"].values()):
        for text in value if isinstance(value, list) else [value]:
            identity = as_uuid(text) if isinstance(text, str) and len(text) == 36 else None
            if identity:
                yield identity
