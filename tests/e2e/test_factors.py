"""A second factor as a person uses it: an authenticator app, recovery codes, a security key, a passkey instead of a password."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, CDPSession, Page, expect

from accounts.models import Role, User, Workspace
from audit.models import Entry
from tests.e2e.conftest import Check, opened
from tests.e2e.watching import Complaints
from tests.factories.people import PASSWORD, member

STEP = 30


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """By name: browsers give a key to names only, never to a number."""
    site = site.replace("127.0.0.1", "localhost")
    cache.clear()  # attempts are counted by address, and all tests come from one
    context = opened(browser, site, 1440, 900)
    page = context.new_page()
    complaints = Complaints(page, site)
    yield page
    context.close()
    complaints.raise_if_any()


@pytest.fixture
def reviewer(workspace: Workspace) -> User:
    return member(workspace, Role.REVIEWER)


@pytest.fixture
def cdp(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session


def plug_in(cdp: CDPSession, *, passkey: bool) -> str:
    """A key that answers at once; a passkey knows its holder and keeps the account."""
    kind = {"transport": "internal" if passkey else "usb", "hasResidentKey": passkey, "hasUserVerification": passkey}
    options = {"protocol": "ctap2", **kind, "isUserVerified": passkey, "automaticPresenceSimulation": True}
    return str(cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def code(secret: str) -> str:
    """RFC 6238, as an app would say it; never in the last moments of a step. A code opens once, so the one shown before is forgotten."""
    if (left := STEP - time.time() % STEP) < 5:
        time.sleep(left)
    digest = hmac.new(base64.b32decode(secret), int(time.time() // STEP).to_bytes(8, "big"), "sha1").digest()
    at = digest[-1] & 15
    cache.clear()
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def enter_password(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/w/moss/")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def go(page: Page, path: str) -> None:
    """To a page that asks for proof first: once in five minutes."""
    page.goto(path)
    confirm(page)


def confirm(page: Page) -> None:
    if page.get_by_role("heading", name="Confirm that it is you").is_visible():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def activate_totp(page: Page) -> str:
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Activate").click()
    page.wait_for_load_state()
    confirm(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    return secret


def add_key(page: Page, name: str, *, passwordless: bool = False) -> None:
    go(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill(name)
    if passwordless:
        page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def told(event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body)["data"] for entry in Entry.objects.filter(event=event).order_by("id")]


def auths(event: str) -> list[str]:
    return [json.loads(entry.body)["auth"] for entry in Entry.objects.filter(event=event).order_by("id")]


def test_an_authenticator_app_is_asked_for_after_the_password(page: Page, reviewer: User, assert_accessible: Check) -> None:
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    secret = activate_totp(page)
    sign_out(page)

    enter_password(page, reviewer)
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    assert_accessible(page)
    right = code(secret)
    page.get_by_label("Code").fill(f"{(int(right) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    page.goto("/w/moss/")
    assert "/accounts/2fa/authenticate/" in page.url, "half a sign-in opens nothing"

    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/w/moss/")
    assert told("account.signed_in") == [{"method": "password"}, {"method": "password", "factor": "totp"}]
    assert auths("account.signed_in") == ["password", "password:totp"]
    assert told("account.second_factor_failed") == [{"kind": "totp"}]

    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Deactivate").click()
    page.wait_for_load_state()
    confirm(page)
    assert_accessible(page)
    page.get_by_role("button", name="Deactivate").click()
    sign_out(page)
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")


def test_a_recovery_code_opens_once(page: Page, reviewer: User, assert_accessible: Check) -> None:
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    activate_totp(page)
    assert_accessible(page)
    codes = page.get_by_label("Unused codes").input_value().split()
    assert len(set(codes)) == 10
    sign_out(page)

    enter_password(page, reviewer)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/w/moss/")
    assert told("account.signed_in")[-1] == {"method": "password", "factor": "recovery_codes"}
    go(page, "/accounts/2fa/recovery-codes/")
    assert page.get_by_label("Unused codes").input_value().split() == codes[1:]
    sign_out(page)

    enter_password(page, reviewer)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()


def test_a_security_key_is_the_second_factor_until_it_is_removed(
    page: Page, reviewer: User, cdp: CDPSession, assert_accessible: Check
) -> None:
    plug_in(cdp, passkey=False)
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    go(page, "/accounts/2fa/webauthn/add/")
    assert_accessible(page)
    add_key(page, "Grey key on my keyring")
    expect(page.get_by_label("Unused codes")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Grey key on my keyring")).to_be_visible()
    assert_accessible(page)
    sign_out(page)

    enter_password(page, reviewer)
    expect(page.get_by_role("button", name="Use a security key")).to_be_visible()
    page.wait_for_load_state()  # the script that asks for the key has run
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/w/moss/")
    assert told("account.signed_in")[-1] == {"method": "password", "factor": "webauthn"}
    assert auths("account.signed_in")[-1] == "password:webauthn"

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    page.wait_for_load_state()
    confirm(page)
    assert_accessible(page)
    page.get_by_label("Name").fill("Grey key")
    page.get_by_role("button", name="Save").click()
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.wait_for_load_state()
    confirm(page)
    assert_accessible(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No security keys have been added")).to_be_visible()
    sign_out(page)
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    assert told("account.second_factor_removed") == [{"kind": "webauthn"}, {"kind": "recovery_codes"}]


def test_a_passkey_opens_without_a_password(page: Page, reviewer: User, cdp: CDPSession) -> None:
    plug_in(cdp, passkey=True)
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    add_key(page, "This laptop", passwordless=True)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Passkey", exact=True)).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Passkey").click()
    page.wait_for_url("**/w/moss/")
    assert told("account.signed_in")[-1] == {"method": "passkey"}
    assert auths("account.signed_in")[-1] == "passkey"


def test_without_a_key_the_page_says_so(page: Page, reviewer: User, cdp: CDPSession) -> None:
    plug_in(cdp, passkey=True)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Passkey").click()
    expect(page.get_by_role("status", name="Notices").get_by_text("No key was used")).to_be_visible()


def test_a_key_of_somebody_who_removed_it_opens_nothing(page: Page, reviewer: User, cdp: CDPSession) -> None:
    plug_in(cdp, passkey=True)
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    add_key(page, "This laptop", passwordless=True)
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.wait_for_load_state()
    confirm(page)
    page.get_by_role("button", name="Remove").click()
    sign_out(page)
    page.get_by_role("button", name="Passkey").click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    assert "/accounts/login/" in page.url


def test_a_session_alone_changes_no_factor(page: Page, reviewer: User, assert_accessible: Check) -> None:
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")
    page.goto("/accounts/2fa/totp/activate/")
    page.wait_for_url("**/accounts/reauthenticate/**")
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_factors_fit_and_are_accessible(
    page: Page, reviewer: User, cdp: CDPSession, assert_accessible: Check, theme: str, width: int
) -> None:
    plug_in(cdp, passkey=True)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # a parameter of the table above
    enter_password(page, reviewer)
    page.wait_for_url("**/w/moss/")

    def look(path: str, *, proof: bool = True) -> None:
        (go(page, path) if proof else page.goto(path))
        assert_accessible(page)
        assert page.get_by_role("heading", level=1).inner_text() != "There is no such page"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    look("/accounts/2fa/")
    look("/accounts/2fa/totp/activate/")
    look("/accounts/2fa/webauthn/")
    activate_totp(page)
    add_key(page, "The key with a name as long as a person might well give to it", passwordless=True)
    for path in ("", "totp/deactivate/", "webauthn/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"):
        look(f"/accounts/2fa/{path}")
    for name in ("Rename", "Remove"):
        page.goto("/accounts/2fa/webauthn/")
        look(str(page.get_by_role("link", name=name).get_attribute("href")))
    look("/accounts/logout/")
    for path in ("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/", reverse("mfa_reauthenticate_webauthn")):
        look(path, proof=False)
    sign_out(page)
    enter_password(page, reviewer)
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    look("/accounts/2fa/authenticate/")
