"""A decision binds to exactly what was seen, by whom it may be taken, once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from audit import content
from audit.models import Entry
from connectors.models import Delivery
from conversations import reply_html
from conversations.models import HandOff
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from kit.events import Event
from kit.ids import uuid7
from kit.models import DomainEvent
from review import actions, outbounds, permissions, subscribers
from review.errors import LostClaim, SamePerson, StaleView, Superseded
from review.models import Action, Decision, Item, Label
from review.types import ProposedAction
from tests.review.cast import DENY, DRAFT, REVIEW, TWO_PEOPLE, Desk, delivery_of, fresh, lease_over, rule
from tests.support.races import at_once

LAWYERS = rule("words of law", when='action.hosts.exists(host, host == "law.example")', queue="legal")


def held(desk: Desk, *proposed: ProposedAction) -> Item:
    return actions.claim(desk.waiting(*proposed), acting_user=desk.reviewer)


def approve(item: Item, desk: Desk) -> Item:
    return actions.approve(item, item.seen_digest, acting_user=desk.reviewer)


def nothing_left(item: Item) -> None:
    assert not Delivery.objects.exists()
    assert fresh(item).is_open


def test_an_approved_reply_may_leave_and_everything_about_it_is_written(desk: Desk) -> None:
    item = approve(held(desk), desk)
    action, decision = item.actions.get(), Decision.objects.get()
    label, delivery = Label.objects.get(), delivery_of(item)
    assert (item.status, action.status, delivery.status) == ("approved", "allowed", "pending")
    assert (decision.user, decision.person, decision.verdict, decision.content_digest) == (
        desk.reviewer, desk.reviewer.person, "approve", item.content_digest,
    )  # fmt: skip
    assert (label.decision, label.action, label.proposed, label.sent) == (decision, action, action.content, action.content)
    assert label.similarity == 1
    assert (delivery.payload, delivery.channel) == (action.content, desk.channel)
    entry = Entry.objects.get(event="review.item_approved")
    assert entry.subject == item.id
    assert item.content_digest in entry.body
    assert f'"outcome":"approved"' in entry.body  # noqa: F541 - reads like the body


def test_the_statement_and_python_agree_about_the_idempotency_key(desk: Desk) -> None:
    from review.deliveries import key_of

    item = approve(held(desk), desk)
    assert delivery_of(item).key == key_of(item.actions.get().id)


def test_a_decision_wakes_whoever_follows_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kit import events

    monkeypatch.setitem(events._subscribers, "review.item_decided", {"test.follow": lambda event: None})
    item = approve(held(desk), desk)
    assert DomainEvent.objects.get(subscriber="test.follow").subject == item.id


def test_rejecting_needs_a_reason_of_the_list_and_nothing_leaves(desk: Desk) -> None:
    item = held(desk)
    with pytest.raises(InvalidInput):
        actions.reject(item, "because", acting_user=desk.reviewer)
    rejected = actions.reject(item, "wrong_facts", "It left last week.", acting_user=desk.reviewer)
    label = Label.objects.get()
    assert (rejected.status, item.actions.get().status) == ("rejected", "rejected")
    assert (label.verdict, label.reason_code, label.sent, label.similarity) == ("reject", "wrong_facts", "", None)
    assert content.get_text(item.workspace_id, Decision.objects.get().comment) == "It left last week."
    assert HandOff.objects.filter(turn=item.turn, reason="reviewer_rejected").exists()
    assert not Delivery.objects.exists()


def test_what_has_changed_since_it_was_seen_is_refused(desk: Desk) -> None:
    item = held(desk)
    with pytest.raises(StaleView):
        actions.approve(item, "0" * 64, acting_user=desk.reviewer)
    seen = item.seen_digest
    desk.move(item, content_digest="ab" * 32)
    with pytest.raises(StaleView):
        actions.approve(fresh(item), seen, acting_user=desk.reviewer)
    with pytest.raises(StaleView):
        actions.reject(fresh(item), "tone", acting_user=desk.reviewer, seen_digest=seen)
    item.content_digest = item.content_digest  # the page's own copy is as old as the page
    with pytest.raises(StaleView):
        actions.approve(held_copy(item, seen), seen, acting_user=desk.reviewer)
    nothing_left(item)


def held_copy(item: Item, seen: str) -> Item:
    """An item as it was read before the change."""
    old = fresh(item)
    for digest in ("ab" * 32, old.content_digest):
        old.content_digest = digest
        if old.seen_digest == seen:
            return old
    old.round += 1
    return old


@pytest.mark.parametrize("changed", ["content_digest", "ruling_digest", "round"])
def test_a_change_between_reading_and_deciding_is_found_by_the_statement(desk: Desk, changed: str) -> None:
    item = held(desk)
    desk.move(fresh(item), **{changed: 7 if changed == "round" else "cd" * 32})
    with pytest.raises(StaleView):
        approve(item, desk)
    nothing_left(item)


def test_a_claim_that_has_ended_decides_nothing(desk: Desk) -> None:
    item = held(desk)
    lease_over(item)
    for verb in (partial(approve, item, desk), partial(actions.reject, item, "tone", acting_user=desk.reviewer)):
        with pytest.raises(LostClaim):
            verb()
    with pytest.raises(LostClaim):
        actions.edit_and_approve(item, "Other words.", item.seen_digest, acting_user=desk.reviewer)
    nothing_left(item)


def test_nobody_decides_under_another_s_claim(desk: Desk) -> None:
    item = held(desk)
    with pytest.raises(LostClaim):
        actions.approve(item, item.seen_digest, acting_user=desk.second)
    with pytest.raises(LostClaim):
        actions.approve(item, item.seen_digest, acting_user=desk.owner)
    with pytest.raises(NotFound):
        actions.approve(item, item.seen_digest, acting_user=desk.stranger)
    with pytest.raises(NotAllowed):
        actions.approve(item, item.seen_digest, acting_user=desk.auditor)
    nothing_left(item)


def test_a_right_that_was_taken_after_the_claim_is_gone(desk: Desk) -> None:
    item = held(desk)
    permissions.revoke(desk.queue, desk.reviewer)
    with pytest.raises(NotFound):
        approve(item, desk)
    nothing_left(item)


def test_of_two_decisions_at_once_exactly_one_counts(busy_desk: Desk) -> None:
    item = held(busy_desk)
    results = at_once([partial(approve, item, busy_desk)] * 3 + [partial(actions.reject, item, "tone", acting_user=busy_desk.reviewer)])
    assert len([one for one in results if isinstance(one, Item)]) == 1
    assert len([one for one in results if isinstance(one, TransitionError)]) == 3
    assert Decision.objects.count() == Label.objects.count() == 1
    assert Delivery.objects.count() == (fresh(item).status == "approved")


def test_a_newer_message_of_the_customer_outdates_the_draft_even_in_the_last_moment(busy_desk: Desk) -> None:
    """The message is in, the subscriber that sets the item aside has not run yet."""
    item = held(busy_desk)
    busy_desk.letter("It has come!", to=item.conversation)
    for verb in (partial(approve, item, busy_desk), partial(actions.reject, item, "tone", acting_user=busy_desk.reviewer)):
        with pytest.raises(Superseded):
            verb()
    with pytest.raises(Superseded):
        actions.edit_and_approve(item, "Other words.", item.seen_digest, acting_user=busy_desk.reviewer)
    nothing_left(item)


def test_a_message_that_comes_while_the_decision_is_taken_waits_for_it_or_stops_it(busy_desk: Desk) -> None:
    """Both orders are right; a decision on an outdated draft that counts is not."""
    for _ in range(4):
        item = held(busy_desk)
        decided, _ = at_once([partial(approve, item, busy_desk), partial(busy_desk.letter, "It has come!", to=item.conversation)])
        item.conversation.refresh_from_db()
        if isinstance(decided, Item):
            before = Entry.objects.get(event="review.item_approved", subject=item.id).stream_no
            after = (
                Entry.objects.filter(stream=item.conversation_id, event="conversation.message_received").order_by("-stream_no")[0].stream_no
            )
            assert (before or 0) < (after or 0)
        else:
            assert isinstance(decided, Superseded)


def test_the_subscriber_sets_aside_what_the_customer_has_outrun(desk: Desk) -> None:
    item = held(desk)
    conversation = desk.letter("It has come!", to=item.conversation)
    message = conversation.messages.order_by("-seq")[0]
    event = Event(uuid7(), "conversation.message_received", desk.workspace.id, message.id)
    subscribers.message_received(event)
    subscribers.message_received(event)
    assert (fresh(item).status, item.actions.get().status) == ("superseded", "superseded")
    assert Entry.objects.filter(event="review.item_superseded").count() == 1
    with pytest.raises(TransitionError):
        approve(item, desk)


def test_an_approved_draft_that_has_not_left_is_set_aside_too(desk: Desk) -> None:
    item = approve(held(desk), desk)
    conversation = desk.letter("It has come!", to=item.conversation)
    subscribers.message_received(
        Event(uuid7(), "conversation.message_received", desk.workspace.id, conversation.messages.order_by("-seq")[0].id)
    )
    assert (fresh(item).status, delivery_of(item).status) == ("superseded", "cancelled")


def test_two_people_agree_and_only_then_it_may_leave(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = approve(held(desk), desk)
    nothing_left(item)
    assert item.actions.get().status == "held"
    mine = actions.claim(item, acting_user=desk.second)
    assert actions.approve(mine, mine.seen_digest, acting_user=desk.second).status == "approved"
    assert Delivery.objects.count() == 1
    assert set(Decision.objects.values_list("user", flat=True)) == {desk.reviewer.id, desk.second.id}


def test_the_same_human_under_a_claim_that_slipped_through_is_refused_by_the_statement(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = approve(held(desk), desk)
    desk.move(item, status="claimed", claimed_by=desk.reviewer, lease_until=held(desk).lease_until)
    with pytest.raises(SamePerson):
        approve(fresh(item), desk)
    nothing_left(item)


def test_a_written_reason_is_asked_for_where_the_policy_says_so(desk: Desk) -> None:
    desk.policy_says(rule("say why", obligations=[{"kind": "require_reason"}]))
    item = held(desk)
    with pytest.raises(InvalidInput):
        approve(item, desk)
    assert actions.approve(item, item.seen_digest, acting_user=desk.reviewer, comment="Checked with the carrier.").status == "approved"


def test_a_draft_with_a_placeholder_cannot_be_approved_but_edited(desk: Desk) -> None:
    item = held(desk, desk.reply("We refund to &lt;CREDIT_CARD_1&gt; or <IBAN_CODE_2>."))
    with pytest.raises(InvalidInput, match="placeholder"):
        approve(item, desk)
    with pytest.raises(InvalidInput, match="placeholder"):
        actions.edit_and_approve(item, "To <IBAN_CODE_2>.", item.seen_digest, acting_user=desk.reviewer)
    assert actions.edit_and_approve(item, "To your card.", item.seen_digest, acting_user=desk.reviewer).status == "approved"


def test_an_edited_reply_is_what_leaves_and_what_is_learned(desk: Desk) -> None:
    item = held(desk)
    before = item.actions.get()
    outcome = actions.edit_and_approve(
        item, "Your lamp left us today.", item.seen_digest, acting_user=desk.reviewer, subject="Re: Your lamp", reason_code="wrong_facts"
    )
    action, label = item.actions.get(), Label.objects.get()
    stored = outbounds.load(item.workspace_id, delivery_of(item).payload).outbound
    assert (outcome.status, outcome.item.status, action.status) == ("approved", "edited", "allowed")
    assert stored is not None
    assert (stored.text, stored.html, stored.subject) == ("Your lamp left us today.", "<p>Your lamp left us today.</p>", "Re: Your lamp")
    assert stored.to == desk.outbound().to
    assert action.digest != before.digest
    assert (label.proposed, label.sent, label.reason_code) == (before.content, action.content, "wrong_facts")
    assert label.similarity is not None
    assert 0 < label.similarity < 1
    told = list(Entry.objects.filter(stream=item.conversation_id).order_by("stream_no").values_list("event", flat=True))
    assert told[-3:] == ["policy.ruled", "review.action_edited", "review.item_edited"]


def test_an_edited_reply_has_the_form_of_every_reply(desk: Desk) -> None:
    item, text = held(desk), "We need:\n\n- your name\n- a <photo>\n\n-- \nMoss, Lamp Street"
    actions.edit_and_approve(item, text, item.seen_digest, acting_user=desk.reviewer)
    sent = outbounds.load(desk.workspace.id, delivery_of(item).payload).outbound
    assert sent is not None
    assert sent.html == reply_html.html(text)
    assert "<li>a &lt;photo&gt;</li>" in sent.html


def test_an_edit_that_the_policy_denies_does_not_leave(desk: Desk) -> None:
    item = held(desk)
    desk.policy_says(REVIEW, rule("no links", when="size(action.hosts) > 0", effect="deny"))
    before = item.actions.get()
    outcome = actions.edit_and_approve(item, "See https://evil.example/x", item.seen_digest, acting_user=desk.reviewer)
    assert outcome.status == "refused"
    assert "no links" in outcome.reason
    assert (outcome.item.status, item.actions.get().content) == ("waiting", before.content)
    assert Entry.objects.filter(event="review.edit_refused").count() == 1
    nothing_left(item)


def test_an_edit_is_ruled_on_by_the_personal_data_that_it_brings_in(desk: Desk) -> None:
    desk.policy_says(REVIEW, rule("no cards", when="data.types.exists(one, one == 'CREDIT_CARD')", effect="deny"))
    waiting = desk.waiting(desk.reply(evidence={"data": {"types": ["EMAIL_ADDRESS"], "classes": []}}))
    item = actions.claim(waiting, acting_user=desk.reviewer)
    outcome = actions.edit_and_approve(item, "We paid it back to 4111 1111 1111 1111.", item.seen_digest, acting_user=desk.reviewer)
    assert outcome.status == "refused"
    assert "no cards" in outcome.reason
    nothing_left(item)
    item = actions.claim(fresh(item), acting_user=desk.reviewer)
    assert actions.edit_and_approve(item, "We paid it back.", item.seen_digest, acting_user=desk.reviewer).status == "approved"
    ruling = item.actions.select_related("ruling").get().ruling
    assert ruling is not None
    assert content.get_json(item.workspace_id, ruling.facts)["data"]["types"] == ["EMAIL_ADDRESS"]


def test_an_edit_that_needs_other_people_goes_to_their_queue(desk: Desk) -> None:
    item = held(desk)
    desk.policy_says(LAWYERS, REVIEW)
    outcome = actions.edit_and_approve(item, "See https://law.example/42", item.seen_digest, acting_user=desk.reviewer)
    assert (outcome.status, outcome.item.status) == ("waiting", "waiting")
    nothing_left(item)
    permissions.grant(desk.legal, desk.second)
    mine = actions.claim_next(acting_user=desk.second, workspace=desk.workspace.id, queue=desk.legal)
    assert mine == item
    assert actions.approve(mine, mine.seen_digest, acting_user=desk.second).status == "approved"


def test_an_edit_under_a_policy_that_wants_two_waits_for_the_second(desk: Desk) -> None:
    item = held(desk)
    desk.policy_says(TWO_PEOPLE)
    outcome = actions.edit_and_approve(item, "It left.", item.seen_digest, acting_user=desk.reviewer)
    assert (outcome.status, outcome.item.approvals_given, outcome.item.approvals_needed) == ("waiting", 1, 2)
    nothing_left(item)
    mine = actions.claim(outcome.item, acting_user=desk.second)
    assert actions.approve(mine, mine.seen_digest, acting_user=desk.second).status == "approved"


def test_an_edit_by_the_second_person_takes_the_first_agreement_away(desk: Desk) -> None:
    """What the first person agreed to is not what the second one wrote."""
    desk.policy_says(TWO_PEOPLE)
    item = approve(held(desk), desk)
    mine = actions.claim(item, acting_user=desk.second)
    outcome = actions.edit_and_approve(mine, "It left today.", mine.seen_digest, acting_user=desk.second)
    assert (outcome.status, outcome.item.approvals_given, outcome.item.round) == ("waiting", 1, 2)
    again = actions.claim(outcome.item, acting_user=desk.reviewer)
    assert approve(again, desk).status == "approved"


@pytest.mark.parametrize(("text", "subject"), [("  ", None), ("Fine.", "two\nlines"), ("Fine.", "two\rlines")])
def test_an_edit_that_is_no_reply_is_refused(desk: Desk, text: str, subject: str | None) -> None:
    item = held(desk)
    with pytest.raises(InvalidInput):
        actions.edit_and_approve(item, text, item.seen_digest, acting_user=desk.reviewer, subject=subject)
    nothing_left(item)


def test_an_escalated_item_waits_in_the_other_queue_for_its_people(desk: Desk) -> None:
    item = held(desk)
    moved = actions.escalate(item, desk.legal, "Look at clause 4.", acting_user=desk.reviewer)
    assert (moved.queue, moved.status) == (desk.legal, "waiting")
    assert Decision.objects.get().verdict == "escalate"
    with pytest.raises(NotFound):
        actions.claim(moved, acting_user=desk.reviewer)
    assert actions.claim_next(acting_user=desk.owner, workspace=desk.workspace.id) == item


def test_nothing_escalates_into_another_workspace(desk: Desk) -> None:
    from tests.review.cast import assemble

    elsewhere = assemble("fern")
    item = held(desk)
    with pytest.raises(NotFound):
        actions.escalate(item, elsewhere.queue, acting_user=desk.reviewer)
    with pytest.raises(InvalidInput):
        actions.escalate(item, desk.queue, acting_user=desk.reviewer)
    assert fresh(item).queue == desk.queue


def test_a_hand_off_is_closed_and_never_approved(desk: Desk) -> None:
    desk.policy_says(DENY)
    item = held(desk)
    for verb in (partial(approve, item, desk), partial(actions.reject, item, "tone", acting_user=desk.reviewer)):
        with pytest.raises(TransitionError):
            verb()
    with pytest.raises(TransitionError):
        actions.edit_and_approve(item, "Something.", item.seen_digest, acting_user=desk.reviewer)
    assert actions.close(item, "I called her.", acting_user=desk.reviewer).status == "done"
    with pytest.raises(TransitionError):
        actions.close(item, acting_user=desk.reviewer)
    assert not Delivery.objects.exists()


def test_an_approval_is_not_closed(desk: Desk) -> None:
    with pytest.raises(TransitionError):
        actions.close(held(desk), acting_user=desk.reviewer)


@pytest.mark.parametrize("verb", ["it_left", "send_again", "cancel"])
def test_the_verbs_of_an_unclear_delivery_are_for_unclear_deliveries_only(desk: Desk, verb: str) -> None:
    item = approve(held(desk), desk)
    other = held(desk)
    for one in (item, other):
        with pytest.raises(TransitionError):
            getattr(actions, verb)(one, acting_user=desk.reviewer)
    assert delivery_of(item).status == "pending"


def test_what_people_decided_cannot_be_changed_past_the_ledger(busy_desk: Desk) -> None:
    item = approve(held(busy_desk), busy_desk)
    for statement in (
        "UPDATE review_decision SET verdict = 'reject'",
        "DELETE FROM review_label",
        "UPDATE review_item SET status = 'done'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError):
        Action.objects.filter(item=item).update(digest="ef" * 32)
    Item.objects.filter(id=item.id).update(lease_until=None)
    assert Decision.objects.get().verdict == "approve"
    assert DRAFT
