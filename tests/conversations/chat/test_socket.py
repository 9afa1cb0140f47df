"""The socket, over the real hub and Redis: nothing is missing, nothing is doubled, and nobody gets in who may not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from django.test import override_settings

from connectors.models import Channel
from conversations import actions
from conversations.chat import consumer, limits, tokens
from conversations.chat.routing import websocket_urlpatterns
from conversations.chat.tokens import Visitor
from conversations.models import HandOff, Message
from kit import hub
from tests.conversations.chat.conftest import Shop
from tests.support.sockets import Refused, Socket

pytestmark = pytest.mark.asyncio
HOST = (b"host", b"portal.example")
OWN = (b"origin", b"https://portal.example")


class Line:
    """One open page."""

    def __init__(self, channel: Channel, *, origin: tuple[bytes, bytes] | None = OWN) -> None:
        headers = [HOST, *([origin] if origin else [])]
        self.passed_over: list[dict[str, Any]] = []
        self.socket = Socket(URLRouter(websocket_urlpatterns), f"/ws/chat/{channel.id}/", headers=headers)

    async def says(self, **frame: object) -> None:
        await self.socket.send(json.dumps(frame))

    async def hears(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these kinds; what comes before it is kept: a receipt and the list it is in may arrive in either order."""
        for kept in self.passed_over:
            if kept["type"] in kinds:
                self.passed_over.remove(kept)
                return kept
        while True:
            frame = await self.socket.receive()
            assert frame is not None, f"closed with {self.socket.closed_with} instead of {kinds}"
            if frame["type"] in kinds:
                return frame
            self.passed_over.append(frame)

    async def brings(self) -> dict[str, Any]:
        """The next frame with messages in it; one that only tells a new state may come before."""
        while not (frame := await self.hears("messages"))["messages"]:
            pass
        return frame

    async def settles(self) -> None:
        """Nothing is under way any more: a hint of what was just written may come after the frame that holds it, and would fetch what follows."""
        while not await self.socket.is_silent():
            await self.socket.receive()

    async def ends(self) -> int | None:
        while await self.socket.receive() is not None:
            pass
        return self.socket.closed_with

    async def hello(self, visitor: Visitor, after: int = 0, conversation: str = "") -> dict[str, Any]:
        await self.socket.open()
        await self.says(type="hello", token=tokens.issue(visitor), after=after, conversation=conversation)
        await self.hears("welcome")
        return await self.hears("messages")

    async def writes(self, text: str, identity: str = "") -> dict[str, Any]:
        await self.says(type="message", id=identity or str(uuid4()), text=text)
        return await self.hears("received", "error")

    async def cut(self) -> None:
        await self.socket.cut()


Thread = Callable[..., Awaitable[Any]]


def aside(work: Callable[..., Any]) -> Thread:
    beside: Thread = database_sync_to_async(work)
    return beside


def texts(frame: dict[str, Any]) -> list[str]:
    return [one["text"] for one in frame["messages"]]


