"""Entries of a workspace, newest first, page by key, narrowed by event, who, what and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.models import Membership, User, Workspace
from agents.models import Agent
from audit import events
from audit.models import Entry, Seal
from kit.ids import as_uuid, first_id_at

PAGE = 50
FIELDS = ("event", "actor", "subject", "since", "until")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. ``seq`` is None while it waits for its seal."""

    entry: Entry
    label: str
    actor: str
    seq: int | None

    @property
    def body(self) -> str:
        return json.dumps(json.loads(self.entry.body), indent=2, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for, cleaned; ``problems`` names what was not understood and therefore left out."""

    chosen: dict[str, str]
    problems: list[str]

    def query(self, **more: str) -> str:
        return urlencode({**self.chosen, **more})


def asked(given: Mapping[str, str]) -> Search:
    chosen = {name: given[name].strip() for name in FIELDS if given.get(name, "").strip()}
    wrong = [name for name, value in chosen.items() if not _is_right(name, value)]
    return Search({name: value for name, value in chosen.items() if name not in wrong}, [PROBLEMS[name] for name in wrong])


PROBLEMS = {
    "event": "There is no such event.",
    "actor": "Who did it is chosen from the list, or given as an id.",
    "subject": "What it is about is given by its id, such as that of a conversation.",
    "since": "The first day is written like 2026-11-25.",
    "until": "The last day is written like 2026-11-25.",
}


def _is_right(name: str, value: str) -> bool:
    if name == "event":
        return value in events.registered()
    if name in ("actor", "subject"):
        return value == "system" or as_uuid(value) is not None
    return _day(value) is not None


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None


def page(workspace: Workspace, search: Search, before: str) -> tuple[list[Line], str]:
    """A page of lines and the place after it ("" at the end). Three queries."""
    rows = _narrowed(Entry.objects.filter(workspace=workspace.id), search.chosen)
    last = as_uuid(before)
    if last:
        rows = rows.filter(id__lt=last)
    found = list(rows.order_by("-id")[: PAGE + 1])
    return _lines(found[:PAGE]), str(found[PAGE - 1].id) if len(found) > PAGE else ""


def _narrowed(rows: QuerySet[Entry], chosen: Mapping[str, str]) -> QuerySet[Entry]:
    if "event" in chosen:
        rows = rows.filter(event=chosen["event"])
    if "actor" in chosen:
        rows = rows.filter(actor_kind="system") if chosen["actor"] == "system" else rows.filter(actor=UUID(chosen["actor"]))
    if "subject" in chosen:
        rows = rows.filter(Q(subject=UUID(chosen["subject"])) | Q(stream=UUID(chosen["subject"])))
    since, until = _day(chosen.get("since", "")), _day(chosen.get("until", ""))
    if since:
        rows = rows.filter(id__gte=first_id_at(since))
    return rows.filter(id__lt=first_id_at(until + timedelta(days=1))) if until else rows


def _lines(rows: list[Entry]) -> list[Line]:
    seals = dict(Seal.objects.filter(entry__in=[row.id for row in rows]).values_list("entry", "seq"))
    names = _names(rows)
    return [Line(row, events.label(row.event), _who(row, names), seals.get(row.id)) for row in rows]


def _names(rows: Iterable[Entry]) -> dict[UUID, str]:
    people = {row.actor for row in rows if row.actor_kind == "user"}
    agents = {row.actor for row in rows if row.actor_kind == "agent"}
    found: dict[UUID, str] = {user.id: str(user) for user in User.objects.filter(id__in=people)} if people else {}
    return found | ({agent.id: str(agent) for agent in Agent.objects.filter(id__in=agents)} if agents else {})


def _who(row: Entry, names: Mapping[UUID, str]) -> str:
    if row.actor is None:
        return "the system"
    others = {"contact": "a customer", "agent": "an agent"}
    return names.get(row.actor) or others.get(row.actor_kind, "a former member")


def people(workspace: Workspace) -> list[tuple[str, str]]:
    """Who may be chosen: the members, past ones too, and the system."""
    users = User.objects.filter(id__in=Membership.objects.filter(workspace=workspace).values("user")).order_by("name", "email")
    return [("system", "The system"), *((str(user.id), str(user)) for user in users)]


def kinds() -> list[tuple[str, str]]:
    """Every registered event with its label, by label."""
    known: dict[str, Any] = events.registered()
    return sorted(((name, entry.label) for name, entry in known.items()), key=lambda one: (one[1], one[0]))
