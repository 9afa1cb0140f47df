"""Personal data in what a reviewer reads about one conversation: covered by rules and rulings, but for what this person has revealed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from accounts.permissions import may, roles
from conversations.covering import RULES, for_reviewers
from policies.redaction import labels
from policies.redaction.covering import Cover, Covered
from review import hiding
from review.pages import words
from review.pages.texts import Part, Span, parts, plain
from review.permissions import decidable_queues

_ABOUT: Final = f"""
SELECT 'rule', rule.*, NULL::timestamptz FROM ({RULES}) AS rule
UNION ALL SELECT 'hides', conversation_id, obligations::text, '', NULL FROM review_item
          WHERE conversation_id = ANY (%(conversations)s) AND obligations @> '[{{"kind": "mask"}}]'
UNION ALL SELECT 'queue', NULL, queue_id::text, '', NULL FROM review_item WHERE conversation_id = %(conversation)s
UNION ALL SELECT 'revealed', NULL, field, type, until FROM review_reveal
          WHERE conversation_id = %(conversation)s AND user_id = %(user)s AND until > clock_timestamp()
"""  # noqa: S608 - texts of our own
_NOBODY: Final = UUID(int=0)


@dataclass(slots=True)
class Mask(Cover):
    """A cover that marks what it hides. ``revealed``: until when this person sees a field; ``offers``: they may ask to see one."""

    revealed: Mapping[str, datetime] = field(default_factory=dict)
    offers: bool = False
    beside: Callable[[UUID], Cover] = field(default=lambda _: Cover({}))
    """How other conversations are covered that the same page lists."""

    def spans(self, identity: str, text: str, language: str, *, count: bool = True, place: str = "") -> list[Span]:
        """Marks for ``text``, the content (or part of one) called ``identity``. With a ``place`` each can be revealed."""
        return self.marks(text, self.found(text, language, identity=identity, count=count), place)

    def marks(self, text: str, hidden: Iterable[Covered], place: str = "") -> list[Span]:
        return [self._span(one, place) for one in hidden]

    def _span(self, one: Covered, place: str) -> Span:
        name, where = labels.named(one.type), field_of(place, one) if place else ""
        until = self.revealed.get(where)
        if until is not None:
            return Span(
                one.start, one.end, "revealed", f"{words.capital(name)}, shown to you for a short while", None, where, until, one.shown
            )
        title = f"{words.capital(name)}, masked by the rules for reviewers"
        return Span(one.start, one.end, "private", title, one.shown, where if self.offers else "")

    def parts(self, text: str, language: str, place: str = "", *, identity: str = "") -> list[Part]:
        return parts(text, self.spans(identity, text, language, count=False, place=place))

    def field_parts(self, path: str, text: str, language: str, place: str = "") -> list[Part]:
        return parts(text, self.marks(text, self.found_in_field(path, text, language), place))

    def name_parts(self, text: str, place: str = "") -> list[Part]:
        return parts(text, self.marks(text, self.found_in_name(text), place))

    def address_parts(self, text: str, place: str = "") -> list[Part]:
        return parts(text, self.marks(text, self.found_in_address(text), place))

    def plain(self, text: str, language: str = "") -> str:
        """For places that take no marks."""
        return plain(self.line(text, language))

    def person(self, address: str, name: str = "") -> str:
        """A name if there is one, else the address."""
        return plain(self.name(name) if name else self.address(address))

    @property
    def left(self) -> int:
        """Seconds until the first of the revealed fields is masked again; 0 where none is open."""
        return max(1, ceil(min(seconds_left(one) for one in self.revealed.values()))) if self.revealed else 0

    def summary(self) -> list[tuple[str, bool]]:
        """("2 card numbers", some of them masked) for each type met."""
        return [(labels.counted(kind, number), self.covered[kind] > 0) for kind, number in sorted(self.seen.items())]


def field_of(place: str, one: Covered) -> str:
    return f"{place}.{one.start}-{one.end}"


def seconds_left(until: datetime) -> float:
    return max(0.0, (until - timezone.now()).total_seconds())


def mask_of(workspace: UUID, conversation: UUID, user: User | None = None, *, beside: Iterable[UUID] = ()) -> Mask:
    """For everything about one conversation. One query; ``user`` is who reads, and sees what they have revealed."""
    wanted = {conversation, *beside}
    with connection.cursor() as cursor:
        cursor.execute(
            _ABOUT,
            {"workspace": workspace, "conversation": conversation, "conversations": list(wanted), "user": user.id if user else _NOBODY},
        )
        rows = cursor.fetchall()
    hides = hiding.strictest((about, json.loads(told)) for kind, about, told, *_ in rows if kind == "hides")
    rules = for_reviewers(workspace, ((about, entity, operator) for kind, about, entity, operator, _ in rows if kind == "rule"))
    return Mask(
        rules=rules.of(conversation),
        hides=hides.get(conversation, frozenset()),
        beside=hiding.of_each(rules, hides),
        revealed={told: until for kind, _, told, _, until in rows if kind == "revealed"},
        offers=user is not None and may_reveal(user, workspace, [UUID(told) for kind, _, told, *_ in rows if kind == "queue"]),
    )


def may_reveal(user: User, workspace: UUID, queues: Iterable[UUID]) -> bool:
    """Owners everywhere; a reviewer where they decide in a queue that an item of the conversation lies in."""
    if not may(user, workspace, "review"):
        return False
    return Role.OWNER in roles(user, workspace) or not decidable_queues(user).isdisjoint(queues)
