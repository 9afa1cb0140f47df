"""Facts and functions are offered while a condition is typed; everything goes by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from policies import actions
from policies.models import PolicyRule
from tests.e2e.conftest import SignIn
from tests.e2e.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_condition_is_written_with_what_is_offered(site: str, page: Page, workspace: Workspace, sign_in: SignIn) -> None:
    actions.create_policy(workspace.id, "Support", acting_user=None)
    sign_in(Role.POLICY_ADMIN)
    page.goto(f"{site}/admin/policies/policyversion/add/")
    page.locator("#id_policy").select_option(label="Support")
    page.get_by_role("link", name="Add another Policy rule").click()
    page.locator("#id_rules-0-name").fill("Few to few")
    field, offers = page.locator("#id_rules-0-when"), page.get_by_role("listbox", name="Facts and functions")
    expect(offers).to_have_count(0)

    # The beginning of a name; the second one is chosen by arrow and taken by Enter.
    field.press_sequentially("action.amo")
    expect(offers.get_by_role("option")).to_have_count(2)
    expect(offers.get_by_role("option").first).to_contain_text("Money moved")
    expect(field).to_have_attribute("aria-activedescendant", "id_rules-0-when-offers-0")
    picture(page, "complete-1", whole=False)
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "id_rules-0-when-offers-1")
    field.press("Enter")
    expect(field).to_have_value("action.amount_minor")
    expect(offers).to_have_count(0)

    # A part of a name, taken by Tab; the focus stays.
    field.press_sequentially(" < 100 && siz")
    field.press("Tab")
    field.press_sequentially("recip")
    field.press("Tab")
    expect(field).to_be_focused()
    field.press_sequentially(") < 3")

    # What follows a value; Escape closes and leaves what was typed.
    field.press_sequentially(" && agent.name.starts")
    expect(offers.get_by_role("option")).to_have_count(1)
    field.press("Escape")
    expect(offers).to_have_count(0)
    field.press("Control+Space")
    field.press("Enter")
    field.press_sequentially("'action.am")
    expect(offers).to_have_count(0)
    field.press_sequentially("')")
    written = "action.amount_minor < 100 && size(action.recipients) < 3 && agent.name.startsWith('action.am')"
    expect(field).to_have_value(written)

    # On a phone, and with the mouse.
    page.set_viewport_size({"width": 360, "height": 740})
    field.press_sequentially(" && rate.sha")
    picture(page, "complete-2-phone", whole=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    offers.get_by_role("option").first.click()
    field.press_sequentially(" < 0.9")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#id_rules-0-effect").select_option("allow")
    page.locator("#id_rules-0-reason_code").fill("few")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/policyversion/")
    assert PolicyRule.objects.get().when == f"{written} && rate.share < 0.9"
