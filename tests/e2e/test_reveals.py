"""A reviewer and what is masked, in a browser: an account number in a subject is on no page until one field of it is asked for, and then for minutes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from audit.models import Entry
from audit.recorder import record
from conversations.models import Conversation
from policies import redaction, settings_actions
from review.models import Item
from tests.e2e.conftest import Check
from tests.review.cast import Desk, assemble
from tests.review.pages import scenes
from tests.review.pages.test_reveals import over

IBAN = "DE89 3704 0044 0532 0130 00"
LONG = "Rückerstattungsbestätigungsanforderung wegen Donaudampfschifffahrtsgesellschaftskapitänsmützenlieferverzögerung"
Enter = Callable[[User], None]


@pytest.fixture
def desk(site: str) -> Desk:
    return assemble()


@pytest.fixture
def item(desk: Desk) -> Item:
    """The number stands in the subject, in the letter and in the answer."""
    redaction.find("Loads the library, which the first page would wait for.")
    settings_actions.set_redaction(desk.workspace.id, "IBAN_CODE", "reviewer", "mask", acting_user=desk.owner)
    conversation = scenes.write(desk, f"Please pay it to {IBAN}, {LONG}.", f"Refund to {IBAN}")
    reply = scenes.answer(desk, f"We pay to {IBAN}.", subject=f"Re: Refund to {IBAN}")
    return desk.waiting(reply, conversation=scenes.speaks(conversation, "en"))


@pytest.fixture
def enter(context: BrowserContext, site: str) -> Enter:
    def carry(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])

    return carry


def story_of(conversation: Conversation) -> str:
    return f"/w/moss/conversations/{conversation.id}/"


def assert_hidden(page: Page) -> None:
    """Neither in the title nor anywhere in the source, attributes included."""
    whole = f"{page.title()} {page.content()}"
    assert IBAN not in whole, page.url
    assert IBAN.replace(" ", "") not in whole, page.url


def test_one_field_is_shown_by_keyboard_for_a_reason_and_masked_again_when_the_time_is_over(
    page: Page, desk: Desk, item: Item, enter: Enter
) -> None:
    enter(desk.reviewer)
    story = story_of(item.conversation)
    for path in ("/w/moss/", "/w/moss/review/", "/w/moss/conversations/", "/w/moss/sent/", story, f"/w/moss/review/{item.id}/"):
        page.goto(path)
        assert_hidden(page)
    page.clock.install()
    page.goto(f"/w/moss/review/{item.id}/")
    page.wait_for_load_state("load")
    page.keyboard.press("v")
    dialog = page.get_by_role("dialog", name="Show this bank account?")
    expect(dialog).to_be_visible()
    assert_hidden(page)
    page.keyboard.press("3")
    expect(page.get_by_label("To compare it with our records")).to_be_checked()
    page.keyboard.press("Enter")
    shown = page.locator("mark.revealed")
    expect(shown).to_have_text(IBAN)
    expect(shown).to_be_focused()
    assert IBAN not in page.title()
    assert page.content().count(IBAN) == 1, "one field, not the others that hold the same"
    page.clock.fast_forward("02:05")
    expect(shown).to_have_count(0)
    assert_hidden(page)
    with transaction.atomic():
        record("review.item_released", workspace=desk.workspace.id, actor=desk.agent, subject=item.id, data={"queue": item.queue_id})
        over()
    page.reload()
    assert_hidden(page)
    enter(desk.auditor)
    page.goto("/w/moss/evidence/entries/?event=review.field_revealed")
    expect(page.locator("a.row").get_by_text("Masked field revealed").first).to_be_visible()
    assert_hidden(page)
    page.goto(story)
    expect(page.get_by_text("To compare it with our records")).to_be_visible()
    assert Entry.objects.filter(event="review.field_revealed", actor=desk.reviewer.id).count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_dialog_and_the_page_of_reveals_are_accessible_and_fit(
    page: Page, desk: Desk, item: Item, enter: Enter, assert_accessible: Check, theme: str, width: int
) -> None:
    User.objects.update(theme=theme)
    page.set_viewport_size({"width": width, "height": 800})
    enter(desk.reviewer)
    for path in (story_of(item.conversation), f"/w/moss/review/{item.id}/"):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.locator("mark.private a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Show this bank account?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("A legal duty").check()
    page.keyboard.press("Enter")
    expect(page.locator("mark.revealed")).to_have_text(IBAN)
    assert_accessible(page)
    enter(desk.owner)
    page.goto("/w/moss/privacy/reveals/")
    expect(page.get_by_text("open now")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
