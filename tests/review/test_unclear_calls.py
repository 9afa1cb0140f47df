"""A tool call that may have been done: its service is asked first, and only what it cannot tell is for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from audit import content
from audit.models import Entry
from connectors import registry, tool_actions
from connectors.base import Hook, Retry, Said, Sent, ToolAdapter
from connectors.errors import ConnectorError
from connectors.models import Delivery, Tool
from review import actions, release, stop
from review.models import Action, Item
from review.superseding import supersede_older
from review.types import ProposedAction
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import Desk, approved, delivery_of, rule, verified
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAY = ProposedAction("tool", "pay", arguments={"order": "A-1"})
PAYS = {
    "name": "pay", "label": "Pay back", "description": "Pays money back.", "kind": "irreversible", "price": "0.02",
    "parameters": {"type": "object", "required": ["order"], "properties": {"order": {"type": "string", "x-role": "target"}}},
}  # fmt: skip
NO_ANSWER = ConnectorError("No answer.", code="broken_off", unknown=True)


class Pay(ToolAdapter):
    """``says`` is what the service answers when it is asked what became of a call; None: it cannot be asked."""

    kind: ClassVar[str] = "pays"
    label: ClassVar[str] = "Pay"
    retry: ClassVar[Retry] = Retry(attempts=4)
    calls: ClassVar[list[str]] = []
    asked: ClassVar[list[str]] = []
    problem: ClassVar[ConnectorError | None] = NO_ANSWER
    says: ClassVar[Said | ConnectorError | None] = None

    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        before_point_of_no_return()
        self.calls.append(key)
        if self.problem:
            raise self.problem
        return Sent("P-1", answer={"paid": "P-1"})

    @property
    def can_reconcile(self) -> bool:
        return self.says is not None

    def reconcile(self, key: str, arguments: Mapping[str, Any]) -> Said:
        self.asked.append(key)
        if isinstance(self.says, ConnectorError):
            raise self.says
        assert self.says is not None
        return self.says


DONE = Said("done", Sent("P-1", answer={"paid": "P-1"}))
ABSENT, UNCLEAR = Said("absent"), Said("unclear")
REFUSED = Said("refused", Sent("", answer={"why": "closed"}))


@pytest.fixture
def pay(monkeypatch: pytest.MonkeyPatch, busy_desk: Desk) -> type[Pay]:
    monkeypatch.setitem(registry._tools, "pays", Pay)
    tool_actions.create_tool(busy_desk.workspace.id, "pays", PAYS, acting_user=None)
    for name, value in {"calls": [], "asked": [], "problem": NO_ANSWER, "says": ABSENT}.items():
        monkeypatch.setattr(Pay, name, value)
    return Pay


def repeatable() -> None:
    tool_actions.change_tool(Tool.objects.get(name="pay"), {"safe_to_repeat": True}, acting_user=None)


def unclear(desk: Desk) -> tuple[Action, Action]:
    """A call and its reply, approved, tried once without an answer."""
    tool, reply = approved(desk, desk.reply("We paid you back."), PAY).actions.order_by("position")
    assert send(tool) == "pending"
    return tool, reply


def send(action: Action) -> str:
    Delivery.objects.filter(action=action.id, status="pending").update(next_attempt_at=timezone.now())
    return release.send(delivery_of(action).id)


def events(action: Action) -> list[str]:
    rows = Entry.objects.filter(subject=delivery_of(action).id).order_by("stream_no")
    return [one.removeprefix("review.delivery_") for one in rows.values_list("event", flat=True)]


@pytest.mark.parametrize("safe", [True, False])
def test_what_the_service_says_was_done_is_done_and_nobody_is_asked(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch, safe: bool
) -> None:
    tool_actions.change_tool(Tool.objects.get(), {"safe_to_repeat": safe}, acting_user=None)
    tool, reply = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", DONE)
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert (len(pay.calls), len(pay.asked), len(server.mails)) == (1, 1, 1)
    tool.refresh_from_db()
    assert (tool.status, content.get_json(tool.workspace_id, tool.result)) == ("done", {"answer": {"paid": "P-1"}})
    assert events(tool) == ["started", "retried", "asked_after", "sent"]
    entry = Entry.objects.get(event="review.delivery_sent", subject=delivery_of(tool).id)
    assert json.loads(entry.body)["data"]["cost"] == "0.020000"
    assert not Item.objects.filter(kind="delivery_unknown").exists()
    assert verified()


def test_what_was_done_is_recorded_also_when_the_customer_has_written_since(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    repeatable()
    tool, reply = unclear(busy_desk)
    busy_desk.letter("And where is it?", to=tool.conversation)
    supersede_older(tool.conversation_id)
    monkeypatch.setattr(Pay, "says", DONE)
    assert (send(tool), send(reply)) == ("sent", "cancelled")
    assert len(pay.calls) == 1
    assert not server.mails
    assert not Item.objects.filter(kind="delivery_unknown").exists()


def test_what_was_done_is_recorded_also_when_the_policy_is_stricter_by_now(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, _ = unclear(busy_desk)
    busy_desk.policy_says(rule("nothing may leave", effect="deny"))
    monkeypatch.setattr(Pay, "says", DONE)
    assert send(tool) == "sent"
    assert len(pay.calls) == 1


@pytest.mark.parametrize("says", [ABSENT, UNCLEAR, ConnectorError("Unreachable.")])
def test_what_the_service_cannot_tell_is_repeated_where_one_key_is_one_result(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch, says: Said | ConnectorError
) -> None:
    repeatable()
    tool, reply = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", says)
    monkeypatch.setattr(Pay, "problem", None)
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert (len(pay.calls), len(set(pay.calls)), pay.asked) == (2, 1, pay.calls[:1])
    assert events(tool) == ["started", "retried", "asked_after", "retried", "started", "sent"]


@pytest.mark.parametrize("says", [ABSENT, UNCLEAR, ConnectorError("Unreachable.")])
def test_what_the_service_cannot_tell_is_else_asked_for_a_while_and_never_repeated(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch, says: Said | ConnectorError
) -> None:
    tool, reply = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", says)
    assert [send(tool), send(tool), send(tool), send(reply)] == ["pending", "pending", "unknown", "cancelled"]
    assert (len(pay.calls), len(pay.asked)) == (1, 3)
    assert Item.objects.get(kind="delivery_unknown").about == tool


def test_a_person_s_word_that_it_was_not_done_stands_above_what_nobody_can_tell(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, _ = unclear(busy_desk)
    for _ in range(3):
        send(tool)
    mine = actions.claim(Item.objects.get(kind="delivery_unknown"), acting_user=busy_desk.reviewer)
    actions.send_again(mine, acting_user=busy_desk.reviewer)
    monkeypatch.setattr(Pay, "problem", None)
    assert send(tool) == "sent"
    assert (len(pay.calls), len(pay.asked)) == (2, 3)


def test_what_the_service_says_was_refused_has_failed_and_is_not_repeated(
    busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    repeatable()
    tool, reply = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", REFUSED)
    assert (send(tool), send(reply)) == ("failed", "cancelled")
    tool.refresh_from_db()
    assert content.get_json(tool.workspace_id, tool.result) == {"answer": {"why": "closed"}}
    assert len(pay.calls) == 1
    assert Item.objects.filter(kind="hand_off", reason="delivery_failed").count() == 1


def test_nothing_is_asked_while_a_stop_is_in_force(busy_desk: Desk, pay: type[Pay], monkeypatch: pytest.MonkeyPatch) -> None:
    tool, _ = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", DONE)
    stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)
    assert send(tool) == "pending"
    assert not pay.asked
    stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner)
    assert send(tool) == "sent"


def test_a_tool_that_no_longer_says_it_may_be_repeated_is_not(busy_desk: Desk, pay: type[Pay], monkeypatch: pytest.MonkeyPatch) -> None:
    repeatable()
    monkeypatch.setattr(Pay, "says", None)
    tool, _ = unclear(busy_desk)
    tool_actions.change_tool(Tool.objects.get(), {"safe_to_repeat": False}, acting_user=None)
    monkeypatch.setattr(Pay, "problem", None)
    assert send(tool) == "unknown"
    assert len(pay.calls) == 1


def test_an_adapter_that_breaks_while_it_asks_has_not_settled_anything(
    busy_desk: Desk, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, _ = unclear(busy_desk)

    def broken(*unused: Any) -> Said:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Pay, "reconcile", broken)
    assert send(tool) == "pending"
    assert len(pay.calls) == 1


def test_two_who_ask_at_once_settle_it_once(busy_desk: Desk, server: SmtpServer, pay: type[Pay], monkeypatch: pytest.MonkeyPatch) -> None:
    tool, _ = unclear(busy_desk)
    monkeypatch.setattr(Pay, "says", DONE)
    delivery = delivery_of(tool)
    Delivery.objects.filter(id=delivery.id).update(next_attempt_at=timezone.now())
    at_once([lambda: release.send(delivery.id)] * 2)
    assert delivery_of(tool).status == "sent"
    assert (len(pay.calls), len(pay.asked)) == (1, 1)
    assert events(tool).count("sent") == 1


def test_an_answer_that_comes_after_all_while_the_service_is_asked_is_kept_once(
    busy_desk: Desk, pay: type[Pay], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim of the attempt that asks ends, another settles it meanwhile."""
    tool, _ = unclear(busy_desk)

    def slow(self: Pay, key: str, arguments: Mapping[str, Any]) -> Said:
        monkeypatch.setattr(Pay, "reconcile", lambda *unused: DONE)
        Delivery.objects.filter(action=tool.id).update(claimed_until=timezone.now() - timedelta(seconds=1))
        release.sweep()
        assert release.send(delivery_of(tool).id) == "sent"
        return ABSENT

    monkeypatch.setattr(Pay, "reconcile", slow)
    assert send(tool) == "sent"
    assert events(tool).count("sent") == 1
