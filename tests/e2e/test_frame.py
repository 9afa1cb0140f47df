"""The frame in a browser: signing in, keys, themes, menus; by keyboard and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User, Workspace
from tests.e2e.conftest import Check, SignIn
from tests.factories.people import PASSWORD, member


def test_somebody_signs_in_with_address_and_password_and_out_again(page: Page, workspace: Workspace, assert_accessible: Check) -> None:
    reviewer = member(workspace, Role.REVIEWER)
    page.goto("/")
    assert_accessible(page)
    page.get_by_label("Email").fill(reviewer.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/moss/")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def test_keys_lead_through_the_pages_and_show_the_sheet(page: Page, sign_in: SignIn) -> None:
    sign_in(Role.OWNER)
    page.goto("/w/moss/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/w/moss/conversations/")


def test_single_keys_do_nothing_once_they_are_switched_off(page: Page, sign_in: SignIn) -> None:
    user = sign_in(Role.OWNER)
    page.goto("/w/moss/")
    page.get_by_role("button", name="Your menu").click()
    with page.expect_response("**/settings/preferences/"):
        page.get_by_role("group", name="Single-key shortcuts").get_by_role("button", name="Off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert User.objects.get(id=user.id).single_key_shortcuts is False


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_theme_holds_at_once_and_after_a_reload(page: Page, sign_in: SignIn, theme: str) -> None:
    user = sign_in(Role.REVIEWER)
    page.goto("/w/moss/")
    page.get_by_role("button", name="Your menu").click()
    with page.expect_response("**/settings/preferences/"):
        page.get_by_role("group", name="Theme").get_by_role("button", name=theme).click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    assert User.objects.get(id=user.id).theme == theme.lower()


def test_the_first_stop_of_the_keyboard_skips_to_the_page(page: Page, sign_in: SignIn) -> None:
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_on_a_phone_the_pages_are_in_a_menu_and_targets_are_large(phone: Page, sign_in: SignIn, assert_accessible: Check) -> None:
    sign_in(Role.OWNER)
    phone.goto("/w/moss/")
    phone.get_by_role("button", name="Pages").click()
    links = phone.get_by_role("navigation", name="Pages").get_by_role("link")
    assert {round(box["height"]) for link in links.all() if (box := link.bounding_box())} == {44}
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
