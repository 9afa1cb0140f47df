"""Who sees which conversations, and what a list costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from accounts.models import Membership
from audit import keys, sealed
from conversations.models import Conversation
from conversations.querysets import contacts_visible_to, conversations_visible_to, messages_visible_to
from tests.conversations.cast import Cast, assemble

LISTS = [conversations_visible_to, messages_visible_to, contacts_visible_to]


@pytest.mark.parametrize("visible_to", LISTS)
def test_members_see_their_workspace_and_nobody_else_does(cast: Cast, visible_to: Any) -> None:
    cast.mail()
    other = assemble("fern")
    other.mail()
    seen = {name: visible_to(user).count() for name, user in (("rosa", cast.rosa), ("auditor", cast.auditor), ("stranger", cast.stranger))}
    assert seen == {"rosa": 1, "auditor": 1, "stranger": 0}
    assert set(visible_to(cast.rosa)).isdisjoint(visible_to(other.rosa))
    assert not visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("visible_to", LISTS)
def test_who_has_left_sees_nothing(cast: Cast, visible_to: Any) -> None:
    cast.mail()
    Membership.objects.filter(user=cast.rosa).update(is_active=False)
    assert not visible_to(cast.rosa).exists()


def test_a_list_costs_one_query_with_channel_contact_and_preview_and_one_for_the_names(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(3):
        cast.mail(subject=f"Subject {number}")
    keys.forget()
    with django_assert_num_queries(2):
        found = list(conversations_visible_to(cast.rosa))
        sealed.open_all([row.contact for row in found if row.contact], "name")
        rows = [(row.channel.name, row.contact.name if row.contact else "", row.preview.subject) for row in found]
    assert len(rows) == 3
    assert rows[0][:2] == ("Moss help", "Mara Vogel")


@pytest.mark.parametrize(
    ("narrow", "index"),
    [({}, "conversations_recent"), ({"status": "resolved"}, "conversations_by_status")],
)
def test_the_newest_of_many_are_read_from_an_index(cast: Cast, narrow: dict[str, str], index: str) -> None:
    many(cast, 20_000)
    rows = conversations_visible_to(cast.rosa).filter(workspace=cast.workspace, **narrow).order_by("-last_message_at", "-id")[:51]
    assert index in rows.explain()


def many(cast: Cast, count: int) -> None:
    """Made in the database, as copies of one."""
    first = Conversation.objects.create(workspace=cast.workspace, channel=cast.channel, last_message_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, [count - 1, first.id])
        cursor.execute("ANALYZE conversations_conversation")
    assert Conversation.objects.filter(workspace=cast.workspace).count() == count


_COPIES = """
    INSERT INTO conversations_conversation
    SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'status', (ARRAY['resolved', 'open'])[n %% 2 + 1], 'last_message_at', c.last_message_at - n * interval '1 minute'))).*
    FROM conversations_conversation c, generate_series(1, %s) n WHERE c.id = %s
"""
