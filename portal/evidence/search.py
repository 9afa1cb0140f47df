"""What somebody asked of the entries, cleaned: by event, who, what and when. It stands in the address, so it can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date

from audit import events, explorer
from audit.explorer import Place, Wanted
from kit.ids import as_uuid

FIELDS = ("event", "actor", "subject", "since", "until")
PROBLEMS = {
    "event": "There is no such event.",
    "actor": "Who did it is chosen from the list, or given as an id.",
    "subject": "What it is about is given by its id, or by the address of its page.",
    "since": "The first day is written like 2026-11-25.",
    "until": "The last day is written like 2026-11-25.",
}
REVERSED = "The last day lies before the first: exchange the two."
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Search:
    """``problems`` names what was not understood and left out. Days in the wrong order stay ``chosen``, to be exchanged, and choose nothing."""

    chosen: dict[str, str]
    problems: list[str]

    def query(self, **more: str) -> str:
        return urlencode({**self.chosen, **more})

    def at(self, place: Place | None) -> str:
        """The query of the page at ``place``, "" where there is none."""
        if place is None:
            return ""
        return self.query(before=str(place.before)) if place.before else self.query(after=str(place.after))

    def wanted(self, workspace: UUID) -> Wanted:
        chosen = self.chosen if not _is_reversed(self.chosen) else {**self.chosen, "since": "", "until": ""}
        until = _day(chosen.get("until", ""))
        actor = chosen.get("actor", "")
        return Wanted(
            workspace,
            event=chosen.get("event", ""),
            actor=None if actor in explorer.KINDS else as_uuid(actor),
            kind=actor if actor in explorer.KINDS else "",
            subject=as_uuid(chosen.get("subject", "")),
            since=_day(chosen.get("since", "")),
            until=until + timedelta(days=1) if until else None,
        )


def asked(given: Mapping[str, str]) -> Search:
    chosen = {name: given[name].strip() for name in FIELDS if given.get(name, "").strip()}
    if "subject" in chosen:
        chosen["subject"] = _identity(chosen["subject"])
    wrong = [name for name, value in chosen.items() if not _is_right(name, value)]
    right = {name: value for name, value in chosen.items() if name not in wrong}
    return Search(right, [*(PROBLEMS[name] for name in wrong), *([REVERSED] if _is_reversed(right) else [])])


def _is_reversed(chosen: Mapping[str, str]) -> bool:
    since, until = _day(chosen.get("since", "")), _day(chosen.get("until", ""))
    return since is not None and until is not None and until < since


def place(given: Mapping[str, str]) -> Place:
    return Place(as_uuid(given.get("before", "")), as_uuid(given.get("after", "")))


def _identity(text: str) -> str:
    """The id in an address that was pasted: the first one, which names the conversation or item."""
    found = _ID.search(text)
    return found.group().lower() if found else text


def _is_right(name: str, value: str) -> bool:
    if name == "event":
        return value in events.registered() or value in areas()
    if name == "actor":
        return value in explorer.KINDS or as_uuid(value) is not None
    if name == "subject":
        return as_uuid(value) is not None
    return _day(value) is not None


def areas() -> list[str]:
    """Beginnings of names that stand for all events with them, such as "review."."""
    return sorted({f"{name.partition('.')[0]}." for name in events.registered()})


def _day(text: str) -> datetime | None:
    """Where the reader's day begins. Ids know no time before 1970."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, timezone.get_current_timezone()) if day and 1970 < day.year < 9999 else None
