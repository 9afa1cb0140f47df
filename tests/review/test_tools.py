"""Tools first: the reply of a turn leaves only once each of its tools has succeeded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from connectors import registry
from connectors.base import Hook, Sent, Tool
from connectors.errors import ConnectorError
from connectors.models import Delivery
from review import actions, release
from review.models import Action, Item
from review.types import ProposedAction
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import ALLOW, Desk, approved, delivery_of, fresh, rule

pytestmark = pytest.mark.django_db(transaction=True)
REFUND = ProposedAction("tool", "refund", arguments={"order": "A-1", "cents": 1200})


class Refund(Tool):
    name: ClassVar[str] = "refund"
    label: ClassVar[str] = "Refund"
    calls: ClassVar[list[tuple[str, Mapping[str, Any]]]] = []
    problem: ClassVar[ConnectorError | None] = None

    def call(self, delivery: Delivery, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        before_point_of_no_return()
        self.calls.append((delivery.key, arguments))
        if self.problem:
            raise self.problem
        return Sent(external_id="refund-1")


@pytest.fixture
def refund(monkeypatch: pytest.MonkeyPatch) -> type[Refund]:
    monkeypatch.setitem(registry._tools, "refund", Refund)
    monkeypatch.setattr(Refund, "calls", [])
    monkeypatch.setattr(Refund, "problem", None)
    return Refund


def both(item: Item) -> tuple[Action, Action]:
    tool, reply = item.actions.order_by("position")
    return tool, reply


def send(action: Action) -> str:
    return release.send(delivery_of(action).id)


def test_the_reply_waits_for_its_tool(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    tool, reply = both(approved(busy_desk, busy_desk.reply("We paid you back."), REFUND))
    assert [delivery_of(one).status for one in (tool, reply)] == ["pending", "held"]
    assert send(reply) == "held"
    assert not server.mails
    assert send(tool) == "sent"
    assert refund.calls == [(delivery_of(tool).key, {"order": "A-1", "cents": 1200})]
    assert send(reply) == "sent"
    assert len(server.mails) == 1


def test_what_the_policy_allows_keeps_the_same_order(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    busy_desk.policy_says(ALLOW)
    reply, tool = busy_desk.submit(busy_desk.reply(), REFUND).actions
    assert [delivery_of(one).status for one in (tool, reply)] == ["pending", "held"]
    assert [send(tool), send(tool), send(reply)] == ["sent", "sent", "sent"]
    assert len(refund.calls) == len(server.mails) == 1


@pytest.mark.parametrize(
    ("problem", "ended", "kind"),
    [
        (ConnectorError("The order is closed.", permanent=True), "failed", "hand_off"),
        (ConnectorError("No answer.", unknown=True), "unknown", "delivery_unknown"),
    ],
)
def test_a_reply_never_claims_what_its_tool_did_not_do(
    busy_desk: Desk,
    server: SmtpServer,
    refund: type[Refund],
    monkeypatch: pytest.MonkeyPatch,
    problem: ConnectorError,
    ended: str,
    kind: str,
) -> None:
    monkeypatch.setattr(Refund, "problem", problem)
    tool, reply = both(approved(busy_desk, busy_desk.reply("We paid you back."), REFUND))
    assert send(tool) == ended
    assert send(reply) == "cancelled"
    assert not server.mails
    assert Item.objects.get(kind=kind).about == tool


def test_a_tool_that_a_person_says_was_done_needs_no_second_call(
    busy_desk: Desk, server: SmtpServer, refund: type[Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Refund, "problem", ConnectorError("No answer.", unknown=True))
    tool, _ = both(approved(busy_desk, busy_desk.reply("We paid you back."), REFUND))
    send(tool)
    asked = actions.claim(Item.objects.get(kind="delivery_unknown"), acting_user=busy_desk.reviewer)
    actions.it_left(asked, acting_user=busy_desk.reviewer)
    assert send(tool) == "sent"
    assert len(refund.calls) == 1


def test_a_tool_ruled_stricter_takes_the_whole_turn_back(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    item = approved(busy_desk, busy_desk.reply(), REFUND)
    tool, reply = both(item)
    busy_desk.policy_says(rule("tools", when='action.kind == "tool"', obligations=[{"kind": "approvals", "count": 2}]), rule("replies"))
    assert send(tool) == "held"
    assert [one.status for one in both(item)] == ["held", "held"]
    for user in (busy_desk.reviewer, busy_desk.second):
        mine = actions.claim(fresh(item), acting_user=user)
        actions.approve(mine, mine.seen_digest, acting_user=user)
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert len(refund.calls) == len(server.mails) == 1


def test_a_tool_that_nobody_can_carry_out_asks_a_person(busy_desk: Desk, server: SmtpServer) -> None:
    tool, reply = both(approved(busy_desk, busy_desk.reply(), ProposedAction("tool", "no_such_tool")))
    assert (send(tool), send(reply)) == ("failed", "cancelled")
    assert Item.objects.filter(kind="hand_off", reason="delivery_failed").count() == 1
