"""Entries of a workspace as pages and the API show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import Membership, User, Workspace
from agents.models import Agent
from audit import checkpoints, events, explorer
from audit.explorer import Found, Place, Wanted
from audit.models import Checkpoint
from audit.refs import ContentRef
from kit.errors import NotFound
from portal.story.reading import PAGE as STORY_PAGE

KINDS = {"user": "Any person", "agent": "Any agent", "contact": "Any customer", "system": "The system"}
OTHERS = {"contact": "a customer", "agent": "an agent", "system": "the system"}

Group = tuple[str, list[tuple[str, str]]]
"""A heading with its choices, each a value and a label."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in the list."""

    found: Found
    actor: str

    @property
    def seq(self) -> int | None:
        return self.found.told.seq


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of the list with the places beside it."""

    all: list[Line]
    older: Place | None
    newer: Place | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry with its proof: its leaf, and the first checkpoint that covers it."""

    found: Found
    actor: str
    checkpoint: Checkpoint | None
    story: str

    @property
    def seq(self) -> int | None:
        return self.found.told.seq

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As they stand in the entry, lists and numbers as text."""
        return [(name, shown(value)) for name, value in self.found.told.data.items() if value not in (None, "", [])]

    @property
    def contents(self) -> list[tuple[str, ContentRef]]:
        return list(self.found.told.content.items())

    @property
    def leaf(self) -> str:
        return self.found.leaf_hash.hex() if self.found.leaf_hash else ""

    @property
    def body(self) -> str:
        return json.dumps(json.loads(self.found.body), indent=2, ensure_ascii=False)


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def page(wanted: Wanted, place: Place, *, size: int = explorer.PAGE) -> Lines:
    """Three queries at most."""
    found = explorer.page(wanted, place, size=size)
    names = _names(found.found)
    return Lines([Line(one, who(one, names)) for one in found.found], found.older, found.newer)


def opened(workspace: Workspace, entry: UUID) -> Opened:
    """Three queries at most. Raises NotFound."""
    found = explorer.one(workspace.id, entry)
    if found is None:
        raise NotFound("There is no such entry.")
    seq = found.told.seq
    checkpoint = checkpoints.covering(workspace.id, seq) if seq is not None else None
    return Opened(found, who(found, _names([found])), checkpoint, story_of(workspace, found))


def story_of(workspace: Workspace, found: Found) -> str:
    """Where the story of its conversation tells it; "" for an entry of no conversation."""
    if found.stream is None:
        return ""
    number = found.told.number
    later = f"?after={number - 1}" if number > STORY_PAGE else ""
    return f"{reverse('story', args=[workspace.slug, found.stream])}{later}#entry-{number}"


def _names(found: Iterable[Found]) -> dict[UUID, str]:
    acted = [(told.actor_kind, told.actor) for told in (one.told for one in found) if told.actor]
    actors = {kind: {actor for of_kind, actor in acted if of_kind == kind} for kind in ("user", "agent")}
    named: dict[UUID, str] = {user.id: str(user) for user in User.objects.filter(id__in=actors["user"])} if actors["user"] else {}
    return named | ({agent.id: str(agent) for agent in Agent.objects.filter(id__in=actors["agent"])} if actors["agent"] else {})


def who(found: Found, names: Mapping[UUID, str]) -> str:
    told = found.told
    return (names.get(told.actor) if told.actor else None) or OTHERS.get(told.actor_kind, "a former member")


def actors(workspace: Workspace, chosen: str) -> list[Group]:
    """Who may be chosen: a kind, one of the people, past ones too, or one of the agents; and ``chosen``, should it be somebody else."""
    users = User.objects.filter(id__in=Membership.objects.filter(workspace=workspace).values("user")).order_by("name", "email")
    agents = Agent.objects.filter(workspace=workspace).order_by("name")
    groups = [("Kinds", list(KINDS.items())), ("People", _choices(users)), ("Agents", _choices(agents))]
    known = {value for _, choices in groups for value, _ in choices}
    return groups if not chosen or chosen in known else [*groups, ("By id", [(chosen, chosen)])]


def _choices(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.id), str(row)) for row in rows]


def kinds() -> list[Group]:
    """Every registered event by area, each area with a choice for all of it."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for name, known in events.registered().items():
        area = name.partition(".")[0]
        areas.setdefault(area, [(f"{area}.", f"All of {area.replace('_', ' ')}")]).append((name, f"{known.label} ({name})"))
    return [(area.replace("_", " ").capitalize(), choices) for area, choices in areas.items()]
