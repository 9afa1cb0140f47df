"""Two at once, and a worker killed: triage is done once, undone once, and two conversations never swallow each other."""

from __future__ import annotations

import pytest
from django.db import connection

from connectors.models import Delivery
from conversations.models import Conversation
from review import deliveries, release
from review.models import Action, TriageChange
from review.triage import undoing
from tests.agents.turns.test_killed_workers import table_held
from tests.review.cast import Desk, approved, rule
from tests.review.test_triage import ALLOW_SORTING, SPAM, triage
from tests.support.races import at_once
from tests.support.workers import wait_for, worker


def changes() -> int:
    return TriageChange.objects.count()


def test_two_workers_carry_out_one_approval_once(busy_desk: Desk) -> None:
    item = approved(busy_desk, SPAM)
    delivery = Delivery.objects.get(action=item.actions.get().id)
    at_once([lambda: release.send(delivery.id), lambda: release.send(delivery.id)])
    assert Delivery.objects.get(id=delivery.id).status == "sent"
    assert changes() == 1


def test_of_two_people_who_undo_one_wins(busy_desk: Desk) -> None:
    busy_desk.policy_says(ALLOW_SORTING)
    [action] = busy_desk.submit(triage("tag", tag="lamps")).actions
    results = at_once([lambda user=user: undoing.undo(action, acting_user=user) for user in (busy_desk.reviewer, busy_desk.second)])  # type: ignore[misc]  # each its own user
    assert sorted(type(one).__name__ for one in results) == ["TransitionError", "TriageChange"]


def test_of_two_merges_into_each_other_one_wins(busy_desk: Desk) -> None:
    busy_desk.policy_says(rule("sorting waits", "action.kind == 'triage'"))
    one, other = busy_desk.letter(), busy_desk.letter()
    first = approved(busy_desk, triage("merge", into=str(other.id)), conversation=one)
    second = approved(busy_desk, triage("merge", into=str(one.id)), conversation=other)
    due = [Delivery.objects.get(action=item.actions.get().id).id for item in (first, second)]
    at_once([lambda identity=identity: release.send(identity) for identity in due])  # type: ignore[misc]  # each its own delivery
    for identity in due:  # whoever was told of a deadlock tries again, as the sweeper does
        release.send(identity)
    assert sorted(Delivery.objects.filter(id__in=due).values_list("status", flat=True)) == ["failed", "sent"]
    assert Conversation.objects.filter(merged_into__isnull=False).count() == 1


def test_a_worker_killed_while_it_closes_spam_leaves_one_closing(busy_desk: Desk, service_environment: dict[str, str]) -> None:
    item = approved(busy_desk, SPAM)
    action = item.actions.get()
    delivery = Delivery.objects.get(action=action.id)
    with table_held("review_triagechange") as someone_waits, worker(service_environment) as process:
        deliveries.wake(delivery.id)
        wait_for(someone_waits)
        process.kill()
        process.wait()
    assert Conversation.objects.get(id=item.conversation_id).closed_as == ""
    assert Action.objects.get(id=action.id).status == "allowed"
    assert release.send(delivery.id) == "sent"
    assert Conversation.objects.get(id=item.conversation_id).closed_as == "spam"
    assert changes() == 1


def test_a_change_without_an_entry_cannot_be_kept(busy_desk: Desk) -> None:
    busy_desk.policy_says(ALLOW_SORTING)
    [action] = busy_desk.submit(triage("tag", tag="lamps")).actions
    with pytest.raises(Exception, match="record"), connection.cursor() as cursor:
        cursor.execute("UPDATE review_triagechange SET before = '{}' WHERE action_id = %s", [action.id])
