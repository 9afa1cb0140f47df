"""The order of causes: what happened in one conversation, as its entries tell it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from audit import events
from audit.refs import ContentRef

_ENTRIES = """
    SELECT e.id, e.body, e.at, s.seq FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id
    WHERE e.stream = %s AND e.workspace = %s AND e.stream_no > %s ORDER BY e.stream_no LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry for a page. ``seq`` is its place on the ledger, None while it waits for its seal."""

    id: UUID
    number: int
    event: str
    label: str
    at: datetime
    actor: UUID | None
    actor_kind: str
    auth: str
    subject: UUID | None
    correlation: str
    data: dict[str, Any]
    content: dict[str, ContentRef]
    seq: int | None


def entries(workspace: UUID, stream: UUID, *, after: int = 0, limit: int = 10_000) -> list[Told]:
    """The entries of a conversation in the order of causes; ``after`` is the number last seen. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [stream, workspace, after, limit])
        return [told(*row) for row in cursor.fetchall()]


def content_ids(told: Iterable[Told]) -> list[str]:
    """What to hand to ``audit.content.get_many`` for a page."""
    return [ref.id for entry in told for ref in entry.content.values()]


def told(identity: UUID, body: str, at: datetime, seq: int | None) -> Told:
    value: dict[str, Any] = json.loads(body)
    return Told(
        id=identity,
        number=value["stream_no"],
        event=value["event"],
        label=events.label(value["event"]),
        at=at,
        actor=_uuid(value["actor"]),
        actor_kind=value["actor_kind"],
        auth=value["auth"],
        subject=_uuid(value["subject"]),
        correlation=value["correlation"],
        data=value["data"],
        content={name: ContentRef(**ref) for name, ref in value["content"].items()},
        seq=seq,
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
