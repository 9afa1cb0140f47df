"""The page of what is spent, as an owner walks it: from the bars to a conversation, by mouse, by key and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from agents.models import Agent
from conversations.models import Conversation
from kit.ids import uuid7
from portal.spend import costly
from tests.e2e.conftest import Check, SignIn
from tests.factories.spend import spend
from tests.factories.whole import whole_story

LONG = "gpt-Donaudampfschifffahrtsgesellschaftskapitänsmützenlieferverzögerungsbestätigung-2026-11-01"
KINDS = (
    ("model", "small", "gpt-5-mini", "0.0031"),
    ("model", "large", "gpt-5", "0.021"),
    ("tool", "", "orders.find", "0.01"),
    ("embedding", "", "embed-3", "0.0002"),
)


@pytest.fixture
def spent(workspace: Workspace) -> Conversation:
    """A month of it: four kinds, two currencies, a model without a price, many conversations and one that cost far too much."""
    told, now = whole_story(workspace), timezone.now()
    agents = [Agent.objects.get().id, Agent.objects.create(workspace=workspace, name=LONG[:80]).id]
    for day in range(30):
        for number in range(2 + day % 5):
            talk = uuid7()
            for kind, tier, model, amount in KINDS:
                about = {"conversation": talk, "agent": agents[number % 2], "kind": kind, "tier": tier, "model": model}
                spend(workspace, at=now - timedelta(days=day, minutes=5), amount=amount, **about)
    spend(workspace, model=LONG, amount=None, input_tokens=120_000, output_tokens=9_000, agent=agents[1])
    spend(
        workspace, kind="tool", tier="", model="freight.quote", amount="1.5", currency="EUR", conversation=told.id, customer=told.contact_id
    )
    for _ in range(3):
        spend(workspace, amount="0.4", conversation=told.id, customer=told.contact_id, agent=agents[0], turn=told.turns.get().id)
    costly.sweep()
    return told


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_it_is_accessible_and_never_scrolls_sideways(
    page: Page, sign_in: SignIn, spent: Conversation, assert_accessible: Check, theme: str, width: int
) -> None:
    user = sign_in(Role.OWNER)
    user.theme = theme
    user.save(update_fields=["theme"])
    page.set_viewport_size({"width": width, "height": 800})
    for query in (
        "",
        "?by=conversation",
        "?by=item",
        "?by=customer&measure=tokens",
        "?by=model&unit=hour&since=" + str(timezone.localdate()),
    ):
        page.goto(f"/w/moss/spend/{query}")
        page.get_by_text("As a table").first.click()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query


def test_from_the_bars_to_the_story_of_the_dearest_conversation(page: Page, sign_in: SignIn, spent: Conversation) -> None:
    sign_in(Role.POLICY_ADMIN)
    page.goto("/w/moss/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1, name="Spend")).to_be_visible()
    expect(page.get_by_role("img", name="USD by day and kind")).to_be_visible()
    expect(page.get_by_role("img", name="EUR by day and kind")).to_be_visible()
    expect(page.get_by_text("1 call with 129,000 tokens has no known price")).to_be_visible()
    page.get_by_label("Stacked by").select_option("tier")
    page.get_by_label("Agent", exact=True).select_option("Fern")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/spend/?*agent=*")
    expect(page.get_by_role("img", name="USD by day and tier")).to_be_visible()
    page.get_by_role("link", name="Conversations", exact=True).last.click()
    page.wait_for_url("**by=conversation*")
    expect(page.get_by_role("row").nth(1)).to_contain_text("times the usual")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Alarm: it costs")).to_be_visible()


def test_a_table_is_paged_by_key_and_taken_along_as_a_file(page: Page, sign_in: SignIn, spent: Conversation) -> None:
    sign_in(Role.AUDITOR)
    page.goto("/w/moss/spend/?by=conversation")
    page.keyboard.press("n")
    page.wait_for_url("**offset=50*")
    page.keyboard.press("b")
    page.wait_for_url("**offset=0*")
    expect(page.get_by_text("1 to 50 of")).to_be_visible()
    with page.expect_download() as taken:
        page.keyboard.press("c")
    assert taken.value.suggested_filename.startswith("spend-moss-")
    assert taken.value.suggested_filename.endswith("-by-conversation.csv")


def test_a_wrong_period_is_said_and_the_page_stays(page: Page, sign_in: SignIn, spent: Conversation) -> None:
    sign_in(Role.OWNER)
    page.goto("/w/moss/spend/?since=2026-02-10&until=2026-02-01")
    expect(page.get_by_role("alert").filter(has_text="The last day is not before the first")).to_be_visible()
    expect(page.get_by_role("img", name="USD by day and kind")).to_be_visible()


def test_an_empty_page_says_what_will_be_there(page: Page, sign_in: SignIn, workspace: Workspace, assert_accessible: Check) -> None:
    sign_in(Role.AUDITOR)
    page.goto("/w/moss/spend/")
    expect(page.get_by_text("Nothing was spent in these days")).to_be_visible()
    assert_accessible(page)
