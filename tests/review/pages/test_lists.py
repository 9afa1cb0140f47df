"""What waits, page by page; what was decided today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation
from kit.ids import uuid7
from review import actions, heads
from review.models import Item, Queue
from review.pages import lists, paging, queues
from tests.review.cast import Desk
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, address, text_of

Fetch = Callable[[Client, str], Any]


def many(desk: Desk, number: int, *, conversation: Conversation | None = None, queue: Queue | None = None) -> list[Item]:
    """Waiting items without a draft: enough for lists."""
    conversation, now = conversation or desk.letter(), timezone.now()
    rows = [
        Item(
            id=uuid7(), workspace=desk.workspace, queue=queue or desk.queue, conversation=conversation, turn=uuid7(), reason="policy_review",
            priority=index % 3, due_at=now + timedelta(minutes=index), conversation_version=conversation.version,
        )
        for index in range(number)
    ]  # fmt: skip
    return Item.objects.bulk_create(rows)


def test_the_list_stays_under_the_ceiling_with_five_hundred_items(desk: Desk, as_user: SignIn, few_queries: Fetch) -> None:
    many(desk, 500)
    for _ in range(3):
        actions.claim_next(acting_user=desk.second, workspace=desk.workspace.id)
    answer = few_queries(as_user(desk.reviewer), f"/w/{desk.workspace.slug}/review/")
    assert "497 waiting" in text_of(answer)
    assert text_of(answer).count("data-row") == paging.PAGE + 3


def test_pages_by_key_show_every_item_once_in_the_order_of_claiming(desk: Desk, as_user: SignIn) -> None:
    made = many(desk, 130) + many(desk, 20, queue=desk.legal)
    expected = [one.id for one in sorted(made, key=lambda one: (one.priority, one.due_at, one.id))]
    seen: list[UUID] = []
    client, after = as_user(desk.owner), ""
    for _ in range(3):
        answer = client.get(f"/w/{desk.workspace.slug}/review/", {"after": after})
        seen += [line.item.id for line in answer.context["lines"]]
        after = answer.context["following"]
    assert seen == expected
    assert after == ""


@pytest.mark.parametrize("after", ["", "nonsense", "1-2-3", "9-99999999999999999999999-0192d3a07c1b70008000123456789012", "' OR 1=1"])
def test_a_key_that_says_nothing_is_the_first_page(after: str) -> None:
    assert paging.read_key(after) == paging.BEFORE_ALL


def test_a_tag_narrows_what_waits_and_is_claimed_and_stands_in_the_address(desk: Desk, as_user: SignIn, few_queries: Fetch) -> None:
    tagged, client, base = desk.letter(), as_user(desk.reviewer), f"/w/{desk.workspace.slug}/review/"
    Conversation.objects.filter(id=tagged.id).update(tags=["wholesale & co", "b2b"])
    others, ours = many(desk, 30), sorted(many(desk, 70, conversation=tagged), key=lambda one: (one.priority, one.due_at, one.id))
    actions.claim(others[0], acting_user=desk.second)
    seen, after = [], ""
    for _ in range(2):
        answer = client.get(base, {"tag": "wholesale & co", "after": after})
        seen += [line.item.id for line in answer.context["lines"]]
        after = answer.context["following"]
    assert (seen, after) == ([one.id for one in ours], "")
    shown = text_of(few_queries(client, f"{base}?tag=wholesale+%26+co&queue=support"))
    assert "70 waiting with the tag <b>wholesale & co</b>" in shown
    assert "Others are working on" not in shown
    assert "tag=wholesale%20%26%20co&after=" in shown
    assert "Nothing waits with the tag gone" in text_of(client.get(f"{base}list/?tag=gone"))
    heads.raise_head(desk.queue.id)
    claimed = client.post(f"{base}next/", {"tag": "wholesale & co", "queue": "support"})
    assert claimed["Location"] == f"{base}{ours[0].id}/"
    assert text_of(client.get(f"{base}?tag=b2b")).count('class="chip accent">yours') == 1
    assert client.post(f"{base}next/", {"tag": "gone"})["Location"].startswith(base)
    assert Item.objects.filter(status=Item.Status.CLAIMED).count() == 2


def test_two_who_claim_with_the_same_tag_get_two(desk: Desk) -> None:
    ids = [one.id for one in many(desk, 3)]
    first = actions.claim_first(ids, acting_user=desk.reviewer)
    second = actions.claim_first(ids, acting_user=desk.second)
    assert [one and one.id for one in (first, second)] == ids[:2]
    assert actions.claim_first(ids, acting_user=desk.auditor) is None


def test_a_key_survives_the_address(desk: Desk) -> None:
    item = many(desk, 1)[0]
    item.refresh_from_db()
    assert paging.read_key(str(paging.key_of(item))) == paging.key_of(item)


def test_counts_stop_at_the_cap(desk: Desk) -> None:
    assert str(queues.Count.of(queues.CAP)) == "1,000"
    assert str(queues.Count.of(queues.CAP + 1)) == "1,000+"
    assert str(queues.total([queues.Count.of(3), queues.Count.of(queues.CAP + 1)])) == "1,003+"


def test_what_is_late_is_counted_and_marked(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    Item.objects.filter(id=item.id).update(due_at=timezone.now() - timedelta(minutes=12))
    heads.raise_head(desk.queue.id)
    shown = text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/"))
    assert "1 late" in shown
    assert "late by 12 min" in shown


def test_a_row_says_who_about_what_why_and_in_which_language(desk: Desk, as_user: SignIn) -> None:
    scenes.refund(desk)
    shown = text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/"))
    for word in ("Refund for order 40718", "Jonas Weber", "Refunds over € 50", "2 people", "↑ urgent", 'title="English"', "due in 1 h"):
        assert word in shown


def test_only_the_queues_of_a_person_are_listed(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk, "Only for lawyers")
    Item.objects.filter(id=item.id).update(queue=desk.legal)
    assert "Only for lawyers" not in text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/"))
    assert "Only for lawyers" not in text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/?queue=legal"))
    assert "Only for lawyers" in text_of(as_user(desk.auditor).get(f"/w/{desk.workspace.slug}/review/?queue=legal"))


def test_an_auditor_sees_what_waits_and_cannot_claim(desk: Desk, as_user: SignIn) -> None:
    scenes.reply(desk)
    client = as_user(desk.auditor)
    assert "claim-next" not in text_of(client.get(f"/w/{desk.workspace.slug}/review/"))
    assert client.post(f"/w/{desk.workspace.slug}/review/next/").status_code == 403


@pytest.mark.parametrize("below", ["", "list/", "decided/", "rail/?queue=support"])
def test_a_stranger_finds_no_such_workspace(desk: Desk, as_user: SignIn, below: str) -> None:
    assert as_user(desk.stranger).get(f"/w/{desk.workspace.slug}/review/{below}").status_code == 404


def test_the_rail_of_a_queue_that_one_cannot_see_is_absent(desk: Desk, as_user: SignIn) -> None:
    assert as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/rail/?queue=legal").status_code == 404
    assert as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/rail/?queue=support").status_code == 200


def test_the_rail_leads_to_what_it_leaves_out_and_only_then(desk: Desk, as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    items, client = many(desk, 5), as_user(desk.reviewer)
    here = f"/w/{desk.workspace.slug}/review/rail/?queue={items[0].queue.slug}"
    assert "that wait in this queue" not in text_of(client.get(here))
    monkeypatch.setattr(lists, "RAIL", 3)
    shown = text_of(client.get(here))
    assert "All 5 that wait in this queue" in shown
    assert f"/review/?queue={items[0].queue.slug}" in shown


def test_an_empty_list_says_so_and_offers_nothing_to_claim(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/"))
    assert "Nothing waits" in shown
    assert "claim-next" not in shown


def test_mine_stands_before_what_waits_and_others_after(desk: Desk, as_user: SignIn) -> None:
    actions.claim(scenes.reply(desk, "Held by me"), acting_user=desk.reviewer)
    actions.claim(scenes.reply(desk, "Held by another"), acting_user=desk.second)
    scenes.reply(desk, "Held by nobody")
    shown = text_of(as_user(desk.reviewer).get(f"/w/{desk.workspace.slug}/review/"))
    places = [shown.index(subject) for subject in ("Held by me", "Held by nobody", "Held by another")]
    assert places == sorted(places)


def test_todays_decisions_are_listed_with_reason_and_person(desk: Desk, as_user: SignIn, few_queries: Fetch) -> None:
    for verb in ("approve", "reject"):
        item = actions.claim(scenes.reply(desk), acting_user=desk.reviewer)
        as_user(desk.reviewer).post(address(item, verb), {"seen": item.seen_digest, "reason": "tone"})
    shown = text_of(few_queries(as_user(desk.auditor), f"/w/{desk.workspace.slug}/review/decided/"))
    for word in ("Approved", "Rejected", "Reviewer · Support", "The tone is not right"):
        assert word in shown


def test_yesterdays_decisions_are_not(desk: Desk, as_user: SignIn) -> None:
    assert "Nothing was decided yet today" in text_of(as_user(desk.owner).get(f"/w/{desk.workspace.slug}/review/decided/"))
