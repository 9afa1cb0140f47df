"""Tools over HTTP: operators of agents set them up, auditors read them, nobody reads a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from audit.models import Entry
from connectors.models import Credential, Tool
from connectors.send import tool_for
from tests.api.conftest import caller
from tests.review.cast import Desk, member

PATH = "/api/v1/tools"
GOOD: dict[str, Any] = {
    "adapter": "http_json", "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible", "price": "0.02",
    "summary": "Refund {amount} EUR for order {order}",
    "parameters": {
        "type": "object", "required": ["order", "amount"],
        "properties": {"order": {"type": "string", "x-role": "target"}, "amount": {"type": "number", "x-role": "amount"}},
    },
    "settings": {"method": "POST", "url": "https://orders.example/orders/{order}/refunds", "hosts": ["orders.example"]},
}  # fmt: skip


@pytest.fixture
def operator(desk: Desk) -> User:
    return member(desk.workspace, "operator", Role.AGENT_OPERATOR)


@pytest.fixture
def client(desk: Desk, operator: User) -> APIClient:
    return caller(desk, operator)


def test_a_tool_is_added_changed_and_switched_off(desk: Desk, operator: User, client: APIClient) -> None:
    made = client.post(PATH, GOOD, format="json")
    assert made.status_code == 201
    told = made.json()
    assert (told["price"], told["parameters"], told["settings"], told["is_enabled"], told["secrets"]) == (
        "0.020000", GOOD["parameters"], GOOD["settings"], True, [],
    )  # fmt: skip
    one = f"{PATH}/{told['id']}"
    changed = client.patch(one, {"price": "0.05", "is_enabled": False}, format="json").json()
    assert (changed["price"], changed["is_enabled"], changed["settings"]) == ("0.050000", False, GOOD["settings"])
    assert [row["id"] for row in client.get(PATH).json()["results"]] == [told["id"]]
    events = Entry.objects.filter(subject=told["id"], actor=operator.id).order_by("id").values_list("event", flat=True)
    assert list(events) == ["tool.created", "tool.changed", "tool.switched_off"]


def test_a_secret_is_set_and_forgotten_and_no_answer_repeats_it(client: APIClient) -> None:
    one = f"{PATH}/{client.post(PATH, GOOD, format='json').json()['id']}"
    kept = client.put(f"{one}/secrets/token", {"value": "s3cret-word"}, format="json")
    assert (kept.status_code, kept.content) == (204, b"")
    assert tool_for(Tool.objects.get()).settings.token == "s3cret-word"
    for answer in (client.get(one), client.get(PATH), client.patch(one, {"label": "Pay back"}, format="json")):
        assert answer.status_code == 200
        assert "s3cret-word" not in answer.content.decode()
    assert client.get(one).json()["secrets"] == ["token"]
    assert client.delete(f"{one}/secrets/token").status_code == 204
    assert not Credential.objects.exists()
    unknown = client.put(f"{one}/secrets/password", {"value": "x"}, format="json")
    assert (unknown.status_code, unknown.json()["message"]) == (400, "password: a tool of this kind has no such secret; it has token.")
    for value in ("", "two\nlines", "m" * 4001):
        assert client.put(f"{one}/secrets/token", {"value": value}, format="json").status_code == 400


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"parameters": {"type": "object", "properties": {"order": {"type": "string", "x-role": "payee"}}}}, "parameters.order: x-role is one of"),
        ({"parameters": {"type": "object", "properties": {"order": {"type": "string", "title": "\ud800"}}}}, "parameters: only numbers and"),
        ({"settings": {**GOOD["settings"], "hosts": ["other.example"]}}, "url: The host is not among those that may be asked."),
        ({"settings": {**GOOD["settings"], "external_id": "\x00"}}, "external_id: the character NUL cannot be stored."),
        ({"settings": {**GOOD["settings"], "token": "plain"}}, "token: a secret is set by itself"),
        ({"settings": {**GOOD["settings"], "metod": "GET"}}, "metod: "),
        ({"summary": "Refund {sum}"}, "summary: {sum} is no parameter."),
        ({"name": "Refund Money"}, "name: 2 to 60 small letters"),
        ({"adapter": "carrier_pigeon"}, "adapter: there is no carrier_pigeon; installed: http_json."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_its_name_and_nothing_is_made(client: APIClient, changed: dict[str, Any], said: str) -> None:
    refused = client.post(PATH, json.dumps({**GOOD, **changed}), content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["message"].startswith(said)
    assert not Tool.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"settings": ["a"]}, "settings"), ({"parameters": "{}"}, "parameters"), ({"intents": "refund"}, "intents"), ({"price": "ten"}, "price"),
        ({"kind": "harmless"}, "kind"), ({"timeout": 61}, "timeout"), ({"label": "\x00"}, "label"), ({"description": ""}, "description"),
    ],
)  # fmt: skip
def test_what_is_no_such_thing_at_all_is_named_among_the_fields(client: APIClient, changed: dict[str, Any], field: str) -> None:
    refused = client.post(PATH, {**GOOD, **changed}, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])


def test_a_name_is_taken_once_and_a_request_is_done_once(client: APIClient) -> None:
    first = client.post(PATH, GOOD, format="json", headers={"Idempotency-Key": "one"})
    again = client.post(PATH, GOOD, format="json", headers={"Idempotency-Key": "one"})
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert client.post(PATH, GOOD, format="json").json()["message"] == "name: this workspace has a tool of that name."
    assert Tool.objects.count() == 1


def test_who_may_not_change_tools_does_not_and_who_may_not_see_them_finds_none(desk: Desk, client: APIClient) -> None:
    one = f"{PATH}/{client.post(PATH, GOOD, format='json').json()['id']}"
    auditor, reviewer = caller(desk, desk.auditor), caller(desk, desk.reviewer)
    stranger = caller(desk, desk.stranger, workspace=desk.stranger.memberships.get().workspace)
    for other, seen, refused in ((auditor, 200, 403), (reviewer, 404, 404), (stranger, 404, 404)):
        assert other.get(one).status_code == seen
        assert other.patch(one, {"label": "Mine"}, format="json").status_code == refused
        assert other.put(f"{one}/secrets/token", {"value": "x"}, format="json").status_code == refused
        assert other.delete(f"{one}/secrets/token").status_code == refused
    assert caller(desk, desk.auditor).post(PATH, {**GOOD, "name": "mine"}, format="json").status_code == 403
    assert caller(desk, desk.owner, "tools:read").patch(one, {"label": "Mine"}, format="json").json()["code"] == "missing_scope"
    assert (Tool.objects.get().label, Credential.objects.count()) == ("Refund", 0)
    assert reviewer.get(PATH).json()["results"] == []
