"""Every page of the portal in a browser: at both widths, in both themes, empty and full, without an accessibility violation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from connectors.types import Attachment
from conversations.models import Conversation
from tests.e2e.conftest import Check, SignIn
from tests.factories.mail import receive
from tests.factories.whole import ask, draft, furnish, whole_story

LONG = "Rückerstattungsbestätigungsanforderung wegen Donaudampfschifffahrtsgesellschaftskapitänsmützenlieferverzögerung"
ARABIC = "متى يصل طلبي رقم 40718؟ لقد طلبت المصباح قبل أسبوع ولم يصل بعد."


@pytest.fixture
def full(workspace: Workspace) -> Conversation:
    """Some of everything: a whole story, long words, right-to-left text with a long name of a file, an open draft."""
    told = whole_story(workspace)
    receive(told.channel, "Guten Tag,\n\nwo bleibt meine Bestellung?", LONG)
    receive(told.channel, ARABIC, "أين طلبي؟", attachments=(Attachment(f"{LONG}.pdf", "application/pdf", b"%PDF", "cd" * 32),))
    draft(ask(told.channel, "Can I return a lamp after 20 days?", "Too late?"))
    return told


def everywhere() -> list[str]:
    stories = [f"/w/moss/conversations/{identity}/" for identity in Conversation.objects.values_list("id", flat=True)]
    return ["/w/moss/", "/w/moss/sent/", "/w/moss/conversations/", *stories, "/w/moss/evidence/", "/settings/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/email/", "/no/such/page/"]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_has_an_accessibility_violation_or_scrolls_sideways(
    page: Page, sign_in: SignIn, full: Conversation, assert_accessible: Check, theme: str, width: int
) -> None:
    user = sign_in(Role.OWNER)
    user.theme = theme
    user.save(update_fields=["theme"])
    page.set_viewport_size({"width": width, "height": 800})
    for path in everywhere():
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_is_accessible(page: Page, assert_accessible: Check, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a parameter of the table above
    page.goto(path)
    assert_accessible(page)


def test_empty_pages_say_what_will_be_there(page: Page, sign_in: SignIn, assert_accessible: Check) -> None:
    sign_in(Role.AUDITOR)
    for path, said in {
        "/w/moss/": "Not verified yet",
        "/w/moss/conversations/": "No conversation yet",
        "/w/moss/sent/": "Nothing went out today",
        "/w/moss/evidence/entries/?event=policy.ruled": "No entry fits",
        "/w/moss/evidence/oversight/": "No report yet",
    }.items():
        page.goto(path)
        expect(page.get_by_text(said)).to_be_visible()
        assert_accessible(page)


def test_a_list_is_walked_with_j_and_k_and_opened_with_enter(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/conversations/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Too late?")).to_be_visible()


def test_a_filter_holds_at_once_and_stands_in_the_address(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/conversations/")
    page.get_by_label("Status").select_option("waiting_for_customer")
    page.wait_for_url("**/conversations/?status=waiting_for_customer")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_looking_up_an_address_leaves_no_trace_in_the_address(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/conversations/")
    page.keyboard.press("/")
    page.keyboard.type("mara.vogel@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(4)
    assert "mara" not in page.url


def test_the_exact_request_opens_in_place(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.AUDITOR)
    page.goto(f"/w/moss/conversations/{full.id}/")
    moment = page.locator(".moment", has_text="Passages looked up")
    moment.locator(".record > summary").click()
    moment.get_by_text("Exact response").click()
    expect(moment.locator("pre.exact").last).to_contain_text("30 days of delivery")


def test_html_of_a_customer_is_framed_and_fetches_nothing(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.AUDITOR)
    page.goto(f"/w/moss/conversations/{full.id}/")
    page.get_by_text("As HTML").first.click()
    expect(page.frame_locator("iframe.framed >> nth=0").get_by_text("How long can I")).to_be_visible()


def test_the_story_goes_on_without_reloading(page: Page, sign_in: SignIn, full: Conversation) -> None:
    from conversations import actions

    sign_in(Role.OWNER)
    page.goto(f"/w/moss/conversations/{full.id}/")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    before = page.locator(".moment").count()
    actions.resolve(full, acting_user=None)
    expect(page.locator(".moment")).to_have_count(before + 1)
    expect(page.locator(".moment").last).to_contain_text("Resolved")


def test_a_verification_is_asked_for_and_answered_on_the_page(page: Page, sign_in: SignIn, full: Conversation) -> None:
    sign_in(Role.AUDITOR)
    page.goto("/w/moss/evidence/")
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text("The ledger is whole")).to_be_visible()
    expect(page.get_by_text("Verified to checkpoint")).to_be_visible()


def test_a_workspace_without_mail_takes_the_first_one_in(page: Page, sign_in: SignIn, workspace: Workspace) -> None:
    channel = furnish(workspace)
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/conversations/")
    expect(page.get_by_text("No conversation yet")).to_be_visible()
    receive(channel, "Hello?", "The first letter")
    page.reload()
    expect(page.get_by_text("The first letter")).to_be_visible()
