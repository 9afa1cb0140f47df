"""Entries of a workspace page by page, newest first, narrowed by who, what, about what and when; as quick at five million as at fifty.

    page(Wanted(workspace, event="policy.ruled", actor=user.id), Place(before=entry_id)) -> Page

A page is read off the ends of as many stretches of an index as can hold an answer: (workspace, kind of actor, event, id) and
(workspace, actor, event, id). Kinds and events are few, so there are some hundred stretches at most, of which fifty entries each are looked
at. Ids are time-ordered: a period is a range of ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID

from django.db import connection

from audit import story
from audit.story import Told
from kit.actor import Kind
from kit.ids import first_id_at

PAGE: Final = 50
KINDS: Final[tuple[str, ...]] = tuple(sorted(get_args(Kind)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. ``event`` is a name, or the beginning of names up to a dot ("review."); ``kind`` a kind of actor; ``subject``
    what an entry is about, or the conversation it belongs to; ``since`` is within, ``until`` without."""

    workspace: UUID
    event: str = ""
    actor: UUID | None = None
    kind: str = ""
    subject: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: below ``before``, or else directly above ``after``. Neither: at the newest."""

    before: UUID | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, with the conversation whose story tells it, its exact text and, once sealed, the hash of its leaf."""

    told: Told
    stream: UUID | None
    body: str
    leaf_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. ``older`` and ``newer`` are the places of the pages beside it, None where there are none."""

    found: list[Found]
    older: Place | None
    newer: Place | None


_COLUMNS = "e.id, e.body, e.at, e.stream, s.seq, s.leaf_hash"
_ONE = f"SELECT {_COLUMNS} FROM audit_entry e LEFT JOIN audit_seal s ON s.entry = e.id WHERE e.id = %s AND e.workspace = %s"  # noqa: S608 - constant text
_ALL = "SELECT id FROM audit_entry WHERE workspace = %(workspace)s AND {range} ORDER BY id {order} LIMIT %(limit)s"
_ABOUT = """
    SELECT id FROM (
      SELECT id, event, actor, actor_kind FROM audit_entry WHERE subject = %(subject)s AND workspace = %(workspace)s
      UNION SELECT id, event, actor, actor_kind FROM audit_entry WHERE stream = %(subject)s AND workspace = %(workspace)s) about
    WHERE {range} AND {actor} AND {kind} AND {event} ORDER BY id {order} LIMIT %(limit)s
"""
_STRETCHES = """
    SELECT f.id FROM stretch, LATERAL (
      SELECT e.id FROM audit_entry e WHERE e.workspace = %(workspace)s AND {key} AND e.event = stretch.event AND {range}
      ORDER BY e.id {order} LIMIT %(limit)s) f
    ORDER BY f.id {order} LIMIT %(limit)s
"""
_WALKED = """
    WITH RECURSIVE walk AS (
      SELECT k.kind, (SELECT min(e.event) FROM audit_entry e WHERE e.workspace = %(workspace)s AND {walk_key}) AS event
      FROM unnest(%(kinds)s::text[]) AS k (kind)
      UNION ALL
      SELECT k.kind, (SELECT min(e.event) FROM audit_entry e WHERE e.workspace = %(workspace)s AND {walk_key} AND e.event > k.event)
      FROM walk k WHERE k.event IS NOT NULL),
    stretch AS (SELECT kind, event FROM walk WHERE starts_with(event, %(event)s))
"""
_NAMED = "WITH stretch AS (SELECT kind, %(event)s AS event FROM unnest(%(kinds)s::text[]) AS k (kind))"
_PAGE = f"""
    SELECT {_COLUMNS} FROM ({{ids}}) found JOIN audit_entry e ON e.id = found.id LEFT JOIN audit_seal s ON s.entry = e.id ORDER BY e.id DESC
"""  # noqa: S608 - constant text


def page(wanted: Wanted, place: Place = Place(), *, size: int = PAGE) -> Page:
    """One query."""
    upwards = place.before is None and place.after is not None
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted, place, upwards), _values(wanted, place, size + 1))
        rows = cursor.fetchall()
    more = len(rows) > size
    kept = (rows[1:] if upwards else rows[:size]) if more else rows
    found = [_found(*row) for row in kept]
    return Page(found, _older(found, more or upwards), _newer(found, more if upwards else place.before is not None))


def _older(found: list[Found], there: bool) -> Place | None:
    return Place(before=found[-1].told.id) if found and there else None


def _newer(found: list[Found], there: bool) -> Place | None:
    return Place(after=found[0].told.id) if found and there else None


def one(workspace: UUID, entry: UUID) -> Found | None:
    """None for an entry of another workspace as for one that is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [entry, workspace])
        row = cursor.fetchone()
    return _found(*row) if row else None


def _found(identity: UUID, body: str, at: datetime, stream: UUID | None, seq: int | None, leaf_hash: Any) -> Found:
    return Found(story.told(identity, body, at, seq), stream, body, bytes(leaf_hash) if leaf_hash is not None else None)


def _statement(wanted: Wanted, place: Place, upwards: bool) -> str:
    """Only these fixed pieces are put together; every value stays a parameter."""
    parts = {
        "range": _range(wanted, place),
        "order": "ASC" if upwards else "DESC",
        "actor": "actor = %(actor)s" if wanted.actor else "true",
        "kind": "actor_kind = %(kind)s" if wanted.kind else "true",
        "event": ("starts_with(event, %(event)s)" if wanted.event.endswith(".") else "event = %(event)s") if wanted.event else "true",
    }
    return _PAGE.format(ids=_ids(wanted).format(**parts, **_keys(wanted)))


def _ids(wanted: Wanted) -> str:
    if wanted.subject:
        return _ABOUT
    if not (wanted.actor or wanted.kind or wanted.event):
        return _ALL
    return (_NAMED if wanted.event and not wanted.event.endswith(".") else _WALKED) + _STRETCHES


def _keys(wanted: Wanted) -> dict[str, str]:
    """What finds the beginning of a stretch: who, or which kind of actor. The walk is over the kinds given."""
    if wanted.actor:
        narrow = " AND e.actor_kind = stretch.kind" if wanted.kind else ""
        return {"key": "e.actor = %(actor)s" + narrow, "walk_key": "e.actor = %(actor)s"}
    return {"key": "e.actor_kind = stretch.kind", "walk_key": "e.actor_kind = k.kind"}


def _range(wanted: Wanted, place: Place) -> str:
    limits = [(wanted.since, "id >= %(since)s"), (wanted.until, "id < %(until)s"), (place.before, "id < %(before)s")]
    limits += [(None if place.before else place.after, "id > %(after)s")]
    return " AND ".join(limit for given, limit in limits if given) or "true"


def _values(wanted: Wanted, place: Place, limit: int) -> dict[str, Any]:
    return {
        "workspace": wanted.workspace,
        "event": wanted.event,
        "actor": wanted.actor,
        "kind": wanted.kind,
        "kinds": [wanted.kind] if wanted.kind else [""] if wanted.actor else list(KINDS),
        "subject": wanted.subject,
        "since": wanted.since and first_id_at(wanted.since),
        "until": wanted.until and first_id_at(wanted.until),
        "before": place.before,
        "after": place.after,
        "limit": limit,
    }
