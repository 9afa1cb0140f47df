"""Claims are leases: one holder, only for who may decide, over by themselves."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from accounts.people import unite
from audit.models import Entry
from kit.errors import NotAllowed, NotFound, TransitionError
from kit.ids import uuid7
from review import actions, heads, permissions
from review.actions.claims import release_expired
from review.errors import LostClaim, SamePerson
from review.models import Item, Queue, QueueHead
from tests.review.cast import TWO_PEOPLE, Desk, fresh, lease_over, member
from tests.support.races import at_once


def claim_next(desk: Desk, user: User, queue: Queue | None = None) -> Item | None:
    return actions.claim_next(acting_user=user, workspace=desk.workspace.id, queue=queue)


def agree(item: Item, user: User) -> Item:
    return actions.approve(item, item.seen_digest, acting_user=user)


def test_the_most_urgent_item_comes_first_and_then_the_one_due_first(desk: Desk) -> None:
    low, normal, high = (desk.waiting(urgency=urgency) for urgency in ("low", "normal", "high"))
    sooner = desk.move(desk.waiting(), due_at=normal.due_at - timedelta(minutes=1))
    taken = [claim_next(desk, desk.reviewer) for _ in range(5)]
    assert taken == [high, sooner, normal, low, None]


def test_a_claim_is_a_lease_of_the_queue_s_length_and_stands_on_the_ledger(desk: Desk) -> None:
    desk.waiting()
    item = claim_next(desk, desk.reviewer)
    assert item is not None
    assert (item.status, item.claimed_by, item.obligations) == ("claimed", desk.reviewer, [])
    assert item.lease_until is not None
    assert timedelta(minutes=4) < item.lease_until - timezone.now() <= timedelta(minutes=5)
    entry = Entry.objects.get(event="review.item_claimed")
    assert (entry.subject, entry.actor) == (item.id, desk.reviewer.id)


def test_many_who_claim_at_once_never_get_the_same_item(busy_desk: Desk) -> None:
    for _ in range(6):
        busy_desk.waiting()
    people = [busy_desk.reviewer, busy_desk.second] * 4
    results = at_once([partial(claim_next, busy_desk, user) for user in people])
    got = [one.id for one in results if one is not None]
    assert not [one for one in results if isinstance(one, Exception)]
    assert len(got) == len(set(got)) == 6


def test_two_who_want_the_same_item_one_gets_it(busy_desk: Desk) -> None:
    item = busy_desk.waiting()
    results = at_once([partial(actions.claim, item, acting_user=user) for user in (busy_desk.reviewer, busy_desk.second)])
    assert [type(one) for one in sorted(results, key=str, reverse=True)].count(TransitionError) == 1
    assert fresh(item).claimed_by in (busy_desk.reviewer, busy_desk.second)


def test_who_finds_the_best_queue_taken_is_given_an_item_of_another(busy_desk: Desk) -> None:
    permissions.grant(busy_desk.legal, busy_desk.second)
    urgent = busy_desk.waiting(urgency="high")
    other = busy_desk.move(busy_desk.waiting(), queue=busy_desk.legal)
    with transaction.atomic():
        Item.objects.select_for_update().get(id=urgent.id)  # somebody is just taking it
        assert at_once([partial(claim_next, busy_desk, busy_desk.second)]) == [other]


@pytest.mark.parametrize("who", ["auditor", "stranger", "ungranted", "granted_but_no_reviewer", "left"])
def test_who_may_not_decide_is_given_nothing(desk: Desk, who: str) -> None:
    item = desk.waiting()
    user = someone(desk, who)
    assert claim_next(desk, user) is None
    with pytest.raises(NotAllowed if who == "auditor" else NotFound):
        actions.claim(item, acting_user=user)
    assert fresh(item).status == "waiting"
    assert permissions.available_actions(item, user) == ()
    assert claim_next(desk, desk.reviewer) == item


def someone(desk: Desk, who: str) -> User:
    if who in ("auditor", "stranger"):
        user: User = getattr(desk, who)
        return user
    if who == "ungranted":
        return member(desk.workspace, who, Role.REVIEWER)
    user = member(desk.workspace, who, Role.REVIEWER if who == "left" else Role.POLICY_ADMIN)
    permissions.grant(desk.queue, user)
    Membership.objects.filter(user=user, role=Role.REVIEWER).update(is_active=False)
    return user


def test_a_grant_to_a_group_counts_for_its_members(desk: Desk) -> None:
    item, user = desk.waiting(), member(desk.workspace, "third", Role.REVIEWER)
    group = Group.objects.create(name="Night shift")
    permissions.grant(desk.queue, group)
    assert claim_next(desk, user) is None
    user.groups.add(group)
    assert claim_next(desk, user) == item


def test_to_see_a_queue_is_not_to_decide_in_it(desk: Desk) -> None:
    item, user = desk.waiting(), member(desk.workspace, "third", Role.REVIEWER)
    permissions.grant(desk.queue, user, permissions.VIEW)
    assert claim_next(desk, user) is None
    assert permissions.item_for(user, item.id) == item
    with pytest.raises(NotAllowed):
        actions.claim(item, acting_user=user)


def test_a_taken_grant_ends_the_right_at_once(desk: Desk) -> None:
    item = desk.waiting()
    permissions.revoke(desk.queue, desk.reviewer)
    assert claim_next(desk, desk.reviewer) is None
    with pytest.raises(NotFound):
        permissions.item_for(desk.reviewer, item.id)


def test_a_lease_is_renewed_by_its_holder_alone(desk: Desk) -> None:
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    Item.objects.filter(id=item.id).update(lease_until=timezone.now() + timedelta(seconds=5))
    with pytest.raises(LostClaim):
        actions.renew(item, acting_user=desk.second)
    renewed = actions.renew(item, acting_user=desk.reviewer)
    assert renewed.lease_until is not None
    assert renewed.lease_until > timezone.now() + timedelta(minutes=4)
    lease_over(item)
    with pytest.raises(LostClaim):
        actions.renew(item, acting_user=desk.reviewer)


def test_a_released_item_waits_again_for_anybody(desk: Desk) -> None:
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    with pytest.raises(LostClaim):
        actions.release(item, acting_user=desk.second)
    assert actions.release(item, acting_user=desk.reviewer).status == "waiting"
    assert claim_next(desk, desk.second) == item


def test_an_ended_lease_gives_the_item_to_the_next_even_before_the_sweep(desk: Desk) -> None:
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    assert claim_next(desk, desk.second) is None
    lease_over(item)
    taken = claim_next(desk, desk.second)
    assert taken == item
    with pytest.raises(LostClaim):
        actions.approve(item, item.seen_digest, acting_user=desk.reviewer)


def test_the_sweep_returns_ended_leases_once(desk: Desk) -> None:
    item, held = (actions.claim(desk.waiting(), acting_user=desk.reviewer) for _ in range(2))
    lease_over(item)
    assert release_expired() == 1
    assert release_expired() == 0
    assert (fresh(item).status, fresh(held).status) == ("waiting", "claimed")
    assert Entry.objects.filter(event="review.item_released").count() == 1


def test_who_has_agreed_is_not_given_the_item_again(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    desk.waiting()
    item = claim_next(desk, desk.reviewer)
    assert item is not None
    waiting = agree(item, desk.reviewer)
    assert (waiting.status, waiting.approvals_given) == ("waiting", 1)
    assert claim_next(desk, desk.reviewer) is None
    with pytest.raises(SamePerson):
        actions.claim(waiting, acting_user=desk.reviewer)
    assert claim_next(desk, desk.second) == item


def test_two_accounts_of_one_human_count_as_one(desk: Desk) -> None:
    from allauth.account.models import EmailAddress

    desk.policy_says(TWO_PEOPLE)
    other_account = member(desk.workspace, "reviewer-again", Role.REVIEWER)
    permissions.grant(desk.queue, other_account)
    item = agree(actions.claim(desk.waiting(), acting_user=desk.reviewer), desk.reviewer)
    mine = actions.claim(item, acting_user=other_account)  # nobody knows yet that they are one
    for user, email in ((desk.reviewer, "me@private.example"), (other_account, "Me@private.example")):
        EmailAddress.objects.create(user=user, email=email, verified=True)
    unite(other_account)
    with pytest.raises(SamePerson):
        agree(mine, other_account)
    actions.release(mine, acting_user=other_account)
    assert claim_next(desk, other_account) is None
    with pytest.raises(SamePerson):
        actions.claim(item, acting_user=other_account)
    assert agree(actions.claim(item, acting_user=desk.second), desk.second).status == "approved"


def waiting_in(desk: Desk, queue: Queue) -> list[Any]:
    return list(
        Item.objects.filter(queue=queue, status="waiting").order_by("priority", "due_at", "id").values_list("priority", "due_at", "id")
    )


def head_of(queue: Queue) -> tuple[Any, ...] | None:
    return QueueHead.objects.filter(queue=queue).values_list("priority", "due_at", "item").first()


def test_the_head_never_stands_behind_a_waiting_item(desk: Desk) -> None:
    """Whatever is done to a queue, in whatever order: nobody's item is overlooked."""
    chance = random.Random(7)
    claimed: list[Item] = []
    for step in range(60):
        what = chance.choice(["enter", "enter", "claim", "claim", "release", "expire", "raise", "urgent"])
        if what in ("enter", "urgent"):
            desk.waiting(urgency="high" if what == "urgent" else chance.choice(["normal", "low"]))
        elif what == "claim" and (item := claim_next(desk, desk.reviewer)):
            claimed.append(item)
        elif what == "release" and claimed:
            actions.release(claimed.pop(chance.randrange(len(claimed))), acting_user=desk.reviewer)
        elif what == "expire" and claimed:
            lease_over(claimed.pop(chance.randrange(len(claimed))))
            assert release_expired() == 1
        elif what == "raise":
            assert heads.raise_head(desk.queue.id)
        head, waiting = head_of(desk.queue), waiting_in(desk, desk.queue)
        assert not head or not waiting or head <= waiting[0], f"step {step}: {what}"
        if waiting and what == "raise":
            assert head == waiting[0]


