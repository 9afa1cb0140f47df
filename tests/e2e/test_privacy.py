"""The privacy pages in a browser: an erasure from the question to the certificate, at both widths, without an accessibility violation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from conversations.erasure import access, actions, holds, running
from conversations.erasure.models import ErasureRequest
from conversations.memory import loading
from conversations.models import Conversation
from conversations.retention import actions as retaining
from tests.e2e.conftest import Check, SignIn
from tests.factories.mail import make_channel, receive
from tests.factories.people import member

LONG = "Rückerstattungsbestätigungsanforderung wegen Donaudampfschifffahrtsgesellschaftskapitänsmützenlieferverzögerung"
MARA = "mara.vogel@example.org"


@pytest.fixture
def conversation(workspace: Workspace) -> Conversation:
    return receive(make_channel(workspace), "Where is my lamp?", LONG)


def test_one_asks_and_another_confirms(page: Page, sign_in: SignIn, conversation: Conversation, assert_accessible: Check) -> None:
    sign_in(Role.OWNER)
    page.goto("/w/moss/privacy/")
    assert_accessible(page)
    page.get_by_label("Address, phone number").fill(MARA)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="What will go")).to_be_visible()
    expect(page.get_by_text("Another owner or policy admin must agree")).to_be_visible()
    address = page.url
    sign_in(Role.POLICY_ADMIN)
    page.goto(address)
    assert_accessible(page)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("progressbar", name="Erasure")).to_be_visible()
    running.run(ErasureRequest.objects.get().id)
    expect(page.get_by_role("heading", name="Certificate")).to_be_visible()  # the page looks again by itself
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_of_privacy_is_accessible_and_fits(
    page: Page, sign_in: SignIn, workspace: Workspace, conversation: Conversation, assert_accessible: Check, theme: str, width: int
) -> None:
    user = sign_in(Role.OWNER)
    user.theme = theme
    user.save(update_fields=["theme"])
    request = actions.ask(workspace, MARA, acting_user=member(workspace, Role.POLICY_ADMIN))
    holds.place(conversation, f"A claim. {LONG}", acting_user=user)
    access.make(access.ask(workspace, MARA, acting_user=user).id)
    loading.load_document(workspace.id, f"{LONG}.md", f"# {LONG}\n\nWe open at nine.".encode())
    retaining.set_rule(workspace, "public", 200, acting_user=user)
    page.set_viewport_size({"width": width, "height": 800})
    story = f"/w/moss/conversations/{conversation.id}/"
    for path in (
        "/w/moss/privacy/",
        f"/w/moss/privacy/erasures/{request.id}/",
        "/w/moss/privacy/retention/",
        "/w/moss/privacy/processing/",
        story,
    ):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
