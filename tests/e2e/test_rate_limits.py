"""An owner limits what an agent may send, in a browser; the reviewer sees why something waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from audit.models import Entry
from connectors.models import Channel
from policies.rates.models import RateLimit
from tests.e2e.conftest import SignIn
from tests.e2e.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_owner_limits_a_channel_and_counts_anew(site: str, page: Page, workspace: Workspace, sign_in: SignIn) -> None:
    Channel.objects.create(workspace=workspace, kind="email", name="Help", address="help@limits.example")
    sign_in(Role.OWNER)
    page.goto(f"{site}/admin/policies/ratelimit/add/")
    page.locator("#id_name").fill("Replies of the mailbox")
    page.locator("#id_subject").select_option(label="Help")
    page.locator("#id_counts").select_option("replies")
    page.locator("#id_most").fill("0")
    page.locator("#id_every").fill("90")
    page.locator("#id_unit").select_option("minutes")
    picture(page, "limit-1-form")
    page.locator("#id_most").evaluate("field => field.removeAttribute('min')")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Ensure this value is greater than or equal to 1.")).to_be_visible()
    picture(page, "limit-2-mistake")
    page.locator("#id_most").fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/ratelimit/")
    expect(page.get_by_text("30 in 90 minutes")).to_be_visible()
    expect(page.get_by_text("the channel Help")).to_be_visible()
    picture(page, "limit-3-list")
    limit = RateLimit.objects.get()
    page.goto(f"{site}/admin/policies/ratelimit/{limit.pk}/change/")
    picture(page, "limit-4-change")
    page.get_by_role("link", name="Use, and count anew").click()
    expect(page.get_by_text("Nothing has been counted in this window.")).to_be_visible()
    picture(page, "limit-5-anew")
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, "limit-6-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Count anew").click()
    expect(page.get_by_text("Replies of the mailbox counts anew from now on.")).to_be_visible()
    assert Entry.objects.filter(event="rate_limit.counted_anew", subject=limit.id).count() == 1
    page.goto(f"{site}/admin/policies/ratelimit/add/")
    picture(page, "limit-7-phone-form")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
