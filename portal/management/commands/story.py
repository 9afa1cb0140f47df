"""``manage.py story ID``: everything that happened in a conversation, from the shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from agents.models import Turn
from connectors.models import Delivery
from conversations.models import Conversation, Message
from kit.ids import as_uuid
from portal.story import printed, reading
from review.models import Action


class Command(BaseCommand):
    help = "Tell the story of a conversation: every entry in order, with what was said, ruled, decided and delivered."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="Id of a conversation, or the correlation id of a message, turn or delivery.")
        parser.add_argument("--json", action="store_true", help="One JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = conversations(options["id"])
        if not found:
            raise CommandError(f"No conversation has the id or the correlation id {options['id']}.")
        for conversation in found:
            for line in told(conversation, as_json=options["json"]):
                self.stdout.write(line)


def conversations(identity: str) -> list[Conversation]:
    rows = Conversation.objects.select_related("channel", "contact", "preview")
    given = as_uuid(identity)
    by_id = list(rows.filter(id=given)) if given else []
    return by_id or list(rows.filter(id__in=_correlated(identity)).order_by("id"))


def _correlated(identity: str) -> set[UUID]:
    actions = Delivery.objects.filter(correlation_id=identity).values("action")
    sources: list[QuerySet[Any, UUID]] = [
        Message.objects.filter(correlation_id=identity).values_list("conversation_id", flat=True),
        Turn.objects.filter(correlation_id=identity).values_list("conversation_id", flat=True),
        Action.objects.filter(id__in=actions).values_list("conversation_id", flat=True),
    ]
    return {one for source in sources for one in source}


def told(conversation: Conversation, *, as_json: bool) -> Iterator[str]:
    """All of it, however long: whoever has the shell sees what the rules mask for reviewers masked, too."""
    story = reading.read(conversation, all_seeing=True, limit=10_000)
    if as_json:
        return (json.dumps(printed.record(moment), ensure_ascii=False, default=str) for moment in story.moments)
    return printed.lines(story)
