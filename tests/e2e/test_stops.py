"""The emergency stop in a browser: pressed without a mouse, seen on every page, lifted by an owner; both widths, both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from review import permissions, stop
from review.models import Queue
from tests.e2e.conftest import Check, SignIn
from tests.factories.mail import make_channel
from tests.factories.people import member


def test_it_is_pressed_by_keys_alone_and_lifted_by_an_owner(
    page: Page, sign_in: SignIn, workspace: Workspace, assert_accessible: Check
) -> None:
    sign_in(Role.REVIEWER)
    page.goto("/w/moss/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Emergency stop")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Everything is stopped")).to_be_visible()
    page.goto("/w/moss/conversations/")
    expect(page.get_by_text("Nothing leaves.")).to_be_visible()
    assert_accessible(page)
    sign_in(Role.OWNER)
    page.goto("/w/moss/stop/")
    page.get_by_role("button", name="Lift this stop").click()
    expect(page.get_by_text("Nothing leaves.")).to_have_count(0)
    assert not stop.standing(workspace.id)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_is_accessible_and_fits(
    page: Page, sign_in: SignIn, workspace: Workspace, assert_accessible: Check, theme: str, width: int
) -> None:
    user = sign_in(Role.OWNER)
    user.theme = theme
    user.save(update_fields=["theme"])
    presser = member(workspace, Role.REVIEWER)
    channel = make_channel(workspace)
    stop.declare(
        workspace.id, acting_user=presser, scope=stop.Scope(channel=channel.id), reason="Rückerstattungsbestätigungen mit falschen Beträgen"
    )
    stop.declare(workspace.id, acting_user=presser)
    stop.lift(workspace.id, acting_user=user)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/w/moss/stop/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_is_open_says_at_once_that_a_stop_was_pressed_and_lifted(page: Page, sign_in: SignIn, workspace: Workspace) -> None:
    reviewer, owner = sign_in(Role.REVIEWER), member(workspace, Role.OWNER)
    permissions.grant(Queue.objects.create(workspace=workspace, name="General", slug="general"), reviewer)
    page.goto("/w/moss/")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    made = stop.declare(workspace.id, acting_user=owner)
    expect(page.get_by_role("status").get_by_text("Nothing leaves.")).to_be_visible()
    stop.lift(workspace.id, acting_user=owner, stop=made.id)
    expect(page.get_by_text("Nothing leaves.")).to_have_count(0)
