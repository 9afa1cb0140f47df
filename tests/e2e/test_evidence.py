"""The evidence in a browser: entries, one entry, a saved view, the oversight report."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import Role, User, Workspace
from audit.bundle import selection
from audit.bundle.exporting import export
from audit.models import Entry
from conversations.models import Conversation
from portal.bundles import making as bundles
from portal.models import EvidenceBundle
from portal.oversight import making
from tests.audit.test_bundle_verifier import run
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
    bundle = bundles.ask(told.workspace, selection.conversation(told.id), acting_user=auditor)
    bundles.work_on(bundle.id)
    bundles.ask(told.workspace, selection.period(told.workspace_id, now - timedelta(days=30), now), acting_user=auditor)
    return {
        "evidence": base,
        "bundles": f"{base}bundles/",
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


def test_what_is_opened_before_the_scripts_have_come_is_fetched_when_they_have(page: Page, sign_in: SignIn, told: Conversation) -> None:
    sign_in(Role.AUDITOR)
    entry = Entry.objects.filter(stream=told.id, event="policy.ruled").latest("id")
    held: list[Route] = []
    page.route("**/htmx*.js*", lambda route: held.append(route))  # playwright takes no builtin
    page.goto(f"/w/moss/evidence/entries/{entry.id}/", wait_until="commit")
    page.get_by_text("Exact facts").click()
    expect(page.locator("details.opens[open]")).to_have_count(1)
    assert held
    held[0].continue_()
    expect(page.get_by_label("Exact facts")).to_contain_text("confidence")


def test_an_auditor_asks_on_the_story_and_downloads_what_verifies(page: Page, sign_in: SignIn, told: Conversation, tmp_path: Path) -> None:
    sign_in(Role.AUDITOR)
    page.goto(f"/w/moss/conversations/{told.id}/")
    page.get_by_role("button", name="Evidence bundle", exact=True).click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    bundles.work_on(EvidenceBundle.objects.get().id)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()  # it appears without a reload
    waiting.value.save_as(tmp_path / "bundle.zip")
    assert run(tmp_path, str(tmp_path / "bundle.zip")).returncode == 0


def test_the_report_of_a_bundle_reads_on_a_phone_and_stands_open_on_paper(
    page: Page, told: Conversation, tmp_path: Path, assert_accessible: Check
) -> None:
    auditor = member(told.workspace, Role.AUDITOR)
    export(selection.conversation(told.id), actor=auditor.as_actor("session"), target=tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        report = archive.read("report.html").decode()
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(report)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert_accessible(page)
    closed = page.locator("details:not(.copy) pre").first
    expect(closed).not_to_be_visible()
    page.emulate_media(media="print")
    assert page.evaluate("[...document.querySelectorAll('details:not(.copy) pre')].every(one => one.getBoundingClientRect().height > 0)")
