"""Single sign-on in a browser: the button leads to another site and back, under our content policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Role, Workspace
from tests.accounts.test_single_sign_on import configure
from tests.e2e.conftest import Check, opened
from tests.factories.people import member
from tests.fakes.oidc_provider import OidcProvider, Person


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[OidcProvider]:
    with OidcProvider() as running:
        configure(monkeypatch, settings, running.url)
        yield running


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """One that may leave the site."""
    context = opened(browser, site, 360, 740)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert errors == []


def test_the_button_leads_to_the_provider_and_back(
    page: Page, workspace: Workspace, provider: OidcProvider, assert_accessible: Check
) -> None:
    provider.does.person = Person(email=member(workspace, Role.REVIEWER).email)
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("button", name="Moss login").click()
    page.wait_for_url("**/w/moss/")
    assert "/authorize" in provider.asked
    page.goto("/accounts/3rdparty/")
    expect(page.get_by_label("Rita Reviewer")).to_be_visible()
    assert_accessible(page)


def test_refusals_are_pages_one_can_read_and_leave(
    page: Page, workspace: Workspace, provider: OidcProvider, assert_accessible: Check, settings: Any
) -> None:
    settings.OIDC_SIGNUP = False
    provider.does.person = Person(sub="99", email="stranger@moss.example")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Moss login").click()
    expect(page.get_by_role("heading", name="Nobody has added you here")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Back to sign-in").click()
    provider.server.shutdown()
    provider.server.server_close()
    page.get_by_role("button", name="Moss login").click()
    expect(page.get_by_role("heading", name="Moss login cannot be reached")).to_be_visible()
    assert_accessible(page)
