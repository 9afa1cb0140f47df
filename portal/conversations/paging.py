"""Page by key, newest first: the thousandth page costs what the first does, and a new message shifts nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from conversations.models import Conversation

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def page(rows: QuerySet[Conversation], before: str) -> tuple[list[Conversation], str]:
    """The conversations that follow the place ``before`` ("" is the start), and the place after them ("" at the end)."""
    ordered = _after(rows, before).order_by("-last_message_at", "-id")
    found = list(ordered[: PAGE + 1])
    return found[:PAGE], _place(found[PAGE - 1]) if len(found) > PAGE else ""


def _after(rows: QuerySet[Conversation], before: str) -> QuerySet[Conversation]:
    try:
        micros, hexadecimal = before.split("-")
        at, last = _EPOCH + int(micros) * _MICROSECOND, UUID(hexadecimal)
    except (ValueError, OverflowError):
        return rows
    return rows.filter(Q(last_message_at__lt=at) | Q(id__lt=last), last_message_at__lte=at)


def _place(row: Conversation) -> str:
    return f"{(row.last_message_at - _EPOCH) // _MICROSECOND}-{row.id.hex}"
