"""The whole way: a visitor's question, an agent's draft, a person's approval, and the reply in the open page, exactly once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import User, Workspace
from connectors.models import Channel, Delivery
from conversations.chat import tokens
from conversations.models import Conversation, Message
from review import actions, release
from review.models import Action, Item
from tests.conversations.chat.conftest import Shop, forget_limits
from tests.conversations.chat.test_socket import Line, aside, texts
from tests.factories import whole
from tests.factories.people import make_workspace

QUESTION = "How long can I return a lamp?"


@pytest.fixture
def furnished(transactional_db: None) -> Shop:
    forget_limits()
    workspace: Workspace = make_workspace()
    channel: Channel = whole.furnish(
        workspace, kind="chat", address="", name="Shop chat", disclosure="Drafted by software, checked by a person."
    )
    return Shop(workspace, channel)


def approve(item: Item) -> Delivery:
    user = User.objects.filter(memberships__role="reviewer").get()
    mine = actions.claim(item, acting_user=user)
    actions.approve(mine, mine.seen_digest, acting_user=user)
    return Delivery.objects.get(action=Action.objects.get(item=item, kind="reply").id)


@pytest.mark.asyncio
async def test_a_question_is_drafted_checked_approved_and_answered_in_the_open_page(furnished: Shop) -> None:
    visitor, page = tokens.stranger(furnished.channel), Line(furnished.channel)
    await page.hello(visitor)
    await page.writes(QUESTION)
    assert (await page.hears("messages"))["state"] == "preparing"
    item = await aside(lambda: whole.draft(furnished.conversation(visitor)))()
    assert (await page.hears("messages"))["notice"] == "A colleague is checking the answer."
    delivery = await aside(approve)(item)
    assert await aside(release.send)(delivery.id) == "sent"
    reply = await page.hears("messages")
    assert reply["state"] == "answered"
    assert texts(reply)[0].startswith("Hello")
    assert texts(reply)[0].endswith("Drafted by software, checked by a person.")
    assert [one["seq"] for one in reply["messages"]] == [2]
    await page.cut()


def test_sent_by_four_workers_at_once_the_reply_is_there_once(furnished: Shop) -> None:
    visitor = tokens.stranger(furnished.channel)
    furnished.writes(visitor, QUESTION)
    delivery = approve(whole.draft(furnished.conversation(visitor)))
    start, ends = threading.Barrier(4), []

    def send() -> None:
        try:
            start.wait(60)
            ends.append(release.send(delivery.id))
        finally:
            connection.close()

    workers = [threading.Thread(target=send) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    release.send(delivery.id)
    assert len(furnished.sees(visitor)) == 2
    delivery.refresh_from_db()
    assert (delivery.status, delivery.passed_point_of_no_return_at) == ("sent", None)


def test_a_newer_message_of_the_visitor_sets_the_draft_aside(furnished: Shop) -> None:
    visitor = tokens.stranger(furnished.channel)
    furnished.writes(visitor, QUESTION)
    delivery = approve(whole.draft(furnished.conversation(visitor)))
    furnished.writes(visitor, "Never mind, it is a chair.")
    assert release.send(delivery.id) != "sent"
    assert Message.objects.filter(direction="out").count() == 0
    assert Conversation.objects.get().last_seq == 2


def test_a_reply_that_breaks_off_in_the_middle_leaves_no_trace_and_goes_out_later(furnished: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = tokens.stranger(furnished.channel)
    furnished.writes(visitor, QUESTION)
    delivery = approve(whole.draft(furnished.conversation(visitor)))

    def broken(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("review.release.ending._release_reply", broken)
        with pytest.raises(KeyboardInterrupt):
            release.send(delivery.id)
    assert furnished.sees(visitor) == [QUESTION]
    assert release.send(delivery.id) == "sent"
    assert len(furnished.sees(visitor)) == 2
