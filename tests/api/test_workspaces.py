"""A workspace is named the same everywhere: by the id that every answer holds, or by the short name of its pages."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, Workspace
from tests.api.conftest import caller
from tests.factories.people import make_workspace, member
from tests.review.cast import Desk

PATHS = (
    "conversations",
    "items",
    "replays",
    "bundles",
    "ledger",
    "spend",
    "retention",
    "processing",
    "redaction-rules",
    "tools",
    "budgets",
    "oversight",
)


def status(client: APIClient, path: str, named: object) -> int:
    return int(client.get(f"/api/v1/{path}", {"workspace": str(named)}).status_code)


@pytest.mark.parametrize("path", PATHS)
def test_its_id_and_its_short_name_are_taken_everywhere_and_foreign_ones_nowhere(desk: Desk, path: str) -> None:
    token, foreign = caller(desk, desk.owner), Workspace.objects.get(slug="not-moss")
    browser = APIClient()
    browser.force_login(desk.owner)
    second = make_workspace("second", "Second")
    second.memberships.create(user=desk.owner, role=Role.OWNER)
    for client in (token, browser):
        assert [status(client, path, one) for one in (desk.workspace.slug, desk.workspace.id)] == [200, 200]
        assert [status(client, path, one) for one in (foreign.slug, foreign.id, "nowhere", "\0")] == [404] * 4
    assert [status(browser, path, one) for one in (second.slug, second.id)] == [200, 200]
    assert [status(token, path, one) for one in (second.slug, second.id)] == [404, 404]


def test_a_session_with_several_is_asked_which(desk: Desk) -> None:
    browser = APIClient()
    browser.force_login(member(make_workspace("second", "Second"), Role.OWNER))
    desk.workspace.memberships.create(user=member(Workspace.objects.get(slug="second"), Role.OWNER), role=Role.OWNER)
    answer = browser.get("/api/v1/ledger")
    assert (answer.status_code, "?workspace=" in answer.json()["message"]) == (400, True)


def test_answers_hold_its_id(desk: Desk) -> None:
    desk.letter()
    owner = caller(desk, desk.owner)
    told = {owner.get("/api/v1/conversations").json()["results"][0]["workspace"], owner.get("/api/v1/ledger").json()["workspace"]}
    assert told == {str(desk.workspace.id)}