def test_what_enters_while_the_head_is_raised_is_seen(busy_desk: Desk) -> None:
    """An item in flight keeps the head from being raised over it; the raise before it is lowered by it."""
    first = busy_desk.waiting()
    conversation = busy_desk.letter()
    with transaction.atomic():
        early = busy_desk.waiting(conversation=conversation, urgency="high")
        assert at_once([partial(heads.raise_head, busy_desk.queue.id)]) == [False]
    assert heads.raise_head(busy_desk.queue.id)
    assert head_of(busy_desk.queue) == (early.priority, early.due_at, early.id)
    assert [claim_next(busy_desk, busy_desk.second) for _ in range(3)] == [early, first, None]


def test_an_empty_queue_keeps_its_head_and_the_next_item_is_found(desk: Desk) -> None:
    item = desk.waiting()
    assert heads.raise_head(desk.queue.id)
    assert claim_next(desk, desk.reviewer) == item
    assert heads.raise_head(desk.queue.id)
    assert claim_next(desk, desk.reviewer) is None
    later = desk.waiting(urgency="high")
    assert claim_next(desk, desk.reviewer) == later


def test_an_item_that_returns_before_the_head_lowers_it(desk: Desk) -> None:
    early, late = desk.waiting(urgency="high"), desk.waiting()
    assert claim_next(desk, desk.reviewer) == early
    assert heads.raise_head(desk.queue.id)
    assert head_of(desk.queue) == (late.priority, late.due_at, late.id)
    actions.release(early, acting_user=desk.reviewer)
    assert claim_next(desk, desk.second) == early


def test_a_claim_starts_at_the_head_and_not_at_what_was_claimed_before_it(desk: Desk) -> None:
    for _ in range(3):
        desk.waiting()
    assert claim_next(desk, desk.reviewer)
    heads.raise_head(desk.queue.id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE review_queuehead SET priority = 9")
    assert claim_next(desk, desk.reviewer), "even a head that were wrong hides nothing for ever"


def test_an_unknown_item_is_no_item(desk: Desk) -> None:
    with pytest.raises(NotFound):
        permissions.item_for(desk.owner, uuid7())
    with pytest.raises(NotFound):
        permissions.item_for(desk.stranger, desk.waiting().id)


def test_one_look_tells_what_can_be_done(desk: Desk) -> None:
    item = desk.waiting()
    assert permissions.available_actions(item, desk.reviewer) == ("claim",)
    item = actions.claim(item, acting_user=desk.reviewer)
    assert permissions.available_actions(item, desk.reviewer) == ("renew", "release", "approve", "edit", "reject", "escalate")
    assert permissions.available_actions(item, desk.second) == ()
    lease_over(item)
    assert permissions.available_actions(fresh(item), desk.second) == ("claim",)
