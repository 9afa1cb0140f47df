"""A visitor in a browser: writes, waits, is answered; and loses the connection at the worst moments."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
import redis
from django.conf import settings
from django.db import transaction
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from accounts.models import Workspace
from connectors.models import Channel
from connectors.types import Address, Outbound
from conversations import actions, outbound
from conversations.chat import limits
from conversations.models import Conversation, HandOff, Message
from kit.actor import Actor
from kit.ids import uuid7
from tests.e2e.conftest import Check


@pytest.fixture
def channel(workspace: Workspace) -> Iterator[Channel]:
    parameters = {"title": "Moss & Co", "greeting": "Good day. Ask us about lamps.", "colour": "#345c46", "link_hosts": ["moss.example"]}
    yield Channel.objects.create(workspace=workspace, kind="chat", name="Shop chat", parameters=parameters)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(f"{limits.PREFIX}*"):
            client.delete(key)


def answer(text: str) -> Message:
    """An approved reply, as the release writes it."""
    conversation = Conversation.objects.get()
    with transaction.atomic():
        return outbound.record_delivered(
            conversation.id,
            action=uuid7(),
            outbound=Outbound(Address("", "Moss & Co"), (Address("visitor"),), text=text),
            external_id=f"chat-{uuid7().hex}",
            tls="",
            actor=Actor("agent", uuid7(), "worker"),
        )


def write(where: Page | FrameLocator, text: str) -> None:
    field = where.get_by_label("Your message")
    field.fill(text)
    field.press("Enter")


def said(where: Page | FrameLocator) -> list[str]:
    return where.locator("#messages .said").all_inner_texts()


def numbered(where: Page | FrameLocator, count: int) -> None:
    expect(where.locator("#messages li[data-seq]")).to_have_count(count)
    expect(where.locator("#messages li")).to_have_count(count)


def test_a_visitor_writes_and_the_approved_reply_appears_live(page: Page, channel: Channel, assert_accessible: Check) -> None:
    page.goto(f"/chat/{channel.id}/?locale=en")
    expect(page.get_by_text("Good day. Ask us about lamps.")).to_be_visible()
    expect(page.get_by_text("Answers may be drafted by AI.")).to_be_visible()
    assert_accessible(page)
    write(page, "Can the Tern be dimmed?")
    numbered(page, 1)
    expect(page.get_by_role("status")).to_have_text("Received. An answer is being prepared.")
    actions.hand_off(Conversation.objects.get(), HandOff.Reason.POLICY_REVIEW, turn=None)
    expect(page.get_by_role("status")).to_have_text("A colleague is checking the answer.")
    assert_accessible(page)
    answer("Yes, see https://moss.example/tern and not https://evil.example/x or <b>this</b>.")
    numbered(page, 2)
    assert said(page)[1] == "Yes, see https://moss.example/tern and not https://evil.example/x or <b>this</b>."
    assert [link.get_attribute("href") for link in page.locator("#messages a").all()] == ["https://moss.example/tern"]
    expect(page.get_by_role("status")).to_have_text("")
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)


def test_a_connection_that_is_cut_loses_and_doubles_nothing(page: Page, context: BrowserContext, channel: Channel) -> None:
    page.goto(f"/chat/{channel.id}/?locale=en")
    write(page, "One")
    numbered(page, 1)
    context.set_offline(True)
    write(page, "Two")
    write(page, "Three")
    expect(page.get_by_role("status")).to_contain_text("No connection")
    answer("While you were away")
    assert Message.objects.count() == 2
    context.set_offline(False)
    numbered(page, 4)
    assert said(page) == ["One", "While you were away", "Two", "Three"]
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_a_page_that_is_loaded_anew_keeps_session_messages_and_what_was_typed(
    page: Page, context: BrowserContext, channel: Channel
) -> None:
    page.goto(f"/chat/{channel.id}/?locale=en")
    write(page, "Before")
    numbered(page, 1)
    context.set_offline(True)
    write(page, "Written without a line")
    page.get_by_label("Your message").fill("Half a sent")
    context.set_offline(False)
    page.reload()
    numbered(page, 2)
    assert said(page) == ["Before", "Written without a line"]
    expect(page.get_by_label("Your message")).to_have_value("Half a sent")
    assert "token" not in page.url
    assert context.cookies() == []


@pytest.mark.parametrize("gone", ["receipt", "list", "both"])
def test_frames_that_get_lost_on_the_way_are_made_good(page: Page, channel: Channel, gone: str) -> None:
    """The line is cut right when the server has taken the message, before the page learns of it."""
    lost = {"receipt": ["received"], "list": ["messages"], "both": ["received", "messages"]}[gone]
    cut = {"left": 1}

    def between(ws: object) -> None:
        server = ws.connect_to_server()  # type: ignore[attr-defined]  # newer than the stubs

        def down(frame: str) -> None:
            kind = json.loads(frame)
            if cut["left"] and kind["type"] in lost and (kind["type"] == "received" or kind["messages"]):
                cut["left"] = 0
                ws.close(code=1011)  # type: ignore[attr-defined]  # newer than the stubs
            else:
                ws.send(frame)  # type: ignore[attr-defined]  # newer than the stubs

        server.on_message(down)

    page.route_web_socket("**/ws/chat/**", between)
    page.goto(f"/chat/{channel.id}/?locale=en")
    write(page, "Only once")
    numbered(page, 1)
    assert cut["left"] == 0
    answer("Once, too")
    numbered(page, 2)
    assert said(page) == ["Only once", "Once, too"]
    assert Message.objects.count() == 2


def test_where_no_socket_gets_through_plain_requests_do(page: Page, channel: Channel) -> None:
    page.route_web_socket("**/ws/chat/**", lambda ws: ws.close(code=1011))
    page.goto(f"/chat/{channel.id}/?locale=en")
    write(page, "By plain request")
    numbered(page, 1)
    answer("Answered")
    numbered(page, 2)  # asked for every five seconds


def test_the_launcher_opens_counts_and_closes(page: Page, channel: Channel, assert_accessible: Check) -> None:
    page.goto(f"/chat/{channel.id}/demo")
    assert_accessible(page)
    page.get_by_role("button", name="Chat").click()
    frame = page.frame_locator("countersign-chat iframe")
    write(frame, "From a shop's page")
    numbered(frame, 1)
    frame.get_by_label("Your message").press("Escape")
    launcher = page.get_by_role("button", name="Chat")
    expect(launcher).to_be_focused()
    answer("An answer while it was closed")
    expect(page.locator("countersign-chat .count")).to_have_text("1")
    expect(page.locator("countersign-chat").get_by_role("status")).to_have_text("1 new messages")
    launcher.click()
    numbered(frame, 2)
    expect(frame.get_by_label("Your message")).to_be_focused()
    frame.get_by_role("button", name="Close chat").click()
    expect(launcher).to_be_visible()
    expect(page.locator("countersign-chat .count")).to_be_hidden()


def test_at_360_pixels_nothing_overflows(phone: Page, channel: Channel, assert_accessible: Check) -> None:
    phone.goto(f"/chat/{channel.id}/?locale=de")
    field = phone.get_by_label("Ihre Nachricht")
    field.fill("Donaudampfschifffahrtsgesellschaftskapitän" * 5)
    field.press("Enter")
    numbered(phone, 1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(phone)


def test_a_message_that_is_too_long_is_kept_in_the_field(page: Page, channel: Channel) -> None:
    page.goto(f"/chat/{channel.id}/?locale=en")
    field = page.get_by_label("Your message")
    field.fill("x" * 4001)
    expect(page.get_by_text("This message is too long.")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("x" * 4001)
    assert Message.objects.count() == 0


class Host(http.server.BaseHTTPRequestHandler):
    """A shop's own site, on another origin than the portal."""

    portal = ""
    channel = UUID(int=0)

    def do_GET(self) -> None:
        body = f'<!doctype html><title>Shop</title><body><script src="{self.portal}/static/js/widget.js" data-channel="{self.channel}" data-locale="en"></script>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host(site: str, channel: Channel) -> Iterator[str]:
    handler = type("ThisHost", (Host,), {"portal": site, "channel": channel.id})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def test_a_listed_site_may_embed_the_chat_and_another_may_not(context: BrowserContext, channel: Channel, host: str) -> None:
    page = context.new_page()
    page.goto(host)
    page.get_by_role("button", name="Chat").click()
    frame = page.frame_locator("countersign-chat iframe")
    expect(frame.get_by_label("Your message")).to_have_count(0)
    channel.parameters["origins"] = [host]
    channel.save()
    page.reload()
    page.get_by_role("button", name="Chat").click()
    write(frame, "From another origin")
    numbered(frame, 1)
    answer("Reached you there")
    numbered(frame, 2)
    assert said(frame) == ["From another origin", "Reached you there"]


def test_whom_the_host_page_vouches_for_is_verified(context: BrowserContext, channel: Channel, host: str) -> None:
    from tests.conversations.chat.test_identity import signed

    channel.parameters["origins"] = [host]
    channel.save()
    page = context.new_page()
    page.goto(host)
    page.evaluate("claim => document.querySelector('countersign-chat').identify(claim)", signed(channel, "42", "Ada"))
    page.get_by_role("button", name="Chat").click()
    write(page.frame_locator("countersign-chat iframe"), "It is me")
    numbered(page.frame_locator("countersign-chat iframe"), 1)
    assert Conversation.objects.get().identity == "verified"
    page.evaluate("document.querySelector('countersign-chat').forget()")
    numbered(page.frame_locator("countersign-chat iframe"), 0)
