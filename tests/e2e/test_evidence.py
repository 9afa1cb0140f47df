"""The evidence in a browser: entries, one entry, a saved view, the oversight report."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, User, Workspace
from audit.models import Entry
from conversations.models import Conversation
from portal.oversight import making
from tests.factories.people import member
from tests.factories.whole import whole_story

SignIn = Callable[[Role], User]
Check = Callable[[Page], None]


@pytest.fixture
def told(workspace: Workspace) -> Conversation:
    return whole_story(workspace)


def pages(told: Conversation) -> dict[str, str]:
    auditor, now = member(told.workspace, Role.AUDITOR), timezone.now()
    report = making.ask(told.workspace, now - timedelta(days=30), now + timedelta(days=1), acting_user=auditor)
    making.work_on(report.id)
    ruled = Entry.objects.filter(stream=told.id, event="policy.ruled").latest("id")
    base = "/w/moss/evidence/"
    return {
        "evidence": base,
        "entries": f"{base}entries/",
        "narrowed": f"{base}entries/?event=review.&subject={told.id}",
        "entry": f"{base}entries/{ruled.id}/",
        "oversight": f"{base}oversight/",
        "report": f"{base}oversight/{report.id}/",
        "print": f"{base}oversight/{report.id}/print/",
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_evidence_pages_are_accessible_and_do_not_scroll_sideways(
    page: Page, sign_in: SignIn, told: Conversation, assert_accessible: Check, scheme: str, width: int
) -> None:
    sign_in(Role.AUDITOR)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    for name, address in pages(told).items():
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if folder := os.environ.get("COUNTERSIGN_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{scheme}-{width}.png", full_page=True)


def test_an_entry_is_found_opened_and_kept_as_a_view(page: Page, sign_in: SignIn, told: Conversation) -> None:
    sign_in(Role.AUDITOR)
    page.goto("/w/moss/evidence/")
    page.keyboard.press("e")
    page.get_by_label("About", exact=True).fill(f"http://desk.example/w/moss/conversations/{told.id}/")
    page.get_by_label("Event").select_option("policy.ruled")
    page.get_by_role("button", name="Apply").click()
    page.get_by_label("Name of the view").fill("Rulings on the lamp")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rulings on the lamp")
    page.locator("a.row").first.click()
    page.get_by_text("Exact facts").click()
    expect(page.get_by_label("Exact facts")).to_contain_text("confidence")
    expect(page.get_by_text("In a signed checkpoint")).to_be_visible()
