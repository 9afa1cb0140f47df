"""Triage's own actions at the gate and behind it: ruled one by one, done once, held, denied, left out, undone."""

from __future__ import annotations

from typing import Any

import pytest

from agents.models import Agent
from audit.models import Entry
from connectors.models import Delivery
from conversations.models import Conversation, HandOff
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from kit.ids import uuid7
from review import actions, release, stop
from review.models import Action, Item, TriageChange
from review.triage import undoing
from review.types import ProposedAction
from tests.review.cast import Desk, approved, rule

ALLOW_SORTING = rule("sorting is free", "action.kind == 'triage'", effect="allow")
HOLD_REPLIES = rule("a person reads replies", "action.kind != 'triage'")
HOLD_SORTING = rule("a person sorts", "action.kind == 'triage'")
ALLOW_REPLIES = rule("replies leave", "action.kind != 'triage'", effect="allow")


def triage(tool: str, **arguments: Any) -> ProposedAction:
    sources = {name: {"source": "system", "trusted": True} for name in arguments}
    return ProposedAction("triage", tool, arguments=arguments, evidence={"arguments": sources})


SPAM = triage("close_spam")


def entries(desk: Desk, event: str) -> int:
    return Entry.objects.filter(workspace=desk.workspace.id, event=event).count()


def deliver(action: Action) -> str:
    return release.send(Delivery.objects.get(action=action.id).id)


def undo(desk: Desk, action: Action) -> TriageChange:
    return undoing.undo(Action.objects.get(id=action.id), acting_user=desk.reviewer)


def test_what_the_policy_allows_is_done_at_once_while_the_reply_waits(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING, HOLD_REPLIES)
    conversation = desk.letter()
    given = desk.submit(desk.reply(), triage("tag", tag="lamps"), triage("priority", priority="high"), conversation=conversation)
    conversation.refresh_from_db()
    assert (conversation.tags, conversation.priority) == (["lamps"], "high")
    assert [one.status for one in given.actions] == ["held", "done", "done"]
    assert given.item is not None
    assert given.item.priority == 0  # it was set before the item was opened
    assert set(given.item.actions.values_list("kind", flat=True)) == {"reply"}
    assert not Delivery.objects.filter(action__in=[one.id for one in given.actions]).exists()
    assert entries(desk, "review.triage_done") == 2


def test_the_same_turn_twice_does_it_once(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    conversation, turn = desk.letter(), uuid7()
    first = desk.submit(triage("tag", tag="lamps"), conversation=conversation, turn=turn)
    again = desk.submit(triage("tag", tag="lamps"), conversation=conversation, turn=turn)
    assert [one.id for one in again.actions] == [one.id for one in first.actions]
    assert TriageChange.objects.count() == 1


def test_held_triage_waits_with_the_reply_and_one_approval_does_both(desk: Desk) -> None:
    desk.policy_says(HOLD_SORTING, HOLD_REPLIES)
    item = approved(desk, desk.reply(), triage("tag", tag="lamps"))
    tag = item.actions.get(kind="triage")
    assert deliver(tag) == "sent"
    assert Conversation.objects.get(id=item.conversation_id).tags == ["lamps"]
    assert Action.objects.get(id=tag.id).status == "done"


def test_held_triage_does_not_keep_back_a_reply_that_may_leave(desk: Desk) -> None:
    desk.policy_says(HOLD_SORTING, ALLOW_REPLIES)
    given = desk.submit(desk.reply(), triage("tag", tag="lamps"))
    assert [one.status for one in given.actions] == ["allowed", "held"]
    assert given.item is None
    assert given.sorting is not None
    assert given.sorting.kind == Item.Kind.APPROVAL


def test_a_denied_tag_is_recorded_and_nothing_else_happens(desk: Desk) -> None:
    desk.policy_says(rule("no sorting", "action.kind == 'triage'", effect="deny"), ALLOW_REPLIES)
    given = desk.submit(desk.reply(), triage("tag", tag="lamps"))
    assert [one.status for one in given.actions] == ["allowed", "denied"]
    assert given.item is None
    assert given.sorting is None


def test_denied_spam_is_not_silence(desk: Desk) -> None:
    desk.policy_says(rule("no sorting", "action.kind == 'triage'", effect="deny"))
    given = desk.submit(SPAM)
    assert given.item is not None
    assert (given.item.kind, given.item.reason) == ("hand_off", HandOff.Reason.POLICY_DENIED)


def test_spam_is_closed_when_approved_and_comes_back_when_that_is_undone(desk: Desk) -> None:
    item = approved(desk, SPAM)
    action = item.actions.get()
    assert deliver(action) == "sent"
    conversation = Conversation.objects.get(id=item.conversation_id)
    assert (conversation.status, conversation.closed_as) == ("resolved", "spam")
    undo(desk, action)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.closed_as, conversation.resolved_at) == ("waiting_for_us", "", None)
    waiting = Item.objects.get(conversation=conversation, status="waiting")
    assert waiting.kind == "hand_off"  # nobody has drafted an answer, so somebody gets it
    assert entries(desk, "review.triage_undone") == 1


