"""The only door: what the policy says decides whether a turn leaves, waits or ends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from connectors.models import Delivery
from conversations.models import HandOff
from kit.errors import InvalidInput
from kit.ids import uuid7
from policies import rulings
from review import digests, gate, outbounds
from review.errors import Superseded
from review.models import Action, Item
from review.types import ProposedAction
from tests.review.cast import ALLOW, DENY, REVIEW, TWO_PEOPLE, Desk, delivery_of, rule
from tests.support.races import at_once


def events_of(desk: Desk, action: Action) -> list[str]:
    return list(Entry.objects.filter(stream=action.conversation_id).order_by("stream_no").values_list("event", flat=True))


def test_what_the_policy_allows_leaves_without_a_person(desk: Desk) -> None:
    desk.policy_says(ALLOW)
    submission = desk.submit()
    (action,) = submission.actions
    delivery = delivery_of(action)
    assert submission.item is None
    assert (action.status, delivery.status, delivery.payload) == ("allowed", "pending", action.content)
    assert events_of(desk, action)[-3:] == ["review.action_proposed", "policy.ruled", "review.action_allowed"]


def test_what_needs_a_person_waits_in_the_queue_the_rule_names_until_its_time(desk: Desk) -> None:
    desk.policy_says(rule("law", queue="legal", obligations=[{"kind": "due", "minutes": 30}]))
    before = timezone.now()
    item = desk.waiting()
    assert (item.kind, item.status, item.queue_id, item.reason) == ("approval", "waiting", desk.legal.id, "policy_review")
    assert before + timedelta(minutes=30) <= item.due_at <= timezone.now() + timedelta(minutes=30)
    assert not Delivery.objects.exists()
    assert HandOff.objects.get(turn=item.turn).reason == "policy_review"


@pytest.mark.parametrize(("urgency", "priority", "minutes"), [("high", 0, 120), ("normal", 1, 240), ("low", 2, 480)])
def test_urgency_orders_the_queue_and_moves_its_time(desk: Desk, urgency: str, priority: int, minutes: int) -> None:
    before = timezone.now()
    item = desk.waiting(urgency=urgency)
    assert item.priority == priority
    assert before + timedelta(minutes=minutes) <= item.due_at <= timezone.now() + timedelta(minutes=minutes)


def test_a_denied_turn_ends_with_a_hand_off_that_nobody_can_approve(desk: Desk) -> None:
    desk.policy_says(DENY)
    submission = desk.submit()
    assert submission.item is not None
    assert (submission.item.kind, submission.item.reason) == ("hand_off", "policy_denied")
    assert submission.actions[0].status == "denied"
    assert not Delivery.objects.exists()


def test_without_a_matching_rule_a_person_looks(desk: Desk) -> None:
    desk.policy_says(rule("never", when="signals.confidence > 2.0", effect="allow"))
    submission = desk.submit()
    assert submission.item is not None
    assert submission.item.kind == "approval"
    assert submission.item.queue == desk.queue
    assert submission.actions[0].ruling.reasons == ["no_rule_matched"]  # type: ignore[union-attr]  # a ruled action has one


def test_an_engine_that_fails_lets_nothing_leave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.policy_says(ALLOW)

    def broken(*args: object) -> None:
        raise RecursionError

    monkeypatch.setattr(rulings, "evaluate", broken)
    submission = desk.submit()
    assert submission.item is not None
    assert submission.actions[0].status == "held"
    assert not Delivery.objects.exists()


def test_a_rule_about_a_fact_nobody_knows_lets_nothing_leave(desk: Desk) -> None:
    desk.policy_says(rule("small refunds", when="action.amount < 50.0", effect="allow"))
    item = desk.waiting(
        ProposedAction("tool", "refund", arguments={"order": "1"}, evidence={"action": {"currency": "CHF", "amount_minor": 100}})
    )
    assert item.kind == "approval"


def test_the_strictest_ruling_holds_for_the_whole_turn(desk: Desk) -> None:
    desk.policy_says(
        rule("replies", when='action.kind == "reply"', effect="allow"),
        rule("tools", when='action.kind == "tool"', obligations=[{"kind": "approvals", "count": 2}]),
    )
    submission = desk.submit(desk.reply(), ProposedAction("tool", "refund", arguments={"order": "A-1"}))
    assert submission.item is not None
    assert [(one.kind, one.status, one.position) for one in submission.actions] == [("reply", "held", 1), ("tool", "held", 0)]
    assert submission.item.approvals_needed == 2
    assert not Delivery.objects.exists()


def test_a_turn_submitted_twice_is_one_turn(desk: Desk) -> None:
    conversation, turn = desk.letter(), uuid7()
    first = desk.submit(conversation=conversation, turn=turn)
    second = desk.submit(conversation=conversation, turn=turn)
    assert second.item == first.item
    assert [one.id for one in second.actions] == [one.id for one in first.actions]
    assert (Item.objects.count(), Action.objects.count()) == (1, 1)


def test_two_workers_that_submit_one_turn_at_once_make_one_item(busy_desk: Desk) -> None:
    conversation, turn = busy_desk.letter(), uuid7()
    one, other = at_once([partial(busy_desk.submit, conversation=conversation, turn=turn)] * 2)
    assert one.item == other.item
    assert (Item.objects.count(), Action.objects.count()) == (1, 1)


def test_what_was_drafted_for_an_older_state_is_not_even_written(desk: Desk) -> None:
    conversation = desk.letter()
    old = conversation.version
    desk.letter("Wait, it has come!", to=conversation)
    with pytest.raises(Superseded):
        gate.submit(
            conversation_id=conversation.id, conversation_version=old, turn=uuid7(), agent=desk.agent, agent_facts={}, signals={},
            actions=[desk.reply()],
        )  # fmt: skip
    assert not Action.objects.exists()


def test_a_placeholder_is_held_even_where_the_policy_allows(desk: Desk) -> None:
    desk.policy_says(ALLOW)
    item = desk.waiting(desk.reply("We refund to <CREDIT_CARD_1>."))
    assert "placeholder" in item.returned_because
    assert not Delivery.objects.exists()


def test_an_agent_does_not_talk_over_a_person_who_has_taken_over(desk: Desk) -> None:
    from conversations import actions as conversation_actions

    desk.policy_says(ALLOW)
    conversation = desk.letter()
    conversation_actions.take_over(conversation, acting_user=desk.reviewer)
    assert "taken over" in desk.waiting(conversation=conversation).returned_because


def test_a_sample_of_what_is_allowed_is_looked_at(desk: Desk) -> None:
    desk.policy_says(rule("all of them", effect="allow", obligations=[{"kind": "sample", "percent": 100}]))
    assert "sample" in desk.waiting().returned_because


def test_a_hand_off_beside_a_reply_asks_a_person_and_lets_the_reply_leave(desk: Desk) -> None:
    desk.policy_says(ALLOW)
    submission = desk.submit(desk.reply(), ProposedAction("hand_off", arguments={"reason": "customer_asked"}))
    assert submission.item is not None
    assert (submission.item.kind, submission.item.reason) == ("hand_off", "customer_asked")
    assert [one.status for one in submission.actions] == ["allowed", "done"]


def test_a_hand_off_beside_a_held_reply_is_the_reason_of_the_one_item(desk: Desk) -> None:
    submission = desk.submit(desk.reply(), ProposedAction("hand_off", arguments={"reason": "nothing_fits"}))
    assert submission.item is not None
    assert (submission.item.kind, submission.item.reason) == ("approval", "nothing_fits")
    assert [one.item_id for one in submission.actions] == [submission.item.id] * 2
    assert submission.item.conversation.hand_offs.count() == 1


def test_what_is_stored_is_exactly_what_was_proposed(desk: Desk) -> None:
    item = desk.waiting()
    action = item.actions.get()
    stored = outbounds.load(item.workspace_id, action.content)
    assert stored.outbound == desk.outbound()
    assert action.digest == digests.of_action("reply", "", stored.outbound, {})


def test_a_queue_that_is_gone_is_the_default_queue(desk: Desk) -> None:
    version = desk.policy_says(rule("law", queue="legal"))
    desk.legal.delete()
    assert desk.waiting().queue == desk.queue
    assert version.status == "active"


@pytest.mark.parametrize(
    "wrong",
    [
        {"actions": []},
        {"actions": [ProposedAction("reply", confidence=7.0)]},
        {"actions": [ProposedAction("tool", "x", arguments={"n": 2**60})]},
    ],
)
def test_an_impossible_turn_is_refused_and_leaves_nothing(desk: Desk, wrong: dict[str, Any]) -> None:
    conversation = desk.letter()
    with pytest.raises(InvalidInput):
        gate.submit(
            conversation_id=conversation.id, conversation_version=conversation.version, turn=uuid7(), agent=desk.agent, agent_facts={},
            signals={}, **wrong,
        )  # fmt: skip
    assert not Action.objects.exists()


def test_the_due_time_of_two_rules_is_the_earlier_and_approvals_the_greater(desk: Desk) -> None:
    desk.policy_says(
        REVIEW, rule("soon", obligations=[{"kind": "due", "minutes": 10}, {"kind": "approvals", "count": 3}]), TWO_PEOPLE,
        rule("later", obligations=[{"kind": "due", "minutes": 99}]),
    )  # fmt: skip
    item = desk.waiting()
    assert item.approvals_needed == 3
    assert item.due_at <= timezone.now() + timedelta(minutes=10)
