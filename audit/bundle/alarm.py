"""The alarm for exports of everything: many of them, or much content, by one actor within an hour. It stands on the ledger, in the log and on the pages.

Whatever takes content out says so here, in the transaction of its entry; ``COUNTED`` are the events that count.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from audit.explorer import KINDS
from audit.models import Entry
from audit.recorder import record
from kit.actor import SYSTEM, Actor
from kit.ids import first_id_at

logger = logging.getLogger(__name__)

RAISED = "audit.mass_export"
WINDOW = timedelta(hours=1)
SHOWN = timedelta(hours=24)
COUNTED = {"audit.bundle.exported": "contents", "access.export_made": "messages"}
"""Events and the field that says how much it was."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('audit.mass_export' || %s::text, 0))"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What ``by`` took out in the hour before ``at``; None for a command."""

    at: datetime
    exports: int
    contents: int
    by: UUID | None


def look(workspace: UUID, actor: Actor) -> None:
    """Raise the alarm when this export was one too many; at most once an hour and actor. In the transaction that recorded it."""
    with connection.cursor() as cursor:  # of two exports at once the second counts the first
        cursor.execute(_LOCK, [workspace])
    exports, contents = _taken(workspace, actor)
    by = str(actor.id) if actor.id else None
    if _is_much(exports, contents) and not any(one["data"].get("by") == by for one in _told(_rows(workspace, RAISED, WINDOW))):
        data = {"exports": exports, "contents": contents, "by": actor.id}
        record(RAISED, workspace=workspace, actor=SYSTEM, data=data)
        transaction.on_commit(partial(_log, workspace, exports), robust=True)


def current(workspace: UUID) -> list[Alarm]:
    """Of the last day, the newest first."""
    found = reversed(_told(_rows(workspace, RAISED, SHOWN)))
    return [_alarm(entry["at"], entry["data"]) for entry in found]


def _alarm(at: str, data: dict[str, Any]) -> Alarm:
    return Alarm(datetime.fromisoformat(at), data["exports"], data["contents"], UUID(data["by"]) if data.get("by") else None)


def _taken(workspace: UUID, actor: Actor) -> tuple[int, int]:
    rows = {event: _rows(workspace, event, WINDOW).filter(actor=actor.id) for event in COUNTED}
    found = [(entry, size) for event, size in COUNTED.items() for entry in _told(rows[event])]
    return len(found), sum(int(entry["data"].get(size) or 0) for entry, size in found)


def _is_much(exports: int, contents: int) -> bool:
    most, largest = settings.COUNTERSIGN_ALARM_EXPORTS, settings.COUNTERSIGN_ALARM_CONTENTS
    return bool((most and exports >= most) or (largest and contents >= largest))


def _rows(workspace: UUID, event: str, window: timedelta) -> QuerySet[Entry]:
    """Along the index of events, which begins with the kind of actor."""
    since = first_id_at(datetime.now(UTC) - window)
    return Entry.objects.filter(workspace=workspace, actor_kind__in=KINDS, event=event, id__gte=since).order_by("id")


def _told(rows: QuerySet[Entry]) -> list[dict[str, Any]]:
    return [json.loads(body) for body in rows.values_list("body", flat=True)]


def _log(workspace: UUID, exports: int) -> None:
    logger.error("ledger.mass_export", extra={"workspace_id": str(workspace), "count": exports})
