"""The live queue: who may listen, how soon a hint arrives, and that a socket does not outlive its right. Through real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Membership, User
from kit.hub import hub
from portal.asgi import application
from review.consumers import REFUSED, ReviewConsumer
from tests.review.cast import Desk
from tests.review.pages import scenes
from tests.support.sockets import Refused, Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
SOON = 2.0
"""Seconds within which a change must have been told."""


def cookie_of(user: User) -> bytes:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()


@asynccontextmanager
async def socket(desk: Desk, user: User | None, origin: bytes = b"http://testserver") -> AsyncIterator[Socket]:
    headers = [(b"origin", origin), (b"host", b"testserver")]
    if user:
        headers.append((b"cookie", await sync_to_async(cookie_of)(user)))
    opened = Socket(application, f"/ws/w/{desk.workspace.slug}/review/", headers=headers)
    await opened.open()
    try:
        yield opened
    finally:
        if opened.closed_with is None:
            await opened.cut()


async def closing_code(opened: Socket) -> int | None:
    """Of a socket that closes; hints before that are passed over."""
    async with asyncio.timeout(SOON):
        while await opened.receive() is not None:
            pass
    return opened.closed_with


async def listening(opened: Socket) -> None:
    """Until the hub has its subscription: it says so by asking for a refetch, for what was told before is heard by nobody."""
    async with asyncio.timeout(SOON):
        assert await opened.receive() == {"type": "refetch"}


async def test_a_new_item_is_told_to_who_may_look_into_its_queue(busy_desk: Desk) -> None:
    async with socket(busy_desk, busy_desk.reviewer) as open_socket:
        await listening(open_socket)
        item = await sync_to_async(scenes.reply)(busy_desk)
        told: list[dict[str, Any]] = []
        async with asyncio.timeout(SOON):
            while {"type": "item", "id": str(item.id)} not in told:
                told.append(await open_socket.receive() or {})
        assert {key for hint in told for key in hint} <= {"type", "id", "seq"}


@pytest.mark.parametrize("who", ["owner", "auditor"])
async def test_owners_and_auditors_may_listen(busy_desk: Desk, who: str) -> None:
    async with socket(busy_desk, getattr(busy_desk, who)) as open_socket:
        await listening(open_socket)
        assert await open_socket.is_silent()


async def test_a_stranger_is_refused_and_told_not_to_come_again(busy_desk: Desk) -> None:
    async with socket(busy_desk, busy_desk.stranger) as open_socket:
        assert await closing_code(open_socket) == REFUSED
        assert hub().rooms == {}


async def test_a_visitor_is_refused(busy_desk: Desk) -> None:
    async with socket(busy_desk, None) as open_socket:
        assert await closing_code(open_socket) == REFUSED


async def test_a_member_without_any_queue_is_refused(busy_desk: Desk) -> None:
    def newcomer() -> User:
        user = User.objects.create_user("new@moss.example")
        Membership.objects.create(workspace=busy_desk.workspace, user=user, role="reviewer")
        return user

    async with socket(busy_desk, await sync_to_async(newcomer)()) as open_socket:
        assert await closing_code(open_socket) == REFUSED


async def test_another_site_cannot_open_the_socket(busy_desk: Desk) -> None:
    with pytest.raises(Refused):
        async with socket(busy_desk, busy_desk.reviewer, origin=b"http://evil.example"):
            pass


def sign_out(user: User) -> None:
    Session.objects.all().delete()


def leave(user: User) -> None:
    Membership.objects.filter(user=user).update(is_active=False)


def be_locked(user: User) -> None:
    User.objects.filter(id=user.id).update(is_active=False)


def change_password(user: User) -> None:
    user.set_password("another-pass-word-2")
    user.save()


@pytest.mark.parametrize("ending", [sign_out, leave, be_locked, change_password])
async def test_a_socket_closes_when_its_right_ends(busy_desk: Desk, monkeypatch: pytest.MonkeyPatch, ending: Any) -> None:
    monkeypatch.setattr(ReviewConsumer, "ask_again_every", 0.05)
    async with socket(busy_desk, busy_desk.reviewer) as open_socket:
        await sync_to_async(ending)(busy_desk.reviewer)
        assert await closing_code(open_socket) == REFUSED
        assert hub().rooms == {}


async def test_a_hint_is_not_passed_on_once_the_right_has_ended(busy_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReviewConsumer, "good_for", 0.0)
    async with socket(busy_desk, busy_desk.reviewer) as open_socket:
        await listening(open_socket)
        await sync_to_async(leave)(busy_desk.reviewer)
        await sync_to_async(scenes.reply)(busy_desk)
        assert await open_socket.receive() is None
        assert open_socket.closed_with == REFUSED


async def test_after_a_lost_connection_to_redis_pages_are_told_to_fetch_again(busy_desk: Desk) -> None:
    async with socket(busy_desk, busy_desk.reviewer) as open_socket:
        await listening(open_socket)
        await sync_to_async(cut_redis)()
        assert await open_socket.receive() == {"type": "refetch"}


def cut_redis() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.client_kill_filter(_type="pubsub")
    client.close()


async def test_what_a_page_says_changes_nothing(busy_desk: Desk) -> None:
    async with socket(busy_desk, busy_desk.reviewer) as open_socket:
        await listening(open_socket)
        await open_socket.send('{"type": "item", "id": "x"}')
        await open_socket.send("not json")
        await open_socket.send(data=b"\0")
        assert await open_socket.is_silent()