async def test_a_visitor_writes_and_the_reply_appears_live(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    assert (await line.hello(ada))["state"] == "new"
    identity = str(uuid4())
    assert await line.writes("Can the Tern be dimmed?", identity) == {"type": "received", "id": identity, "seq": 1, "duplicate": False}
    own = await line.hears("messages")
    assert [(one["seq"], one["from"], one["id"]) for one in own["messages"]] == [(1, "visitor", identity)]
    assert own["state"] == "preparing"
    await aside(shop.answers)(ada, "Yes, with the moss bulb.")
    reply = await line.brings()
    assert [(one["seq"], one["from"], one["text"]) for one in reply["messages"]] == [(2, "us", "Yes, with the moss bulb.")]
    assert reply["state"] == "answered"
    await line.cut()


async def test_that_a_colleague_is_checking_appears_live(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await line.writes("A person, please")
    await line.hears("messages")
    conversation = await aside(shop.conversation)(ada)
    await aside(actions.hand_off)(conversation, HandOff.Reason.CUSTOMER_ASKED, turn=None)
    told = await line.hears("messages")
    assert (told["messages"], told["state"], told["notice"]) == ([], "checking", "A colleague is checking the answer.")
    await line.cut()


async def test_every_open_page_of_a_visitor_hears_and_no_other_visitor_does(shop: Shop, ada: Visitor, ben: Visitor) -> None:
    first, second, other = Line(shop.channel), Line(shop.channel), Line(shop.channel)
    for line, visitor in ((first, ada), (second, ada), (other, ben)):
        await line.hello(visitor)
    await first.writes("Hello from the first page")
    assert texts(await second.hears("messages")) == ["Hello from the first page"]
    await aside(shop.answers)(ada, "Hello Ada")
    assert texts(await second.brings()) == ["Hello Ada"]
    assert await other.socket.is_silent()
    for line in (first, second, other):
        await line.cut()


async def test_a_message_whose_receipt_was_lost_is_sent_again_and_is_there_once(shop: Shop, ada: Visitor) -> None:
    identity, line = str(uuid4()), Line(shop.channel)
    await line.hello(ada)
    await line.says(type="message", id=identity, text="Only once")
    await line.hears("received")
    await line.cut()
    again = Line(shop.channel)
    assert texts(await again.hello(ada)) == ["Only once"]
    assert (await again.writes("Only once", identity))["duplicate"] is True
    await again.says(type="fetch", after=1)
    assert texts(await again.hears("messages")) == []
    assert await aside(Message.objects.count)() == 1
    await again.cut()


@pytest.mark.parametrize("step", ["connect", "hello", "welcome", "sent", "received", "listed", "replied"])
async def test_a_line_cut_at_any_step_loses_and_doubles_nothing(shop: Shop, ada: Visitor, step: str) -> None:
    """The page does what it always does after a cut: hello with its last number, then everything again that has none."""
    identity = str(uuid4())
    seen: list[str] = []

    async def talk(until: str) -> None:
        line = Line(shop.channel)
        await line.socket.open()
        if until != "connect":
            await line.says(type="hello", token=tokens.issue(ada), after=len(seen))
        if until not in ("connect", "hello"):
            await line.hears("welcome")
        if until not in ("connect", "hello", "welcome"):
            await line.says(type="message", id=identity, text="Where is my parcel?")
        if until in ("received", "listed", "replied"):
            await line.hears("received")
        if until in ("listed", "replied"):
            while not seen:
                seen.extend(texts(await line.hears("messages")))
        if until == "replied":
            await aside(shop.answers)(ada, "At the depot.")
        await line.cut()

    await talk(step)
    line = Line(shop.channel)
    seen.extend(texts(await line.hello(ada, after=len(seen))))
    await line.writes("Where is my parcel?", identity)
    if step != "replied":
        await aside(shop.answers)(ada, "At the depot.")
    while len(seen) < 2:
        seen.extend(texts(await line.hears("messages")))
    await line.says(type="fetch", after=2)
    await line.hears("messages")
    assert seen == ["Where is my parcel?", "At the depot."]
    assert await aside(Message.objects.count)() == 2
    await line.cut()


async def test_without_any_hint_the_next_question_of_the_page_finds_everything(
    shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await line.writes("Hello")
    await line.hears("messages")
    await line.settles()
    monkeypatch.setattr(hub, "_send", lambda room, payload: None)
    await aside(shop.answers)(ada, "One")
    await aside(shop.answers)(ada, "Two")
    assert await line.socket.is_silent()
    await line.says(type="fetch", after=1)
    assert texts(await line.hears("messages")) == ["One", "Two"]
    await line.cut()


async def test_a_burst_of_replies_and_hints_arrives_in_order_and_once(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await line.writes("Go on")
    for number in range(12):
        await aside(shop.answers)(ada, str(number))
        if number % 3 == 0:
            await line.says(type="fetch", after=0)
    heard: dict[int, str] = {}
    order = []
    while len(heard) < 13:
        for one in (await line.hears("messages"))["messages"]:
            order.append(one["seq"])
            assert heard.setdefault(one["seq"], one["text"]) == one["text"]
    assert [heard[seq] for seq in sorted(heard)] == ["Go on", *map(str, range(12))]
    await line.cut()


async def test_a_page_of_another_site_gets_no_line(shop: Shop) -> None:
    for origin in ((b"origin", b"https://evil.example"), (b"origin", b"null"), (b"origin", b"https://portal.example.evil.example"), None):
        with pytest.raises(Refused):
            await Line(shop.channel, origin=origin).socket.open()


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
async def test_without_a_valid_token_the_line_ends_with_a_word(shop: Shop, token: str) -> None:
    line = Line(shop.channel)
    await line.socket.open()
    await line.says(type="hello", token=token)
    assert (await line.hears("error"))["code"] == "session"
    assert await line.ends() == consumer.SESSION


async def test_who_says_something_else_before_hello_is_shown_out(shop: Shop) -> None:
    line = Line(shop.channel)
    await line.socket.open()
    assert (await line.writes("Hello"))["code"] == "hello_first"
    assert await line.ends() == consumer.BAD


async def test_who_says_nothing_at_all_is_shown_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "HELLO_WITHIN", 0.05)
    line = Line(shop.channel)
    await line.socket.open()
    assert await line.ends() == consumer.SLOW


async def test_the_line_ends_when_the_token_does(shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LIFE", 1)
    line = Line(shop.channel)
    await line.hello(await aside(tokens.stranger)(shop.channel))
    assert (await line.hears("error"))["code"] == "session"
    assert await line.ends() == consumer.SESSION


@pytest.mark.parametrize("change", [{"is_active": False}, {"kind": "email"}])
async def test_a_channel_that_is_switched_off_ends_the_line(shop: Shop, ada: Visitor, change: dict[str, Any]) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await aside(Channel.objects.filter(id=shop.channel.id).update)(**change)
    await line.says(type="message", id=str(uuid4()), text="Still there?")
    assert (await line.hears("error"))["code"] == "not_found"
    assert await line.ends() == consumer.GONE
    assert await aside(Message.objects.count)() == 0


async def test_a_hostile_message_is_refused_with_its_id_and_the_line_lives_on(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    identity = str(uuid4())
    refused = await line.writes("a\x00b", identity)
    assert (refused["code"], refused["id"]) == ("control_characters", identity)
    assert (await line.writes("x" * 5000, identity))["code"] == "too_long"
    assert (await line.writes("Now properly"))["type"] == "received"
    await line.cut()


@pytest.mark.parametrize(
    ("sent", "code"),
    [({"text": "x" * 40_000}, "too_large"), ({"data": b"\x00\x01"}, "binary"), ({"text": "{"}, "not_json")],
)
async def test_a_frame_that_is_none_ends_the_line_with_a_word(shop: Shop, ada: Visitor, sent: dict[str, Any], code: str) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await line.socket.send(**sent)
    assert (await line.hears("error"))["code"] == code
    assert await line.ends() == consumer.BAD


async def test_too_many_messages_are_told_when_to_come_again(shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MESSAGES", (limits.Rule("one", 1, 60),))
    line = Line(shop.channel)
    await line.hello(ada)
    await line.writes("One")
    refused = await line.writes("Two")
    assert refused["code"] == "too_often"
    assert 55 <= refused["wait"] <= 61
    await line.cut()


async def test_without_redis_messages_still_arrive(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0"):
        assert (await line.writes("Hello"))["type"] == "received"
        assert texts(await line.hears("messages")) == ["Hello"]
    await line.cut()


async def test_a_flood_of_frames_and_of_pages_ends(shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "FRAMES", 5)
    monkeypatch.setattr(consumer, "PAGES_OF_ONE_VISITOR", 2)
    first, second, third = Line(shop.channel), Line(shop.channel), Line(shop.channel)
    await first.hello(ada)
    await second.hello(ada)
    await third.socket.open()
    await third.says(type="hello", token=tokens.issue(ada))
    assert (await third.hears("error"))["code"] == "too_many_pages"
    assert await third.ends() == consumer.MANY
    for _ in range(5):
        await first.says(type="fetch", after=0)
    assert await first.ends() == consumer.MANY
    await second.cut()


async def test_a_closed_line_leaves_its_rooms(shop: Shop, ada: Visitor) -> None:
    line = Line(shop.channel)
    await line.hello(ada)
    await line.writes("Hello")
    await line.hears("messages")
    assert len(hub.hub().rooms) == 2
    await line.cut()
    await asyncio.sleep(0)
    assert hub.hub().rooms == {}
