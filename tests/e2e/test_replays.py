"""Replays in a browser: from the story to the two sides, at 1440 and 360 px, with nothing for axe to complain about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User, Workspace
from policies import actions as policy_actions
from policies.engine import RuleSource
from policies.models import Policy
from tests.factories.whole import whole_story

SignIn = Callable[[Role], User]
Check = Callable[[Page], None]
pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_story_to_both_sides(site: str, page: Page, workspace: Workspace, sign_in: SignIn, assert_accessible: Check) -> None:
    told = whole_story(workspace)
    rule = RuleSource("", "Nobody answers", "true", "deny", "", "test", [])
    policy_actions.create_draft(Policy.objects.get(workspace=workspace), acting_user=None, rules=[rule])
    sign_in(Role.OWNER)
    page.goto(f"{site}/w/{workspace.slug}/conversations/{told.id}/")
    page.get_by_role("link", name="Replay", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text("clean: 1 identical")).to_be_visible()
    page.go_back()
    page.get_by_label("Policy").select_option("Replies@2")
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text("not clean: 1 different")).to_be_visible()
    expect(page.get_by_role("cell", name="denied").first).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_text("not clean: 1 different")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_role("cell", name="denied").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/w/{workspace.slug}/replays/")
    page.get_by_label("New set").fill("Regression")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Regression")).to_be_visible()
    assert_accessible(page)
