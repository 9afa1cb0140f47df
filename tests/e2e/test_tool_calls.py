"""A refund on the desk, by keyboard: what it does and where its arguments come from, a wrong amount, the right one, one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from connectors import tool_actions
from review import release
from review.models import Item
from review.types import ProposedAction
from tests.e2e.conftest import Check
from tests.fakes.json_service import JsonService
from tests.review.cast import Desk, assemble, delivery_of, fresh

REFUND = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible", "summary": "Refund {amount} EUR for order {order}",
    "parameters": {
        "type": "object", "required": ["order", "amount"],
        "properties": {"order": {"type": "string"}, "amount": {"type": "number", "maximum": 500, "x-role": "amount"}},
    },
    "settings": {"method": "POST", "url": "http://orders.internal/orders/{order}/refunds", "hosts": ["orders.internal"]},
}  # fmt: skip
SOURCES = {"order": {"source": "requester", "trusted": True}, "amount": {"source": "quoted", "trusted": False}}


@pytest.fixture
def orders(settings: Any) -> Iterator[JsonService]:
    with JsonService(answer={"refund": "R-00001"}) as running:
        settings.TOOLS_PRIVATE_HOSTS = [f"orders.internal=127.0.0.1:{running.port}"]
        yield running


@pytest.fixture
def waiting(site: str, orders: JsonService) -> tuple[Desk, Item]:
    desk = assemble()
    tool_actions.create_tool(desk.workspace.id, "http_json", REFUND, acting_user=None)
    call = ProposedAction("tool", "refund", arguments={"order": "40651", "amount": 49.9}, evidence={"arguments": SOURCES})
    return desk, desk.waiting(call)


@pytest.fixture
def open_item(context: BrowserContext, page: Page, site: str, waiting: tuple[Desk, Item]) -> Callable[[], Page]:
    def opened() -> Page:
        desk, item = waiting
        client = Client()
        client.force_login(desk.reviewer)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page.goto(f"/w/{desk.workspace.slug}/review/{item.id}/")
        page.wait_for_load_state("load")
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Approve A", exact=True)).to_be_visible()
        page.wait_for_load_state("load")
        return page

    return opened


def test_an_amount_is_corrected_by_keyboard_and_paid_once(
    open_item: Callable[[], Page], waiting: tuple[Desk, Item], orders: JsonService, assert_accessible: Check
) -> None:
    page, (_, item) = open_item(), waiting
    call = page.locator(".tool")
    expect(call).to_contain_text("Refund 49.90 EUR for order 40651")
    expect(call).to_contain_text("cannot be undone")
    expect(call).to_contain_text("not trusted")
    expect(page.locator("#effect")).to_contain_text("“Refund 49.90 EUR for order 40651” is carried out. It cannot be undone.")
    assert_accessible(page)
    page.keyboard.press("e")
    amount = page.get_by_label("amount")
    expect(amount).to_be_focused()
    assert_accessible(page)
    amount.fill("6000")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refused")).to_contain_text("amount: must be at most 500")
    expect(page.get_by_label("amount")).to_have_value("6000")
    page.wait_for_load_state("load")
    page.get_by_label("amount").fill("39,90")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Edited and approved. It is on its way.")
    assert fresh(item).status == Item.Status.EDITED
    action = item.actions.get()
    assert [release.send(delivery_of(action).id), release.send(delivery_of(action).id)] == ["sent", "sent"]
    assert [one.body for one in orders.asked] == [{"amount": 39.9}]


def test_an_unclear_call_is_settled_by_a_person_who_has_looked(
    open_item: Callable[[], Page], waiting: tuple[Desk, Item], orders: JsonService
) -> None:
    page, (desk, item) = open_item(), waiting
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Approved. It is on its way.")
    orders.breaks_off = True
    assert release.send(delivery_of(item.actions.get()).id) == "unknown"
    asked = Item.objects.get(kind="delivery_unknown")
    page.goto(f"/w/{desk.workspace.slug}/review/{asked.id}/")
    page.wait_for_load_state("load")
    page.keyboard.press("c")
    expect(page.get_by_text("Nobody knows whether this was done.")).to_be_visible()
    page.get_by_role("button", name="It was done").click()
    expect(page.locator("#toasts")).to_contain_text("Noted that it left.")
    assert fresh(asked).status == Item.Status.DONE
    assert len(orders.asked) == 1
