"""What an HTTP service says of a call that was tried: only what is said in so many words counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Workspace
from connectors import tool_actions
from connectors.base import Said
from connectors.errors import ConnectorError
from connectors.models import Tool
from connectors.send import tool_for
from connectors.tools.offering import spec_of
from kit.errors import InvalidInput
from tests.fakes.json_service import JsonService

pytestmark = pytest.mark.django_db
SETTINGS: dict[str, Any] = {
    "method": "POST", "url": "http://pay.internal/orders/{order}/refunds", "hosts": ["pay.internal"], "external_id": "refund",
    "reconcile_url": "http://pay.internal/orders/{order}/calls/{idempotency_key}", "reconcile_state": "state",
    "reconcile_done": ["settled", "true"], "reconcile_refused": ["void"], "reconcile_answer": "answer",
    "response": {"type": "object", "required": ["refund"], "properties": {"refund": {"type": "string"}}},
}  # fmt: skip
VALUES = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible",
    "parameters": {"type": "object", "required": ["order"], "properties": {"order": {"type": "string"}}},
}  # fmt: skip


@pytest.fixture
def service(settings: Any) -> Iterator[JsonService]:
    with JsonService() as running:
        settings.TOOLS_PRIVATE_HOSTS = [f"pay.internal=127.0.0.1:{running.port}"]
        yield running


def made(workspace: Workspace, **changed: Any) -> Tool:
    return tool_actions.create_tool(workspace.id, "http_json", {**VALUES, "settings": {**SETTINGS, **changed}}, acting_user=None)


def said(tool: Tool) -> Said:
    return tool_for(tool).reconcile("key-1", {"order": "40651", "note": "never told"})


def test_it_is_asked_by_the_key_with_the_secret_and_without_the_other_arguments(workspace: Workspace, service: JsonService) -> None:
    service.answer = {"state": "settled", "answer": {"refund": "R-7"}}
    tool = made(workspace)
    tool_actions.set_credential(tool, "token", "s3cret", acting_user=None)
    told = said(tool)
    asked = service.asked[0]
    assert (asked.method, asked.path, asked.body) == ("GET", "/orders/40651/calls/key-1", None)
    assert (asked.headers["Authorization"], asked.headers["Idempotency-Key"]) == ("Bearer s3cret", "key-1")
    assert (told.word, told.sent.external_id, told.sent.answer, told.sent.fault) == ("done", "R-7", {"refund": "R-7"}, "")


@pytest.mark.parametrize(
    ("status", "answer", "word"),
    [
        (200, {"state": "settled", "answer": {"refund": "R-7"}}, "done"),
        (200, {"state": True, "answer": {"refund": "R-7"}}, "done"),
        (200, {"state": "void"}, "refused"),
        (200, {"state": "running"}, "unclear"),
        (200, {"answer": {"refund": "R-7"}}, "unclear"),
        (200, ["settled"], "unclear"),
        (200, "settled", "unclear"),
        (202, {"state": "settled"}, "unclear"),
        (302, {"state": "settled"}, "unclear"),
        (401, {"state": "settled"}, "unclear"),
        (500, {"state": "settled"}, "unclear"),
        (404, {"state": "settled"}, "absent"),
        (410, {}, "absent"),
    ],
)  # fmt: skip
def test_each_answer_means_one_thing(workspace: Workspace, service: JsonService, status: int, answer: Any, word: str) -> None:
    service.status, service.answer = status, answer
    assert said(made(workspace)).word == word


@pytest.mark.parametrize("raw", [b"", b"settled", b"[" * 5000, b'"' + b"m" * 70_000 + b'"'])
def test_what_is_no_json_or_too_long_is_unclear(workspace: Workspace, service: JsonService, raw: bytes) -> None:
    service.raw = raw
    assert said(made(workspace, reconcile_state="", reconcile_answer="")).word == "unclear"


def test_where_no_state_is_named_an_answer_means_done(workspace: Workspace, service: JsonService) -> None:
    service.answer = {"refund": "R-7"}
    told = said(made(workspace, reconcile_state="", reconcile_answer=""))
    assert (told.word, told.sent.external_id) == ("done", "R-7")


def test_an_answer_of_another_shape_was_done_all_the_same_and_is_told(workspace: Workspace, service: JsonService) -> None:
    service.answer = {"state": "settled", "answer": {"refund": 7}}
    told = said(made(workspace))
    assert (told.word, told.sent.fault) == ("done", "The answer is not as declared: answer.refund: must be a text.")


def test_no_answer_says_nothing_of_the_call(workspace: Workspace, service: JsonService) -> None:
    service.breaks_off = True
    with pytest.raises(ConnectorError) as problem:
        said(made(workspace))
    assert not problem.value.unknown


def test_without_an_address_nobody_can_be_asked(workspace: Workspace, service: JsonService) -> None:
    assert not tool_for(made(workspace, reconcile_url="")).can_reconcile
    assert tool_for(Tool(**{**VALUES, "adapter": "http_json", "settings": SETTINGS, "workspace": workspace})).can_reconcile


def test_the_policy_reads_every_host_that_a_tool_reaches(workspace: Workspace, service: JsonService, settings: Any) -> None:
    settings.TOOLS_PRIVATE_HOSTS = [*settings.TOOLS_PRIVATE_HOSTS, "status.internal=127.0.0.1:9"]
    tool = made(workspace, hosts=["pay.internal", "status.internal"], reconcile_url="http://status.internal/calls/{idempotency_key}")
    assert spec_of(tool)["hosts"] == ["pay.internal", "status.internal"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reconcile_url": "http://elsewhere.internal/calls/1"}, "reconcile_url: The host is not among"),
        ({"reconcile_url": "http://pay.internal/calls/{key}"}, r"reconcile_url: \{key\} is no parameter"),
        ({"url": "http://pay.internal/orders/{ordre}"}, r"url: \{ordre\} is no parameter"),
        ({"url": "http://pay.internal/{idempotency_key}"}, r"url: \{idempotency_key\} is no parameter"),
        ({"reconcile_done": []}, "reconcile_done: needs a value"),
        ({"hosts": ["https://pay.internal"]}, "hosts: write a host or host:port"),
        ({"hosts": ["*.internal"]}, "hosts: write a host or host:port"),
        ({"hosts": ["pay.internal/orders"]}, "hosts: write a host or host:port"),
        ({"hosts": []}, "url: The host is not among"),
    ],
)  # fmt: skip
def test_settings_that_could_not_be_asked_are_told_by_their_name(
    workspace: Workspace, service: JsonService, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        made(workspace, **changed)
