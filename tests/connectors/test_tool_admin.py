"""Tools in the admin: made in two steps, what is wrong is said under its field, a secret goes in and never comes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User, Workspace
from audit.models import Entry
from connectors import tool_actions
from connectors.models import Credential, Tool
from connectors.send import tool_for
from connectors.tools import spec
from connectors.tools.offering import spec_of

pytestmark = pytest.mark.django_db
ADD = "/admin/connectors/tool/add/"
PARAMETERS: dict[str, Any] = {
    "type": "object", "required": ["order", "amount"],
    "properties": {
        "order": {"type": "string", "pattern": "^[0-9]{5}$", "x-role": "target"},
        "amount": {"type": "number", "exclusiveMinimum": 0, "x-role": "amount", "x-currency": "EUR"},
    },
}  # fmt: skip
FIRST = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "summary": "Refund {amount} EUR for order {order}",
    "kind": "irreversible", "price": "0.02", "intents": '["return_refund"]', "parameters": json.dumps(PARAMETERS),
}  # fmt: skip
HOW = {"set_method": "POST", "set_hosts": "orders.example", "set_url": "https://orders.example/orders/{order}/refunds"}


@pytest.fixture
def tool(workspace: Workspace) -> Tool:
    values = {**FIRST, "parameters": PARAMETERS, "intents": ["return_refund"]}
    return tool_actions.create_tool(workspace.id, "http_json", values, acting_user=None)


@pytest.fixture
def signed_in(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def page(tool: Tool) -> str:
    return f"/admin/connectors/tool/{tool.pk}/change/"


def shown(client: Client, url: str) -> dict[str, Any]:
    """What a browser sends of the page as it stands: the fields that are on it, and no others."""
    places = [place for fieldset in client.get(url).context["adminform"] for line in fieldset for place in line]
    bound = [place.field for place in places if not getattr(place, "is_readonly", False)]
    values = {one.name: one.value() for one in bound}
    return {name: value for name, value in values.items() if value not in (None, False)}


def given(client: Client, tool: Tool, **changed: Any) -> dict[str, Any]:
    return shown(client, page(tool)) | changed


def added(client: Client, workspace: Workspace, **changed: Any) -> Any:
    return client.post(ADD, {**shown(client, ADD), **FIRST, "workspace": workspace.pk, "adapter": "http_json", **changed})


def errors(answer: Any) -> dict[str, list[str]]:
    """What is told where; each stands on the page."""
    assert answer.status_code == 200
    found = {name: [str(one) for one in told] for name, told in answer.context["adminform"].form.errors.items()}
    for name, told in found.items():
        assert f'id="id_{name}_error"' in answer.content.decode() or name == "__all__", told
    return found


def test_a_tool_is_made_in_two_steps(signed_in: Client, workspace: Workspace, operator: User) -> None:
    assert signed_in.get(ADD).status_code == 200
    assert "told on the next page" in signed_in.get(ADD).content.decode()
    answer = added(signed_in, workspace)
    assert (answer.status_code, answer["Location"]) == (302, page(Tool.objects.get()))
    made = Tool.objects.get()
    assert (made.name, made.kind, str(made.price), made.parameters, made.intents) == (
        "refund", "irreversible", "0.020000", PARAMETERS, ["return_refund"],
    )  # fmt: skip
    assert signed_in.post(page(made), given(signed_in, made, **HOW)).status_code == 302
    made.refresh_from_db()
    assert made.settings == {"method": "POST", "hosts": ["orders.example"], "url": HOW["set_url"]}
    assert tool_for(made).settings.hosts == ["orders.example"]
    told = Entry.objects.filter(subject=made.id, actor=operator.id).order_by("id").values_list("event", flat=True)
    assert list(told) == ["tool.created", "tool.changed"]
    assert signed_in.get("/admin/connectors/tool/").status_code == 200


def role(**words: Any) -> str:
    return json.dumps({"type": "object", "properties": {"order": {"type": "string"}, "amount": {"type": "string"} | words}})


def test_a_tool_that_was_made_in_a_window_of_its_own_goes_back_to_where_it_is_chosen(signed_in: Client, workspace: Workspace) -> None:
    answer = signed_in.post(ADD, {"workspace": workspace.pk, "adapter": "http_json", **FIRST, "_popup": "1"})
    assert answer.status_code == 200
    assert str(Tool.objects.get().pk) in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Refund money", "small letters"),
        ("label", "", "required"),
        ("summary", "Refund {sum}", "{sum} is no parameter"),
        ("price", "-1", "From 0 to 100000 a call"),
        ("price", "ten", "Enter a number"),
        ("kind", "harmless", "Select a valid choice"),
        ("intents", '"return_refund"', "A list of words"),
        ("intents", '["\\u0000"]', "A list of words"),
        ("parameters", "{", "This is not JSON: "),
        ("parameters", '{"type": "string"}', "Write an object"),
        ("parameters", '{"type": "object", "properties": {"order": {"type": "text"}}}', "order: needs a type"),
        ("parameters", '{"type": "object", "properties": {"order": {"type": "number", "minimum": NaN}}}', "NaN is no number"),
        ("parameters", '{"type": "object", "properties": {"order": {"type": "string", "title": "\\u0000"}}}', "The character NUL cannot be stored"),
        ("parameters", role(**{"x-role": "payee"}), "amount: x-role is one of amount, currency, recipient, target"),
        ("parameters", role(**{"x-role": "amount"}), "amount: an amount is a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_under_its_field_and_nothing_is_made(
    signed_in: Client, workspace: Workspace, field: str, value: str, said: str
) -> None:
    answer = added(signed_in, workspace, **{field: value})
    found = errors(answer)
    assert list(found) == [field]
    assert said in found[field][0]
    assert not Tool.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("set_hosts", "https://orders.example/", "Write a host or host:port a line"),
        ("set_hosts", "other.example", "The host is not among those that may be asked"),
        ("set_url", "http://orders.example/orders/{order}", "Without encryption"),
        ("set_url", "https://orders.example/orders/{ordre}", "{ordre} is no parameter"),
        ("set_url", "https://{order}.example/", "The host of the address is fixed"),
        ("timeout", "61", "less than or equal to 60"),
        ("timeout", "", "required"),
        ("set_largest", "50", "greater than or equal to 200"),
        ("set_auth_header", "X Y", "Is no name of a header"),
        ("set_response", '{"type": "array"}', "Response: write an object"),
        ("set_response", "[", "This is not JSON: "),
        ("set_reconcile_url", "https://elsewhere.example/{idempotency_key}", "The host is not among those that may be asked"),
        ("set_reconcile_state", "state", "Needs a value"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_said_under_its_field_and_nothing_is_changed(
    signed_in: Client, tool: Tool, field: str, value: str, said: str
) -> None:
    answer = signed_in.post(page(tool), given(signed_in, tool, **{**HOW, "label": "Renamed", field: value}))
    found = errors(answer)
    under = {"other.example": "set_url", "state": "set_reconcile_done"}.get(value, field)
    assert list(found) == [under]
    assert said in found[under][0]
    tool.refresh_from_db()
    assert (tool.label, tool.settings) == ("Refund", {})


def test_all_that_is_wrong_with_a_new_tool_is_said_at_once(signed_in: Client, workspace: Workspace) -> None:
    told = errors(added(signed_in, workspace, name="Refund now", label="", price="-1", summary="Refund {sum}", intents='"x"'))
    assert set(told) == {"name", "label", "price", "summary", "intents"}
    assert told["summary"] == ["{sum} is no parameter."]
    assert told["label"] == ["This field is required."]
    unreadable = errors(added(signed_in, workspace, name="Refund now", parameters="{"))
    assert set(unreadable) == {"name", "parameters"}, "arguments that cannot be read say nothing about what names them"
    assert not Tool.objects.exists()


def test_all_that_is_wrong_with_settings_is_said_at_once(signed_in: Client, tool: Tool) -> None:
    wrong = {**HOW, "set_url": "https://other.example/{nobody}", "set_largest": "0", "name": "refund now", "summary": "Refund {sum}"}
    told = errors(signed_in.post(page(tool), given(signed_in, tool, **wrong)))
    assert set(told) == {"name", "set_url", "set_largest", "summary"}
    tool.refresh_from_db()
    assert tool.settings == {}


def test_a_name_that_is_taken_is_said_under_its_field(signed_in: Client, tool: Tool, workspace: Workspace) -> None:
    answer = added(signed_in, workspace)
    assert list(errors(answer)) == ["name"]
    assert Tool.objects.count() == 1


def test_an_edit_keeps_what_was_not_touched_and_says_by_name_what_was(signed_in: Client, tool: Tool) -> None:
    assert signed_in.post(page(tool), given(signed_in, tool, **HOW)).status_code == 302
    tool.refresh_from_db()
    before = {name: getattr(tool, name) for name in tool_actions.FIELDS}
    priced = json.loads(json.dumps(PARAMETERS))
    priced["properties"]["amount"]["maximum"] = 100
    assert signed_in.post(page(tool), given(signed_in, tool, parameters=json.dumps(priced), safe_to_repeat="on")).status_code == 302
    tool.refresh_from_db()
    after = {name: getattr(tool, name) for name in tool_actions.FIELDS}
    assert after == before | {"parameters": priced, "safe_to_repeat": True}
    last = Entry.objects.filter(subject=tool.id, event="tool.changed").latest("id")
    assert json.loads(last.body)["data"]["settings"] == ["parameters", "safe_to_repeat"]


def test_what_the_policy_reads_of_an_argument_is_what_was_typed(signed_in: Client, tool: Tool) -> None:
    moved = json.loads(json.dumps(PARAMETERS))
    moved["properties"]["order"]["x-role"] = "recipient"
    assert signed_in.post(page(tool), given(signed_in, tool, parameters=json.dumps(moved))).status_code == 302
    tool.refresh_from_db()
    assert tool.parameters["properties"]["order"]["x-role"] == "recipient"
    assert signed_in.get(page(tool)).context["adminform"].form.initial["parameters"] == moved
    assert spec.declared(spec_of(tool), {"order": "40651", "amount": 12.5}, "EUR")["amount_minor"] == 1250


def test_a_secret_goes_in_and_never_comes_out(signed_in: Client, tool: Tool) -> None:
    assert signed_in.post(page(tool), given(signed_in, tool, secret_token="s3cret-word", **HOW)).status_code == 302
    assert tool_for(Tool.objects.get()).settings.token == "s3cret-word"
    assert "s3cret-word" not in signed_in.get(page(tool)).content.decode()
    refused = signed_in.post(page(tool), given(signed_in, tool, name="", secret_token="s3cret-word"))
    assert refused.status_code == 200
    assert "s3cret-word" not in refused.content.decode()
    assert "s3cret-word" not in signed_in.get(f"/admin/connectors/tool/{tool.pk}/history/", follow=True).content.decode()
    assert "s3cret-word" not in "".join(Entry.objects.filter(subject=tool.id).values_list("body", flat=True))
    tool.refresh_from_db()
    assert signed_in.post(page(tool), given(signed_in, tool)).status_code == 302
    assert tool_for(Tool.objects.get()).settings.token == "s3cret-word", "an empty field keeps it"
    assert signed_in.post(page(tool), given(signed_in, tool, forget_token="on")).status_code == 302
    assert not Credential.objects.exists()
    told = Entry.objects.filter(subject=tool.id, event__startswith="tool.secret").order_by("id").values_list("event", flat=True)
    assert list(told) == ["tool.secret_set", "tool.secret_removed"]


@pytest.mark.parametrize("secret", ["two\nlines", "m" * 4001])
def test_a_secret_that_cannot_be_one_is_said_under_its_field(signed_in: Client, tool: Tool, secret: str) -> None:
    answer = signed_in.post(page(tool), given(signed_in, tool, secret_token=secret))
    assert list(errors(answer)) == ["secret_token"]
    assert not Credential.objects.exists()


def test_switching_off_is_recorded_and_what_carries_it_out_never_changes(signed_in: Client, tool: Tool, operator: User) -> None:
    sent = given(signed_in, tool, adapter="another", workspace="another")
    del sent["is_enabled"]
    assert signed_in.post(page(tool), sent).status_code == 302
    tool.refresh_from_db()
    assert (tool.is_enabled, tool.adapter) == (False, "http_json")
    assert Entry.objects.filter(event="tool.switched_off", subject=tool.id, actor=operator.id).exists()


def test_neither_a_reviewer_nor_a_stranger_changes_a_tool(
    client: Client, tool: Tool, operator: User, reviewer: User, stranger: User
) -> None:
    client.force_login(operator)
    sent = given(client, tool)
    for user in (reviewer, stranger):
        client.force_login(user)
        client.post(page(tool), {**sent, "label": "Mine", "secret_token": "s3cret-word"})
        client.post(ADD, {**FIRST, "name": "mine", "workspace": tool.workspace_id, "adapter": "http_json"})
    tool.refresh_from_db()
    assert (tool.label, Tool.objects.count(), Credential.objects.count()) == ("Refund", 1, 0)


def test_a_tool_cannot_be_made_in_a_workspace_of_others(signed_in: Client, db: None) -> None:
    other = Workspace.objects.create(slug="else", name="Else")
    answer = added(signed_in, other)
    assert list(errors(answer)) == ["workspace"]
