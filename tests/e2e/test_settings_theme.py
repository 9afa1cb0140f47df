"""The settings follow the device from light to dark while they are open, unless somebody has chosen, and fit a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from accounts import groups
from accounts.models import Role
from tests.e2e.conftest import SignIn


def test_the_settings_follow_the_device_at_once_and_a_choice_stays(page: Page, sign_in: SignIn) -> None:
    sign_in(Role.OWNER)
    page.emulate_media(color_scheme="light")
    page.goto("/admin/policies/limit/")
    html, dark = page.locator("html"), re.compile(r"\bdark\b")
    expect(html).not_to_have_class(dark)
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_class(dark)
    page.emulate_media(color_scheme="light")
    expect(html).not_to_have_class(dark)
    page.evaluate("Alpine.$data(document.documentElement).switchTheme('light')")
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_class(re.compile(r"\blight\b"))
    expect(html).not_to_have_class(dark)
    page.reload()
    expect(html).not_to_have_class(dark)


def test_a_list_has_no_sideways_scrollbar_on_a_phone_though_the_icons_come_late(phone: Page, sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    owner.is_staff = True
    owner.save(update_fields=["is_staff"])
    groups.create("Finance team", [owner], acting_user=None)
    held: list[Route] = []
    phone.route(re.compile("woff2"), lambda route: held.append(route))
    phone.goto("/admin/auth/group/", wait_until="domcontentloaded")
    track = phone.locator("#changelist-form .simplebar-horizontal")
    expect(track).to_have_count(1)
    assert held
    for route in held:
        route.continue_()
    expect(track).to_have_css("visibility", "hidden")
