"""Tools as rows: what may be saved, and how the HTTP one is carried out."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Membership, Role, User, Workspace
from audit.models import Entry
from connectors import tool_actions
from connectors.base import Sent
from connectors.errors import ConnectorError
from connectors.models import Credential, Tool
from connectors.send import tool_for
from connectors.tools import schema, spec
from connectors.tools.offering import spec_of
from kit.errors import InvalidInput, NotAllowed
from policies.facts import ActionFacts
from tests.fakes.json_service import JsonService

pytestmark = pytest.mark.django_db
PARAMETERS = {
    "type": "object", "required": ["order", "amount"],
    "properties": {
        "order": {"type": "string", "pattern": "^[0-9]{5}$", "x-role": "target"},
        "amount": {"type": "number", "exclusiveMinimum": 0, "maximum": 500, "multipleOf": 0.01, "x-role": "amount", "x-currency": "EUR"},
        "note": {"type": "string", "maxLength": 200},
    },
}  # fmt: skip
SETTINGS = {
    "method": "POST", "url": "http://orders.internal/orders/{order}/refunds", "hosts": ["orders.internal"], "external_id": "refund",
    "response": {"type": "object", "required": ["refund"], "properties": {"refund": {"type": "string"}}},
}  # fmt: skip
VALUES = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible", "parameters": PARAMETERS,
    "settings": SETTINGS, "summary": "Refund {amount} EUR for order {order}",
}  # fmt: skip
ARGUMENTS = {"order": "40651", "amount": 39.9}


@pytest.fixture
def workspace() -> Workspace:
    return Workspace.objects.create(slug="moss", name="Moss")


@pytest.fixture
def service(settings: Any) -> Iterator[JsonService]:
    with JsonService(answer={"refund": "R-1"}) as running:
        settings.TOOLS_PRIVATE_HOSTS = [f"orders.internal=127.0.0.1:{running.port}"]
        yield running


def made(workspace: Workspace, **values: Any) -> Tool:
    return tool_actions.create_tool(workspace.id, "http_json", {**VALUES, **values}, acting_user=None)


def call(tool: Tool, arguments: dict[str, Any] = ARGUMENTS) -> Sent:
    return tool_for(tool).call("key-1", arguments, before_point_of_no_return=lambda: None)


def refused(tool: Tool, arguments: dict[str, Any] = ARGUMENTS) -> ConnectorError:
    with pytest.raises(ConnectorError) as problem:
        call(tool, arguments)
    return problem.value


def test_a_call_fills_the_address_sends_the_rest_and_names_its_key(workspace: Workspace, service: JsonService) -> None:
    tool = made(workspace)
    tool_actions.set_credential(tool, "token", "s3cret", acting_user=None)
    sent = call(tool)
    asked = service.asked[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/orders/40651/refunds", {"amount": 39.9})
    assert (asked.headers["Idempotency-Key"], asked.headers["Authorization"]) == ("key-1", "Bearer s3cret")
    assert (sent.external_id, sent.answer, sent.fault) == ("R-1", {"refund": "R-1"}, "")


def test_a_look_up_puts_the_rest_into_the_query(workspace: Workspace, service: JsonService) -> None:
    call(made(workspace, kind="read", settings={**SETTINGS, "method": "GET", "url": "http://orders.internal/orders/{order}"}))
    assert service.asked[0].path == "/orders/40651?amount=39.9"


@pytest.mark.parametrize("order", ["..", ".", ""])
def test_an_argument_cannot_climb_out_of_its_place(workspace: Workspace, service: JsonService, order: str) -> None:
    loose = {"type": "object", "properties": {"order": {"type": "string"}}}
    problem = refused(made(workspace, parameters=loose, summary=""), {"order": order})
    assert (problem.code, problem.permanent) == ("arguments", True)
    assert not service.asked


def test_an_argument_with_slashes_stays_one_segment(workspace: Workspace, service: JsonService) -> None:
    loose = {"type": "object", "properties": {"order": {"type": "string"}}}
    call(made(workspace, parameters=loose, summary=""), {"order": "../admin?x=1#y"})
    assert service.asked[0].path == "/orders/..%2Fadmin%3Fx%3D1%23y/refunds"


@pytest.mark.parametrize(
    ("status", "permanent", "unknown"),
    [(422, True, False), (404, True, False), (429, False, False), (503, False, False), (500, False, True), (302, True, True)],
)
def test_what_a_status_means_for_a_call_that_writes(
    workspace: Workspace, service: JsonService, status: int, permanent: bool, unknown: bool
) -> None:
    service.status, service.answer = status, {"error": "no"}
    problem = refused(made(workspace))
    assert (problem.permanent, problem.unknown, problem.answer) == (permanent, unknown, {"error": "no"})
    assert "no" not in problem.message.split()[:3]


def test_a_broken_answer_is_unknown_for_a_write_and_a_failure_for_a_read(workspace: Workspace, service: JsonService) -> None:
    service.breaks_off = True
    assert refused(made(workspace)).unknown
    assert not refused(made(workspace, name="look", kind="read")).unknown


def test_an_answer_of_another_shape_is_told_and_the_call_still_happened(workspace: Workspace, service: JsonService) -> None:
    service.answer = {"refund": 17}
    assert call(made(workspace)).fault.startswith("The answer is not as declared: answer.refund")


@pytest.mark.parametrize("told", [float("nan"), float("inf"), "half \ud800", "nul \0", json.loads("[" * 60 + "]" * 60)])
def test_an_answer_that_no_database_keeps_is_told_and_not_kept(workspace: Workspace, service: JsonService, told: Any) -> None:
    service.answer = {"refund": "R-1", "more": [told]}
    sent = call(made(workspace))
    assert sent.answer is None
    assert sent.fault.startswith("The answer cannot be kept: answer:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"order": "40651"}, "amount: is missing"),
        ({"order": "4065", "amount": 1.0}, "order: must look like"),
        ({"order": "40651", "amount": 501}, "amount: must be at most 500"),
        ({"order": "40651", "amount": 1.005}, "amount: must be a multiple"),
        ({"order": "40651", "amount": "39.90"}, "amount: must be a number"),
        ({"order": "40651", "amount": True}, "amount: must be a number"),
        ({"order": "40651", "amount": float("nan")}, "amount: must be a number"),
        ({"order": "40651", "amount": 1, "iban": "DE1"}, "knows only order, amount, note"),
    ],
)
def test_arguments_that_do_not_fit_are_told_without_their_value(arguments: dict[str, Any], said: str) -> None:
    assert said in schema.fault(PARAMETERS, arguments, closed=True)


def test_arguments_that_fit_are_fine() -> None:
    assert schema.fault(PARAMETERS, {**ARGUMENTS, "note": "moss"}, closed=True) == ""


def one(**words: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": words}}


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        ({"type": "number", "multipleOf": 0.01}, 19.99, ""),
        ({"type": "number", "multipleOf": 0.01}, 4.02, ""),
        ({"type": "number"}, float("inf"), "a: must be a number"),
        ({"type": "integer"}, 3.0, ""),
        ({"type": "integer"}, 3.5, "a: must be a whole number"),
        ({"type": "integer", "enum": [1, 2]}, True, "a: must be a whole number"),
        ({"type": "boolean", "enum": [True]}, 1, "a: must be true or false"),
        ({"type": "string"}, "moss\x00", "a: must not hold NUL"),
        ({"type": "string"}, "m" * 4001, "a: must have 0 to 4000 characters"),
        ({"type": "string", "minLength": 2, "maxLength": 3}, "m", "a: must have 2 to 3 characters"),
        ({"type": "string", "format": "date"}, "2026-W12-3", "a: must be a date"),
        ({"type": "string", "format": "date"}, "2026-02-30", "a: must be a date"),
        ({"type": "string", "format": "date-time"}, "2026-02-28T10:00:00", "a: must be a date-time"),
        ({"type": "string", "format": "email"}, "no address", "a: must be a email"),
        ({"type": "string", "pattern": "^(a+)+$"}, "a" * 3999 + "!", "a: must look like ^(a+)+$"),
        ({"type": "array", "items": {"type": "string"}}, ["x", 7], "a[1]: must be a text"),
        ({"type": "array", "items": {"type": "null"}}, [None] * 1001, "a: must have 0 to 1000 entries"),
        ({"type": "object", "properties": {"b": {"type": "null"}}}, {"b": None, "c": 1}, "a: knows only b"),
        ({"type": "object", "properties": {"b": {"type": "null"}}, "required": ["b"]}, {}, "a.b: is missing"),
    ],
)  # fmt: skip
def test_each_type_is_held_to_and_the_fault_is_told_where_it_is(words: dict[str, Any], value: Any, said: str) -> None:
    assert schema.fault(one(**words), {"a": value}, closed=True) == said


def test_a_value_that_is_nested_very_deep_is_refused_like_another() -> None:
    value: Any = 0
    for _ in range(50_000):
        value = [value]
    assert schema.fault(one(type="string"), {"a": value}, closed=True) == "arguments: is nested too deep"


def test_a_reference_in_a_schema_that_came_past_the_check_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *unused, **named: pytest.fail("a reference opened a socket"))
    for where in ("http://127.0.0.1/types", "file:///etc/hostname", "#/properties/a"):
        assert schema.fault(one(**{"type": "string", "$ref": where}), {"a": "moss"}, closed=True) == ""


def test_a_backslash_before_what_looks_like_nul_is_only_text() -> None:
    schema.check(one(type="string", title=r"\u0000 is written like this"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"type": "string", "minLength": -1}, "parameters.a: minLength is at least 0"),
        ({"type": "string", "maxLength": "9"}, "parameters.a: maxLength is a whole number"),
        ({"type": "string", "pattern": 9}, "parameters.a: pattern is a text"),
        ({"type": "number", "multipleOf": 0}, "parameters.a: multipleOf is more than 0"),
        ({"type": "number", "minimum": True}, "parameters.a: minimum is a number"),
        ({"type": "number", "maximum": float("nan")}, "only numbers and characters that JSON knows"),
        ({"type": "array", "items": {"type": "string", "minLength": 0.5}}, r"parameters.a\[\]: minLength is a whole number"),
        ({"type": "string", "title": "\x00"}, "NUL cannot be stored"),
        ({"type": "string", "title": "\ud800"}, "characters that JSON knows"),
        ({"type": "string", "enum": []}, "enum is a list of values"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "additionalProperties is true or false"),
        ({"type": "object", "properties": {"b": {"type": "null"}}, "required": ["b", "b"]}, "parameters.a: required names nothing twice"),
    ],
)  # fmt: skip
def test_words_of_the_standard_are_held_to_the_standard(words: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        schema.check(one(**words))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"type": "string"}, "write an object"),
        ({"type": "object", "properties": {"a": {"type": "text"}}}, "parameters.a: needs a type"),
        ({"type": "object", "properties": {"a": {"type": "string", "$ref": "http://x"}}}, r"parameters.a: \$ref is not understood"),
        ({"type": "object", "properties": {"a": {"type": "string", "pattern": "(?=x)"}}}, "linear time"),
        ({"type": "object", "properties": {"a": {"type": "string", "x-role": "amount"}}}, "an amount is a number"),
        ({"type": "object", "properties": {}, "required": ["a"]}, "required names a property"),
        (
            {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "number", "x-role": "amount"}}}}},
            "parameters.a.b: x-role is read of the outermost",
        ),
    ],
)
def test_a_schema_that_could_not_be_held_to_is_refused(workspace: Workspace, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        made(workspace, parameters=parameters, summary="")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"url": "http://plain.example/", "hosts": ["plain.example"]}, "Without encryption"),
        ({"url": "https://other.example/", "hosts": ["orders.internal"]}, "not among those"),
        ({"url": "https://{order}.example/", "hosts": ["x.example"]}, "the host of the address is fixed"),
        ({"url": "ftp://orders.internal/", "hosts": ["orders.internal"]}, "http and https"),
        ({"token": "plain"}, "a secret is set by itself"),
        ({"metod": "GET"}, "metod"),
        ({"auth_header": "X\r\nEvil"}, "no name of a header"),
    ],
)
def test_settings_that_lead_elsewhere_are_refused(workspace: Workspace, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        made(workspace, settings=settings)


def test_a_tool_says_what_a_call_moves(workspace: Workspace, service: JsonService) -> None:
    told = spec_of(made(workspace))
    assert spec.declared(told, ARGUMENTS, "EUR") == {
        "writes": True, "irreversible": True, "hosts": ["orders.internal"], "amount": 39.9, "currency": "EUR", "amount_minor": 3990,
    }  # fmt: skip
    assert spec.declared(told, ARGUMENTS, "SEK")["amount"] is None
    assert spec.sentence(told, ARGUMENTS) == "Refund 39.90 EUR for order 40651"
    assert "token" not in str(told)


def test_amounts_of_several_currencies_have_no_sum_and_no_rule_leans_on_one() -> None:
    amount = {"type": "number", "x-role": "amount"}
    parameters = {
        "properties": {"price": {**amount, "x-currency": "EUR"}, "fee": {**amount, "x-currency": "USD"}, "in": {"x-role": "currency"}}
    }
    tool = {"kind": "write", "hosts": [], "parameters": parameters}
    mixed = spec.declared(tool, {"price": 400, "fee": 400}, "EUR")
    assert (mixed["amount"], mixed["currency"], mixed["amount_minor"]) == (None, "XXX", None)
    facts = ActionFacts.build(action={"kind": "tool", "tool": "charge", **mixed})
    assert "action.amount" in facts.guarded, "a rule that asks for the amount gives review"
    assert spec.declared(tool, {"price": 400}, "EUR")["amount"] == 400
    assert spec.declared(tool, {"price": 400, "fee": 400, "in": "eur"}, "EUR")["amount"] == 800


def test_an_amount_is_what_moves_in_whichever_direction_and_however_much() -> None:
    amount = {"type": "number", "x-role": "amount"}
    told = {"kind": "write", "hosts": [], "parameters": {"type": "object", "properties": {"price": amount, "fee": amount}}}
    assert spec.declared(told, {"price": -5000}, "EUR")["amount"] == 5000
    assert spec.declared(told, {"price": 5000, "fee": -4990}, "EUR")["amount_minor"] == 999000
    for huge in (1e17, 1e300):
        facts = ActionFacts.build(action=spec.declared(told, {"price": huge}, "EUR"))
        assert (facts["action.amount"], facts.absent.count("action.amount_minor")) == (huge, 1)
    beyond = ActionFacts.build(action=spec.declared(told, {"price": 1e308, "fee": 1e308}, "EUR"))
    assert "action.amount" in beyond.guarded
    assert spec.fault(told, {"price": 10**400}) == "price: must be a number"


def test_a_secret_is_stored_sealed_and_no_entry_or_row_repeats_it(workspace: Workspace, service: JsonService) -> None:
    tool = made(workspace)
    tool_actions.set_credential(tool, "token", "s3cret-value", acting_user=None)
    assert b"s3cret-value" not in bytes(Credential.objects.get(tool=tool).ciphertext)
    assert "s3cret-value" not in "".join(Entry.objects.filter(subject=tool.id).values_list("body", flat=True))


def test_every_change_is_on_the_ledger_by_the_names_of_what_changed(workspace: Workspace, service: JsonService) -> None:
    tool = made(workspace)
    tool_actions.change_tool(tool, {"price": "0.05", "label": "Refund"}, acting_user=None)
    tool_actions.set_enabled(tool, False, acting_user=None)
    tool_actions.set_enabled(tool, False, acting_user=None)
    events = list(Entry.objects.filter(subject=tool.id).order_by("id").values_list("event", flat=True))
    assert events == ["tool.created", "tool.changed", "tool.switched_off"]


def test_no_write_to_a_tool_past_its_verbs_can_commit(transactional_db: None) -> None:
    tool = made(Workspace.objects.create(slug="moss", name="Moss"))
    mine = Tool.objects.filter(id=tool.id)
    changes: list[dict[str, Any]] = [{"kind": "read"}, {"is_enabled": False}, {"price": 0}, {"settings": {}}]
    for change in changes:
        with pytest.raises(IntegrityError):
            mine.update(**change)
    with pytest.raises(IntegrityError):
        Tool.objects.bulk_create([Tool(workspace=tool.workspace, name="pay", label="Pay", adapter="http_json")])
    with pytest.raises(IntegrityError):
        mine.delete()
    assert (Tool.objects.get().kind, Tool.objects.get().is_enabled) == ("irreversible", True)


def test_only_who_may_edit_channels_may_edit_tools(workspace: Workspace, service: JsonService) -> None:
    reviewer = User.objects.create_user("rae@moss.example", None, name="Rae")
    Membership.objects.create(workspace=workspace, user=reviewer, role=Role.REVIEWER)
    with pytest.raises(NotAllowed):
        tool_actions.create_tool(workspace.id, "http_json", VALUES, acting_user=reviewer)
    assert not Tool.objects.exists()


def test_two_tools_of_one_name_are_refused(workspace: Workspace, service: JsonService) -> None:
    made(workspace)
    with pytest.raises(InvalidInput, match="a tool of that name"):
        made(workspace)
