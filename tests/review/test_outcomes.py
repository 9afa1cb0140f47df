"""What people decide on a ruled action is kept beside its first ruling, once, in the transaction of the decision."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from audit.errors import NotInTransaction
from kit.errors import CountersignError
from kit.ids import uuid7
from policies import outcomes
from policies.models import RulingOutcome, RulingRecord
from review import actions
from review.models import Action, Item
from review.types import ProposedAction
from tests.review.cast import DENY, TWO_PEOPLE, Desk, fresh


def held(desk: Desk, *proposed: ProposedAction) -> Item:
    return actions.claim(desk.waiting(*proposed), acting_user=desk.reviewer)


def told(item: Item) -> list[str]:
    """By place of the action; each on the first ruling of its action."""
    found = []
    for action in item.actions.order_by("position"):
        first = RulingRecord.objects.filter(reference=action.id).order_by("id")[0]
        found.append(RulingOutcome.objects.get(ruling=first).outcome)
    return found


def test_approving_and_rejecting_are_kept(desk: Desk) -> None:
    item = held(desk)
    actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    assert told(item) == ["approved"]
    item = held(desk)
    actions.reject(item, "tone", acting_user=desk.reviewer)
    assert told(item) == ["rejected"]


def test_an_edit_is_kept_on_the_ruling_of_the_draft_also_when_another_approves_it_later(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = held(desk)
    actions.edit_and_approve(item, "Something else.", item.seen_digest, acting_user=desk.reviewer)
    assert fresh(item).is_open
    again = actions.claim(fresh(item), acting_user=desk.second)
    actions.approve(again, again.seen_digest, acting_user=desk.second)
    assert told(item) == ["edited"]
    assert RulingOutcome.objects.count() == 1


def test_every_action_of_an_item_has_one_and_the_time_is_counted_once(desk: Desk) -> None:
    item = held(desk, ProposedAction("tool", tool="echo", arguments={"text": "a"}), desk.reply())
    actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    assert told(item) == ["approved", "approved"]
    first = item.actions.order_by("position")[0]
    assert set(RulingOutcome.objects.exclude(ruling__reference=first.id).values_list("seconds", flat=True)) == {0}


def test_one_of_two_agreements_is_no_outcome_yet(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = held(desk)
    actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    assert not RulingOutcome.objects.exists()


def test_a_decision_that_is_refused_leaves_none(desk: Desk) -> None:
    item = held(desk)
    desk.policy_says(DENY)
    actions.edit_and_approve(item, "Something else.", item.seen_digest, acting_user=desk.reviewer)  # the policy denies what was written
    with pytest.raises(CountersignError):
        actions.approve(item, "0" * 64, acting_user=desk.reviewer)
    assert not RulingOutcome.objects.exists()


def test_an_answer_of_a_person_counts_as_approved(desk: Desk) -> None:
    item = held(desk, ProposedAction("hand_off", arguments={"reason": "nothing_fits"}))
    actions.answer(item, "It comes on Friday.", acting_user=desk.reviewer, seen_digest=item.seen_digest)
    written = Action.objects.get(agent=None)
    assert RulingOutcome.objects.get(ruling=written.ruling).outcome == "approved"


def test_it_is_written_once_never_changed_and_only_with_its_decision(busy_desk: Desk) -> None:
    item = held(busy_desk)
    with pytest.raises(NotInTransaction):
        outcomes.record(item.actions.get().id, "approved")
    with pytest.raises(DatabaseError, match="record"), transaction.atomic():  # without an entry
        outcomes.record(item.actions.get().id, "approved")
    actions.approve(item, item.seen_digest, acting_user=busy_desk.reviewer)
    with transaction.atomic():
        assert not outcomes.record(item.actions.get().id, "rejected")
        assert not outcomes.record(uuid7(), "rejected")
    with pytest.raises(DatabaseError), transaction.atomic():
        RulingOutcome.objects.update(outcome="rejected")
    assert told(item) == ["approved"]
