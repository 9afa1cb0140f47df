"""Tools first: the reply of a turn leaves only once each of its tools has succeeded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from audit import content
from audit.models import Entry
from connectors import registry, tool_actions
from connectors.base import Hook, Sent, ToolAdapter
from connectors.errors import ConnectorError
from connectors.models import Delivery, Tool
from kit.errors import InvalidInput
from review import actions, outbounds, release, stop
from review.models import Action, Item
from review.superseding import supersede_older
from review.types import Outcome, ProposedAction
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import ALLOW, Desk, approved, delivery_of, fresh, rule

pytestmark = pytest.mark.django_db(transaction=True)
REFUND = ProposedAction("tool", "refund", arguments={"order": "A-1", "cents": 1200})

REFUNDS = {
    "name": "refund", "label": "Refund", "description": "Pays money back.", "kind": "irreversible", "price": "0.02",
    "summary": "Refund {cents} cents for order {order}",
    "parameters": {
        "type": "object", "required": ["order", "cents"],
        "properties": {"order": {"type": "string", "x-role": "target"}, "cents": {"type": "integer", "minimum": 1, "maximum": 5000}},
    },
}  # fmt: skip


class Refund(ToolAdapter):
    kind: ClassVar[str] = "refunds"
    label: ClassVar[str] = "Refund"
    calls: ClassVar[list[tuple[str, Mapping[str, Any]]]] = []
    problem: ClassVar[ConnectorError | None] = None

    def call(self, key: str, arguments: Mapping[str, Any], *, before_point_of_no_return: Hook) -> Sent:
        before_point_of_no_return()
        self.calls.append((key, arguments))
        if self.problem:
            raise self.problem
        return Sent(external_id="refund-1", answer={"refund": "refund-1"})


@pytest.fixture
def refund(monkeypatch: pytest.MonkeyPatch, busy_desk: Desk) -> type[Refund]:
    monkeypatch.setitem(registry._tools, "refunds", Refund)
    tool_actions.create_tool(busy_desk.workspace.id, "refunds", REFUNDS, acting_user=None)
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


def test_what_the_tool_gave_back_is_kept_and_its_price_told(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    tool, _ = both(approved(busy_desk, busy_desk.reply(), REFUND))
    send(tool)
    tool.refresh_from_db()
    assert content.get_json(tool.workspace_id, tool.result) == {"answer": {"refund": "refund-1"}}
    entry = Entry.objects.get(event="review.delivery_sent", subject=delivery_of(tool).id)
    assert json.loads(entry.body)["data"]["cost"] == "0.020000"


def test_the_policy_hears_of_a_tool_what_its_row_says_not_what_the_agent_says(busy_desk: Desk, refund: type[Refund]) -> None:
    busy_desk.policy_says(rule("harmless", when="!action.irreversible", effect="allow"), rule("others"))
    harmless = ProposedAction("tool", "refund", arguments=REFUND.arguments, evidence={"action": {"writes": False, "irreversible": False}})
    made = busy_desk.submit(harmless)
    assert made.item is not None
    ruling = made.actions[0].ruling
    assert ruling is not None
    facts = content.get_json(busy_desk.workspace.id, ruling.facts)["action"]
    assert (facts["writes"], facts["irreversible"], facts["tool"]) == (True, True, "refund")


def test_an_unclear_call_is_repeated_only_where_the_other_side_promises_one_result(
    busy_desk: Desk, server: SmtpServer, refund: type[Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool_actions.change_tool(Tool.objects.get(name="refund"), {"safe_to_repeat": True}, acting_user=None)
    monkeypatch.setattr(Refund, "problem", ConnectorError("No answer.", unknown=True))
    tool, reply = both(approved(busy_desk, busy_desk.reply("We paid you back."), REFUND))
    assert send(tool) == "pending"
    monkeypatch.setattr(Refund, "problem", None)
    due(tool)
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert len({key for key, _ in refund.calls}) == 1
    assert len(refund.calls) == 2
    assert not Item.objects.filter(kind="delivery_unknown").exists()


def test_what_may_have_been_done_is_never_set_aside_as_if_it_had_not(
    busy_desk: Desk, server: SmtpServer, refund: type[Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool_actions.change_tool(Tool.objects.get(name="refund"), {"safe_to_repeat": True}, acting_user=None)
    monkeypatch.setattr(Refund, "problem", ConnectorError("No answer.", unknown=True))
    item = approved(busy_desk, busy_desk.reply("We paid you back."), REFUND)
    tool, reply = both(item)
    send(tool)
    busy_desk.letter("And where is it?", to=item.conversation)
    supersede_older(item.conversation_id)
    due(tool)
    assert (send(tool), send(reply)) == ("unknown", "cancelled")
    assert len(refund.calls) == 1
    assert Item.objects.get(kind="delivery_unknown").about == tool


def test_a_tool_that_was_switched_off_since_is_not_called(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    tool, reply = both(approved(busy_desk, busy_desk.reply(), REFUND))
    tool_actions.set_enabled(Tool.objects.get(name="refund"), False, acting_user=None)
    assert (send(tool), send(reply)) == ("failed", "cancelled")
    assert not refund.calls


def test_an_emergency_stop_holds_a_tool_call(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    tool, _ = both(approved(busy_desk, busy_desk.reply(), REFUND))
    stop.declare(busy_desk.workspace.id, acting_user=busy_desk.reviewer)
    assert send(tool) == "pending"
    assert not refund.calls
    stop.lift(busy_desk.workspace.id, acting_user=busy_desk.owner)
    assert send(tool) == "sent"
    assert len(refund.calls) == 1


def edit(desk: Desk, item: Item, typed: dict[str, str], text: str | None = None, **fields: Any) -> Outcome:
    mine = actions.claim(fresh(item), acting_user=desk.reviewer)
    call = mine.actions.get(kind="tool")
    return actions.edit_and_approve(mine, text, mine.seen_digest, acting_user=desk.reviewer, arguments={call.id: typed}, **fields)


def arguments_of(action: Action) -> dict[str, Any]:
    action.refresh_from_db()
    return outbounds.load(action.workspace_id, action.content).arguments


def test_an_edited_argument_is_ruled_again_and_is_what_leaves(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    item = busy_desk.waiting(busy_desk.reply(), REFUND)
    tool, reply = both(item)
    first = tool.ruling_id
    assert edit(busy_desk, item, {"cents": "900"}).status == "approved"
    assert arguments_of(tool) == {"order": "A-1", "cents": 900}
    assert tool.ruling_id != first
    assert tool.ruling is not None
    facts = content.get_json(tool.workspace_id, tool.ruling.facts)
    assert facts["arguments"]["cents"] == {"source": "reviewer", "trusted": True}
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert [given for _, given in refund.calls] == [{"order": "A-1", "cents": 900}]


def test_an_edit_that_makes_the_amount_larger_meets_the_rule_for_it(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    two = rule("over ten", when="action.amount_minor > 1000", obligations=[{"kind": "approvals", "count": 2}])
    priced = {**REFUNDS["parameters"]["properties"], "cents": {"type": "integer", "maximum": 5000, "x-role": "amount"}}  # type: ignore[index]  # a mapping of mappings
    row = Tool.objects.get(name="refund")
    tool_actions.change_tool(row, {"parameters": {"type": "object", "properties": priced}}, acting_user=None)
    busy_desk.policy_says(two, rule("others"))
    item = busy_desk.waiting(busy_desk.reply(), ProposedAction("tool", "refund", arguments={"order": "A-1", "cents": 5}))
    assert item.approvals_needed == 1
    outcome = edit(busy_desk, item, {"cents": "50"})
    assert (outcome.status, outcome.item.approvals_needed, outcome.item.approvals_given) == ("waiting", 2, 1)
    assert not refund.calls


def test_an_edit_that_the_policy_denies_changes_nothing(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    item = busy_desk.waiting(busy_desk.reply(), REFUND)
    tool, _ = both(item)
    busy_desk.policy_says(rule("never B", when='action.kind == "tool" && signals.urgency == "normal"', effect="deny"), rule("others"))
    assert edit(busy_desk, item, {"order": "B-2"}).status == "refused"
    assert arguments_of(tool) == dict(REFUND.arguments)
    assert Entry.objects.filter(event="review.edit_refused", subject=tool.id).count() == 1


def test_text_and_arguments_are_edited_together_or_not_at_all(busy_desk: Desk, server: SmtpServer, refund: type[Refund]) -> None:
    item = busy_desk.waiting(busy_desk.reply("We paid 12.00 back."), REFUND)
    tool, reply = both(item)
    assert edit(busy_desk, item, {"cents": "900"}, "We paid 9.00 back.").status == "approved"
    assert [send(tool), send(reply)] == ["sent", "sent"]
    assert refund.calls[0][1]["cents"] == 900
    assert b"We paid 9.00 back." in server.mails[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cents": "nine"}, "must be a number"),
        ({"cents": "1.000,00"}, "must be a number"),
        ({"cents": "6000"}, "at most 5000"),
        ({"cents": "9.5"}, "a whole number"),
        ({"iban": "DE1"}, "no such argument"),
        ({"cents.x": "1"}, "no such argument"),
        ({"order": "<ORDER_1>"}, "placeholder"),
        ({"cents": "1200"}, "Nothing was changed"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_decided(
    busy_desk: Desk, refund: type[Refund], typed: dict[str, str], said: str
) -> None:
    item = busy_desk.waiting(busy_desk.reply(), REFUND)
    with pytest.raises(InvalidInput, match=said):
        edit(busy_desk, item, typed)
    assert fresh(item).status == "claimed"
    assert arguments_of(both(item)[0]) == dict(REFUND.arguments)


def test_a_call_of_another_item_cannot_be_edited_through_this_one(busy_desk: Desk, refund: type[Refund]) -> None:
    item, other = busy_desk.waiting(busy_desk.reply(), REFUND), busy_desk.waiting(busy_desk.reply(), REFUND)
    mine = actions.claim(item, acting_user=busy_desk.reviewer)
    with pytest.raises(InvalidInput, match="no such tool call"):
        actions.edit_and_approve(
            mine, None, mine.seen_digest, acting_user=busy_desk.reviewer, arguments={both(other)[0].id: {"cents": "1"}}
        )


def due(action: Action) -> None:
    Delivery.objects.filter(action=action.id).update(next_attempt_at=timezone.now())
