"""Conversations as a reviewer may read them in lists and over the API: subject, first words, sender, masked like the letters themselves.

The masks of single rulings lie with the floors above; they tell them through ``register``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.conf import settings

from conversations.models import Conversation, Preview
from policies import redaction
from policies.redaction.covering import Cover
from policies.redaction.rules import rules_of

Hides = frozenset[str] | None
_WAIT: Final = 10.0
_FULL: Final = 300
_TORN: Final = re.compile(r"[\dA-Z][\d\s./-]{3,}$")
_hiding: list[Callable[[Sequence[UUID]], Mapping[UUID, Hides]]] = []
_loaded: Final = Event()


def register(hiding: Callable[[Sequence[UUID]], Mapping[UUID, Hides]]) -> None:
    """``hiding`` gives, by conversation, types that are hidden there besides; None for all. From ``ready()``."""
    if hiding not in _hiding:
        _hiding.append(hiding)


def covers(workspace: UUID, conversations: Sequence[UUID]) -> Callable[[UUID], Cover]:
    """How each of these conversations is covered: one query for the rules, one for what rulings hide."""
    rules = rules_of(workspace)
    told = [hiding(conversations) for hiding in _hiding] if conversations else []
    plain = Cover(rules)

    def of(conversation: UUID) -> Cover:
        found = [one[conversation] for one in told if conversation in one]
        return Cover(rules, None if None in found else frozenset().union(*(one for one in found if one))) if found else plain

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
