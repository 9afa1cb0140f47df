"""A policy admin's walk through own recognisers in a browser: mistake, mend, save, try while typing, what is not covered, figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from policies.models import Recogniser
from tests.e2e.conftest import SignIn
from tests.e2e.pictures import pictures

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_walk_through_own_recognisers(site: str, page: Page, workspace: Workspace, sign_in: SignIn) -> None:
    sign_in(Role.POLICY_ADMIN)
    page.goto(f"{site}/admin/policies/recogniser/add/")
    page.locator("#id_workspace").select_option(label=workspace.name)
    page.locator("#id_name").fill("Member number")
    page.locator("#id_entity").fill("member_no")
    page.locator("#id_pattern").fill(r"MB-\d+")
    page.locator("#id_must").fill("My number is MB-123456.")
    page.locator("#id_must_not").fill("Please send order MB-12.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It does not say how long it can be")).to_be_visible()
    pictures(page, "1-mistake")

    page.locator("#id_pattern").fill(r"MB-\d{2,6}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("must not match: found “MB-12” with score 0.50.")).to_be_visible()
    page.locator("#id_pattern").fill(r"MB-\d{6}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list").get_by_role("link", name="Member number")).to_be_visible()
    assert Recogniser.objects.get().entity == "MEMBER_NO"
    pictures(page, "2-list")

    page.get_by_role("link", name="Try redaction on a text").click()
    page.locator("#text").fill("Jane Miller, MB-123456, jane@example.org")
    mark = page.locator("#found mark", has_text="MB-123456")
    # The first search of a process compiles all patterns: seconds on a busy machine.
    expect(mark.locator("small")).to_have_text("MEMBER_NO 0.50", timeout=60_000)
    expect(mark.locator("small")).to_have_attribute("title", "Member number (own)")
    pictures(page, "3-try")

    page.goto(f"{site}/admin/policies/redactionrule/")
    page.get_by_role("link", name="What is not covered").click()
    expect(page.get_by_text("Polish")).to_be_visible()
    pictures(page, "4-not-covered")
    page.goto(f"{site}/admin/policies/redactionrule/")
    page.get_by_role("link", name="How well it finds").click()
    expect(page.get_by_text("shipped tagger")).to_be_visible()
    pictures(page, "5-figures")
