"""Where a conversation stands, and when it got there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conversations import actions, states
from conversations.models import Conversation, HandOff, StatusChange
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from tests.conversations.cast import BEN, Cast


def test_resolving_keeps_who_and_when_and_stands_on_the_ledger(cast: Cast) -> None:
    conversation = cast.conversation(cast.mail())
    resolved = actions.resolve(conversation, acting_user=cast.rosa)
    assert resolved.status == "resolved"
    assert resolved.resolved_at is not None
    change = StatusChange.objects.get(conversation=conversation)
    assert (change.old, change.new, change.user) == ("waiting_for_us", "resolved", cast.rosa)
    assert '"old":"waiting_for_us"' in cast.entries("conversation.status_changed")[0].body


def test_reopening_takes_it_back_and_counts(cast: Cast) -> None:
    conversation = actions.resolve(cast.conversation(cast.mail()), acting_user=cast.rosa)
    reopened = actions.reopen(conversation, acting_user=cast.rosa)
    assert (reopened.status, reopened.resolved_at, reopened.reopen_count) == ("reopened", None, 1)
    assert reopened.reopened_at is not None


def test_a_customer_who_writes_again_reopens_a_resolved_conversation(cast: Cast) -> None:
    first = cast.mail()
    actions.resolve(cast.conversation(first), acting_user=cast.rosa)
    cast.mail("It broke again.")
    conversation = cast.conversation(first)
    assert (conversation.status, conversation.reopen_count) == ("reopened", 1)
    assert [(one.old, one.new) for one in StatusChange.objects.order_by("id")][-1] == ("resolved", "reopened")


def test_a_reopened_conversation_stays_so_while_the_customer_goes_on(cast: Cast) -> None:
    first = cast.mail()
    actions.resolve(cast.conversation(first), acting_user=cast.rosa)
    cast.mail("It broke again.")
    cast.mail("Are you there?")
    assert cast.conversation(first).status == "reopened"
    assert cast.conversation(first).reopen_count == 1


def test_resolving_twice_is_a_conflict_and_leaves_one_entry(cast: Cast) -> None:
    conversation = actions.resolve(cast.conversation(cast.mail()), acting_user=cast.rosa)
    with pytest.raises(TransitionError, match="resolved"):
        actions.resolve(conversation, acting_user=cast.rosa)
    assert len(cast.entries("conversation.status_changed")) == 1


def test_what_is_not_resolved_cannot_be_reopened(cast: Cast) -> None:
    with pytest.raises(TransitionError):
        actions.reopen(cast.conversation(cast.mail()), acting_user=cast.rosa)


@pytest.mark.parametrize("verb", [actions.resolve, actions.reopen, actions.take_over, actions.give_back])
def test_an_auditor_may_not_and_a_stranger_finds_nothing(cast: Cast, verb: Callable[..., object]) -> None:
    conversation = cast.conversation(cast.mail())
    with pytest.raises(NotAllowed):
        verb(conversation, acting_user=cast.auditor)
    with pytest.raises(NotFound):
        verb(conversation, acting_user=cast.stranger)
    assert Conversation.objects.get(id=conversation.id).status == "waiting_for_us"


def test_every_status_has_a_row_in_the_table_and_every_target_exists() -> None:
    assert set(states.NEXT) == set(Conversation.Status)
    assert set().union(*states.NEXT.values()) <= set(Conversation.Status)


@pytest.mark.parametrize(("old", "new"), [(old, new) for old in states.NEXT for new in Conversation.Status if new != old])
def test_the_table_alone_says_what_may_follow(cast: Cast, old: str, new: str) -> None:
    conversation = cast.conversation(cast.mail())
    Conversation.objects.update(status=old)
    if new in states.NEXT[old]:
        assert actions.set_status(conversation, new, acting_user=cast.rosa).status == new
    else:
        with pytest.raises(TransitionError):
            actions.set_status(conversation, new, acting_user=cast.rosa)
        assert Conversation.objects.get(id=conversation.id).status == old


def test_a_hand_off_is_told_once_per_turn_and_reason(cast: Cast) -> None:
    received = cast.mail()
    conversation = cast.conversation(received)
    for _ in range(2):
        actions.hand_off(conversation, HandOff.Reason.NOTHING_FITS, turn=received.message_id)
    actions.hand_off(conversation, HandOff.Reason.NOTHING_FITS, turn=None)
    assert HandOff.objects.filter(conversation=conversation).count() == 2
    assert len(cast.entries("conversation.handed_off")) == 2


def test_a_reason_that_is_not_on_the_list_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="nothing_fits"):
        actions.hand_off(cast.conversation(cast.mail()), "because", turn=None)
    assert not HandOff.objects.exists()


def test_a_note_is_a_message_of_ours_that_changes_no_version(cast: Cast) -> None:
    first = cast.mail()
    note = actions.add_note(cast.conversation(first), "Called her, no answer.", acting_user=cast.rosa)
    conversation = cast.conversation(first)
    assert (note.direction, note.seq) == ("note", 2)
    assert (conversation.version, conversation.status) == (1, "waiting_for_us")


def test_a_conversation_is_taken_over_by_one_person_and_given_back_once(cast: Cast) -> None:
    conversation = cast.conversation(cast.mail())
    actions.take_over(conversation, acting_user=cast.rosa)
    with pytest.raises(TransitionError):
        actions.take_over(conversation, acting_user=cast.rosa)
    actions.give_back(conversation, acting_user=cast.rosa)
    with pytest.raises(TransitionError):
        actions.give_back(conversation, acting_user=cast.rosa)


def test_what_triage_found_is_kept_with_its_conversation_alone(cast: Cast) -> None:
    found, other = cast.conversation(cast.mail()), cast.conversation(cast.mail("A quote, please.", sender=BEN, subject="Offer"))
    before = Conversation.objects.filter(id=other.id).values().get()
    actions.set_triage(found.id, language="de", urgency="high", intent="complaint")
    found.refresh_from_db()
    assert (found.language, found.urgency, found.intent) == ("de", "high", "complaint")
    assert found.id != other.id
    assert Conversation.objects.filter(id=other.id).values().get() == before