def test_a_rejected_spam_closing_waits_for_a_person(desk: Desk) -> None:
    item = actions.claim(desk.waiting(SPAM), acting_user=desk.reviewer)
    actions.reject(item, "not_needed", acting_user=desk.reviewer)
    assert Item.objects.get(conversation=item.conversation_id, status="waiting").kind == "hand_off"
    assert Conversation.objects.get(id=item.conversation_id).closed_as == ""


def test_a_rejected_tag_beside_a_reply_leaves_nothing_open(desk: Desk) -> None:
    desk.policy_says(HOLD_SORTING, ALLOW_REPLIES)
    given = desk.submit(desk.reply(), triage("tag", tag="lamps"))
    assert given.sorting is not None
    item = actions.claim(given.sorting, acting_user=desk.reviewer)
    actions.reject(item, "wrong_action", acting_user=desk.reviewer)
    assert not Item.objects.filter(conversation=item.conversation_id, status__in=("waiting", "claimed")).exists()


def test_undoing_is_refused_once_things_have_moved_on(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    conversation = desk.letter()
    [first] = desk.submit(triage("priority", priority="high"), conversation=conversation).actions
    desk.submit(triage("priority", priority="low"), conversation=conversation)
    with pytest.raises(TransitionError, match="set to something else since"):
        undo(desk, first)


def test_undoing_twice_is_refused(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    [action] = desk.submit(triage("tag", tag="lamps")).actions
    undo(desk, action)
    with pytest.raises(TransitionError, match="undone already"):
        undo(desk, action)


def test_a_tag_that_stood_there_before_is_not_taken_off(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    conversation = desk.letter()
    desk.submit(triage("tag", tag="lamps"), conversation=conversation)
    [second] = desk.submit(triage("tag", tag="lamps"), conversation=conversation).actions
    with pytest.raises(TransitionError, match="changed nothing"):
        undo(desk, second)


def test_who_may_not_review_may_not_undo(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    [action] = desk.submit(triage("tag", tag="lamps")).actions
    with pytest.raises(NotAllowed):
        undoing.undo(action, acting_user=desk.auditor)
    with pytest.raises(NotFound):
        undoing.action_for(desk.stranger, action.id)
    assert undoing.action_for(desk.auditor, action.id) == action


def test_a_stop_holds_triage_and_lets_it_go_when_it_is_lifted(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    conversation = desk.letter()
    [action] = desk.submit(triage("tag", tag="lamps"), conversation=conversation).actions
    assert action.status == "allowed"
    assert deliver(action) == "pending"
    conversation.refresh_from_db()
    assert conversation.tags == []
    stop.lift(desk.workspace.id, acting_user=desk.owner)
    assert deliver(action) == "sent"
    conversation.refresh_from_db()
    assert conversation.tags == ["lamps"]


@pytest.mark.parametrize(("proposed", "asked"), [(triage("tag", tag="lamps"), 0), (SPAM, 1)])
def test_what_is_denied_after_a_stop_asks_a_person_only_in_the_place_of_a_reply(desk: Desk, proposed: ProposedAction, asked: int) -> None:
    desk.policy_says(ALLOW_SORTING)
    stop.declare(desk.workspace.id, acting_user=desk.reviewer)
    [action] = desk.submit(proposed).actions
    desk.policy_says(rule("nobody sorts", "action.kind == 'triage'", effect="deny"), HOLD_REPLIES)
    stop.lift(desk.workspace.id, acting_user=desk.owner)
    assert deliver(action) == "cancelled"
    assert Action.objects.get(id=action.id).status == "denied"
    assert Item.objects.filter(kind="hand_off").count() == asked


def test_a_stop_of_one_kind_stops_that_one(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    stop.declare(desk.workspace.id, acting_user=desk.reviewer, scope=stop.Scope(tool="close_spam"))
    given = desk.submit(SPAM, triage("tag", tag="lamps"))
    assert [one.status for one in given.actions] == ["allowed", "done"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("tag", {"tag": "Two Words"}), ("priority", {"priority": "urgent"}), ("forward", {"to": "nobody"}), ("merge", {"into": "x"}),
     ("delete", {}), ("close_spam", {"more": 1})],
)  # fmt: skip
def test_what_triage_cannot_do_is_refused_at_the_gate(desk: Desk, tool: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        desk.submit(triage(tool, **arguments))


def test_the_caller_does_not_say_whether_it_can_be_undone(desk: Desk) -> None:
    desk.policy_says(rule("only harmless", "action.kind == 'triage' && !action.writes", effect="allow"))
    lied = ProposedAction("triage", "close_spam", evidence={"action": {"writes": False, "irreversible": False}})
    assert [one.status for one in desk.submit(lied).actions] == ["held"]


def test_one_thing_is_left_out_and_the_rest_approved(desk: Desk) -> None:
    item = actions.claim(desk.waiting(desk.reply(), triage("tag", tag="lamps")), acting_user=desk.reviewer)
    before = item.seen_digest
    tag = item.actions.get(kind="triage")
    item = actions.leave_out(item, tag.id, item.seen_digest, acting_user=desk.reviewer)
    assert item.seen_digest != before
    item = actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    assert dict(item.actions.values_list("kind", "status")) == {"reply": "allowed", "triage": "rejected"}
    assert not Delivery.objects.filter(action=tag.id).exists()


def test_the_last_thing_is_rejected_not_left_out(desk: Desk) -> None:
    item = actions.claim(desk.waiting(triage("tag", tag="lamps")), acting_user=desk.reviewer)
    with pytest.raises(InvalidInput, match="Reject it instead"):
        actions.leave_out(item, item.actions.get().id, item.seen_digest, acting_user=desk.reviewer)


def test_another_tag_is_typed_ruled_on_again_and_set(desk: Desk) -> None:
    item = actions.claim(desk.waiting(triage("tag", tag="lamps")), acting_user=desk.reviewer)
    action = item.actions.get()
    with pytest.raises(InvalidInput, match="tag: must be"):
        actions.edit_and_approve(item, None, item.seen_digest, acting_user=desk.reviewer, arguments={action.id: {"tag": "Two words"}})
    outcome = actions.edit_and_approve(item, None, item.seen_digest, acting_user=desk.reviewer, arguments={action.id: {"tag": "shades"}})
    assert outcome.status == "approved"
    assert deliver(Action.objects.get(id=action.id)) == "sent"
    assert Conversation.objects.get(id=item.conversation_id).tags == ["shades"]


def test_another_agent_is_named_as_who_it_is(desk: Desk) -> None:
    desk.policy_says(HOLD_SORTING)
    fern, moss = (Agent.objects.create(workspace=desk.workspace, name=name) for name in ("Fern", "Moss"))
    item = actions.claim(desk.waiting(triage("route", agent=str(fern.id), name="Fern")), acting_user=desk.reviewer)
    action = item.actions.get()
    for typed in ({"name": "Moss"}, {"agent": str(moss.id)}, {"agent": str(uuid7())}):
        with pytest.raises(InvalidInput, match="no agent of this id and name"):
            actions.edit_and_approve(item, None, item.seen_digest, acting_user=desk.reviewer, arguments={action.id: typed})
    typed = {"agent": str(moss.id), "name": "Moss"}
    actions.edit_and_approve(item, None, item.seen_digest, acting_user=desk.reviewer, arguments={action.id: typed})
    assert deliver(Action.objects.get(id=action.id)) == "sent"
    assert Conversation.objects.get(id=item.conversation_id).agent == moss.id


def test_what_was_routed_goes_back_when_that_is_undone(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING, HOLD_REPLIES)
    conversation = desk.letter()
    item = desk.waiting(desk.reply(), conversation=conversation)
    [action] = desk.submit(triage("route", queue="legal"), conversation=conversation).actions
    item.refresh_from_db()
    assert item.queue == desk.legal
    undo(desk, action)
    item.refresh_from_db()
    conversation.refresh_from_db()
    assert (item.queue, conversation.queue) == (desk.queue, "")


def test_what_a_ruling_or_a_person_has_put_into_the_queue_stays_there(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING, rule("the lawyers read", "action.kind != 'triage'", queue="legal"))
    conversation = desk.letter()
    [action] = desk.submit(triage("route", queue="legal"), conversation=conversation).actions
    ruled = desk.waiting(desk.reply(), conversation=conversation)
    desk.policy_says(ALLOW_SORTING, HOLD_REPLIES)
    passed_on, by_route = (desk.waiting(desk.reply(), conversation=conversation) for _ in range(2))
    claimed = actions.claim(desk.move(passed_on, queue=desk.queue), acting_user=desk.reviewer)
    actions.escalate(claimed, desk.legal, acting_user=desk.reviewer)
    assert {one.queue for one in Item.objects.filter(conversation=conversation)} == {desk.legal}
    undo(desk, action)
    assert {one.id: one.queue for one in Item.objects.filter(conversation=conversation)} == {
        ruled.id: desk.legal, passed_on.id: desk.legal, by_route.id: desk.queue,
    }  # fmt: skip
