"""The settings follow the device from light to dark while they are open, unless somebody has chosen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

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
