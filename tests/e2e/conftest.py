"""A browser on the real product: the ASGI application under uvicorn on this test's database, Debian's Chromium driven by Playwright.

Fixtures: ``site`` (its address), ``page`` (1440 px wide; complaints of the browser fail the test), ``phone`` (360 px), ``sign_in(role)`` (the
browser carries the session of the cast's member with that role; returns the user), ``workspace``, ``assert_accessible(page)`` (axe-core finds
nothing). A test that needs workers starts them with ``service_environment``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import Role, User, Workspace
from tests.e2e import accessible
from tests.e2e.server import Server
from tests.e2e.watching import Complaints
from tests.factories.people import make_workspace, member

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds after which what has not appeared will not: a busy machine takes half a minute for its first page."""
expect.set_options(timeout=PATIENCE)
SignIn = Callable[[Role], User]
Check = Callable[[Page], None]


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    running = Server()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for this folder, not for the session: while Playwright lives, its event loop counts as running in this thread."""
    assert Path(CHROMIUM).exists(), "Chromium is missing: apt-get install -y chromium (.ci/run does that)"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(server: Server, transactional_db: None) -> str:
    return server.url


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    return make_workspace()


def opened(browser: Browser, site: str, width: int, height: int) -> BrowserContext:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = opened(browser, site, 1440, 900)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    page = context.new_page()
    complaints = Complaints(page, site)
    yield page
    page.close()
    complaints.raise_if_any()


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    return page


@pytest.fixture
def sign_in(context: BrowserContext, workspace: Workspace, site: str) -> SignIn:
    def carry(role: Role) -> User:
        user, client = member(workspace, role), Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        return user

    return carry


@pytest.fixture
def assert_accessible() -> Check:
    return accessible.assert_accessible
