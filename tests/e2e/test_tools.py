"""An operator's walk through a tool in a browser: its types, a mistake, mend, where it goes, a mistake, its secret, and all of it again."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Workspace
from connectors.models import Tool
from connectors.send import tool_for
from tests.e2e.conftest import SignIn
from tests.e2e.pictures import pictures

pytestmark = pytest.mark.django_db(transaction=True)
ORDER = {"type": "string", "pattern": "^[0-9]{5}$"}


def written(role: str) -> str:
    return json.dumps({"type": "object", "required": ["order"], "properties": {"order": {**ORDER, "x-role": role}}}, indent=1)


def save(page: Page, name: str = "Save") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")


def test_the_walk_through_a_tool(site: str, page: Page, workspace: Workspace, sign_in: SignIn) -> None:
    sign_in(Role.AGENT_OPERATOR)
    page.goto(f"{site}/admin/connectors/tool/add/")
    pictures(page, "1-add")
    page.locator("#id_workspace").select_option(label=workspace.name)
    page.locator("#id_adapter").select_option(label="HTTP with JSON")
    for name, value in (
        ("name", "refund"),
        ("label", "Refund"),
        ("description", "Pays money back."),
        ("summary", "Refund order {order}"),
        ("price", "0.02"),
    ):
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_kind").select_option(label="Cannot be undone")
    page.locator("#id_parameters").fill(written("payee"))
    save(page, "Save and continue editing")
    expect(page.get_by_text("order: x-role is one of amount, currency, recipient, target.")).to_be_visible()
    pictures(page, "2-mistake")
    page.locator("#id_parameters").fill(written("target"))
    save(page, "Save and continue editing")
    expect(page.get_by_text("How it is carried out")).to_be_visible()

    page.locator("#id_set_method").select_option("POST")
    page.locator("#id_set_hosts").fill("https://orders.example/")
    page.locator("#id_set_url").fill("https://orders.example/orders/{order}/refunds")
    page.locator("#id_secret_token").fill("s3cret-word")
    save(page)
    expect(page.get_by_text("Write a host or host:port a line")).to_be_visible()
    assert page.locator("#id_secret_token").input_value() == ""
    pictures(page, "3-host")
    page.locator("#id_set_hosts").fill("orders.example")
    page.locator("#id_secret_token").fill("s3cret-word")
    save(page)
    expect(page.locator("#result_list").get_by_role("link", name="Refund")).to_be_visible()
    made = tool_for(Tool.objects.get()).settings
    assert (made.method, made.hosts, made.token) == ("POST", ["orders.example"], "s3cret-word")
    pictures(page, "4-list")

    page.locator("#result_list").get_by_role("link", name="Refund").click()
    expect(page.get_by_text("Stored. Leave empty to keep it.")).to_be_visible()
    assert "s3cret-word" not in page.content()
    pictures(page, "5-stored")
    page.locator("#id_label").fill("Pay back")
    save(page)
    expect(page.locator("#result_list").get_by_role("link", name="Pay back")).to_be_visible()
    assert tool_for(Tool.objects.get()).settings.token == "s3cret-word"
