"""Conversations as a reviewer may read them in lists and over the API: subject, first words, sender, masked like the letters themselves.

The masks of single rulings lie with the floors above; they tell them through ``register``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from conversations.models import Conversation, Preview
from policies import redaction
from policies.redaction import rules
from policies.redaction.covering import Cover
from policies.redaction.operators import Told

Hides = frozenset[str] | None
RULES: Final = f"""
SELECT NULL::uuid, entity, operator FROM policies_redactionrule
WHERE workspace_id = %(workspace)s AND surface = 'reviewer' AND channel IS NULL
UNION ALL SELECT c.id, r.entity, r.operator FROM policies_redactionrule r JOIN conversations_conversation c ON c.channel_id = r.channel
          WHERE r.workspace_id = %(workspace)s AND r.surface = 'reviewer' AND c.id = ANY (%(conversations)s)
UNION ALL SELECT NULL, '', ({rules.OWN})"""  # noqa: S608 - texts of our own
"""For reviewers: rules for all channels without a conversation, those of a conversation's channel beside it, and which recognisers search."""
_WAIT: Final = 10.0
_FULL: Final = 300
_TORN: Final = re.compile(r"[\dA-Z][\d\s./-]{3,}$")
_hiding: list[Callable[[Sequence[UUID]], Mapping[UUID, Hides]]] = []
_loaded: Final = Event()


def register(hiding: Callable[[Sequence[UUID]], Mapping[UUID, Hides]]) -> None:
    """``hiding`` gives, by conversation, types that are hidden there besides; None for all. From ``ready()``."""
    if hiding not in _hiding:
        _hiding.append(hiding)


@dataclass(frozen=True, slots=True)
class ForReviewers:
    """Rules for all channels, and by conversation those of its channel, which come first."""

    everywhere: Told
    by_conversation: Mapping[UUID, Told] = field(default_factory=dict)

    def of(self, conversation: UUID) -> Told:
        return self.by_conversation.get(conversation, self.everywhere)


def for_reviewers(workspace: UUID, rows: Iterable[tuple[UUID | None, str, str | None]]) -> ForReviewers:
    """From rows of ``RULES``."""
    told: dict[UUID | None, dict[tuple[str, str], str]] = {None: {}}
    own: str | None = None
    for conversation, entity, operator in rows:
        if entity:
            told.setdefault(conversation, {})[entity, "reviewer"] = operator or ""
        else:
            own = operator
    recognisers = rules.own_by(workspace, own)
    everywhere = told.pop(None)
    found = {conversation: Told({**everywhere, **its}, recognisers) for conversation, its in told.items() if conversation}
    return ForReviewers(Told(everywhere, recognisers), found)


def covers(workspace: UUID, conversations: Sequence[UUID]) -> Callable[[UUID], Cover]:
    """How each of these conversations is covered: one query for the rules, one for what rulings hide."""
    with connection.cursor() as cursor:
        cursor.execute(RULES, {"workspace": workspace, "conversations": list(conversations)})
        ruled = for_reviewers(workspace, cursor.fetchall())
    told = [hiding(conversations) for hiding in _hiding] if conversations else []

    def of(conversation: UUID) -> Cover:
        found = [one[conversation] for one in told if conversation in one]
        hides = None if None in found else frozenset().union(*(one for one in found if one))
        return Cover(ruled.of(conversation), hides)

    return of


def cover(rows: Iterable[Conversation], workspace: UUID) -> None:
    """Cover what the previews of these rows hold, in place. Only for showing: the rows may not be saved."""
    shown = [row for row in rows if getattr(row, "preview", None)]
    ready()
    of = covers(workspace, [row.id for row in shown])
    for row in shown:
        _cover(row.preview, of(row.id), row.language)


def _cover(preview: Preview, how: Cover, language: str) -> None:
    preview.subject, preview.sender = how.line(preview.subject, language), how.name(preview.sender, language)
    preview.snippet = how.line(_whole(preview.snippet), language)


def _whole(snippet: str) -> str:
    """A number that the end of the snippet cuts in two could not be recognised: it is left out."""
    return _TORN.sub("", snippet) if len(snippet) >= _FULL else snippet


@cache
def warm_up() -> None:
    """Load the detection library beside the first page that a web process shows: two seconds that a list would wait for."""
    if settings.PROCESS == "web":
        Thread(target=_load, daemon=True, name="warm-up").start()


def _load() -> None:
    redaction.find("Write to a@example.org.")
    _loaded.set()


def ready() -> None:
    """Other processes than those of the web load at the first text. Nothing is shown before it could be searched."""
    if settings.PROCESS == "web":
        warm_up()
        _loaded.wait(_WAIT)
