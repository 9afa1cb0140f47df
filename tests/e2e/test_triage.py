"""A spam letter on the desk, by keyboard: held as "close as spam", approved, closed, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from agents import turns
from agents.models import Agent, AgentChannel, AgentVersion
from conversations.models import Conversation
from policies import packs
from review import release
from review.models import Item
from tests.e2e.conftest import Check
from tests.review.cast import Desk, assemble, delivery_of

SPAM = "Dear website owner, we bring you to the first page of Google. Cheap SEO services, click here: http://rank.example !!!!"
RULES = [{"do": "close_spam", "when": {"spam": 0.9}}, {"do": "tag", "value": "spam", "when": {"spam": 0.9}}]


@pytest.fixture
def desk(site: str) -> Desk:
    made = assemble()
    made.policy_says(*packs.load().rules)
    agent = Agent.objects.create(workspace=made.workspace, name="Fern")
    version = AgentVersion.objects.create(agent=agent, number=1, prompt="You answer.", triage=RULES)
    Agent.objects.filter(id=agent.id).update(active=version)
    AgentChannel.objects.create(agent=agent, channel=made.channel)
    return made


@pytest.fixture
def enter(context: BrowserContext, page: Page, site: str, desk: Desk) -> Callable[[str], Page]:
    def entered(path: str) -> Page:
        client = Client()
        client.force_login(desk.reviewer)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page.goto(f"/w/{desk.workspace.slug}/{path}")
        page.wait_for_load_state("load")
        return page

    return entered


def test_spam_is_held_closed_by_keyboard_and_brought_back(
    desk: Desk, enter: Callable[[str], Page], assert_accessible: Check, tmp_path: Path
) -> None:
    conversation = desk.letter(SPAM)
    assert turns.answer(conversation.messages.get().id) == "proposed"
    item = Item.objects.get(conversation=conversation)
    page = enter(f"review/{item.id}/")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Approve A", exact=True)).to_be_visible()
    expect(page.locator(".tool").first).to_contain_text("Close as spam: it sells search ranking")
    expect(page.locator(".tool").nth(1)).to_contain_text("Tag it “spam”")
    expect(page.locator("#effect")).to_contain_text("“Close as spam” is done. It can be undone afterwards.")
    assert_accessible(page)
    page.screenshot(path=tmp_path / "held.png", full_page=True)
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Approved. It can be undone afterwards.")
    assert release.send(delivery_of(item.actions.get()).id) == "sent"
    conversation.refresh_from_db()
    assert conversation.closed_as == "spam"
    page = enter(f"review/{item.id}/")
    assert_accessible(page)
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone: close as spam.")
    expect(page.locator(".tool").first).to_contain_text("undone by")
    conversation.refresh_from_db()
    assert (conversation.closed_as, conversation.status) == ("", Conversation.Status.WAITING_FOR_US)
    page = enter(f"conversations/{conversation.id}/")
    expect(page.get_by_text("undid close as spam")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Undo").click()  # the tag still stands, and its button is here, with nothing before it
    expect(page.locator("#toasts")).to_contain_text("Undone: tag.")
    conversation.refresh_from_db()
    assert conversation.tags == []
