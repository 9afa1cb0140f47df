"""A message joins the conversation it belongs to, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import actions, contacts
from conversations.models import Contact, Conversation
from conversations.threading import plain_subject
from tests.conversations.cast import BEN, MARA, MARA_AT_WORK, SHOP, Cast


def test_an_answer_joins_by_the_id_it_replies_to(cast: Cast) -> None:
    first = cast.mail("Where is my lamp?", external_id="first@mail.example")
    second = cast.mail("I found it.", subject="Never mind", in_reply_to="first@mail.example")
    assert second.conversation_id == first.conversation_id
    assert cast.conversation(first).version == 2
    assert cast.message(second).seq == 2


def test_an_answer_joins_by_a_reference_further_up_when_the_nearest_is_unknown(cast: Cast) -> None:
    first = cast.mail(external_id="first@mail.example")
    references = ("first@mail.example", "lost@mail.example")
    second = cast.mail("And?", subject="Other", in_reply_to="lost@mail.example", references=references)
    assert second.conversation_id == first.conversation_id


def test_of_two_conversations_the_nearest_reference_wins(cast: Cast) -> None:
    cast.mail("One", subject="About the lamp", external_id="one@mail.example")
    near = cast.mail("Two", subject="About the chair", external_id="two@mail.example")
    both = cast.mail("Three", subject="Both", in_reply_to="two@mail.example", references=("one@mail.example", "two@mail.example"))
    assert both.conversation_id == near.conversation_id


def test_a_stranger_who_knows_an_id_does_not_get_in(cast: Cast) -> None:
    first = cast.mail(external_id="first@mail.example")
    stranger = cast.mail("What did she write?", sender=BEN, in_reply_to="first@mail.example")
    assert stranger.conversation_id != first.conversation_id


def test_a_colleague_who_was_in_copy_may_answer(cast: Cast) -> None:
    first = cast.mail(external_id="first@mail.example", cc=(BEN,))
    colleague = cast.mail("It was my lamp.", sender=BEN, in_reply_to="first@mail.example")
    assert colleague.conversation_id == first.conversation_id


def test_a_colleague_proves_who_they_are_not_that_they_are_the_customer(cast: Cast) -> None:
    first = cast.mail(external_id="first@mail.example", cc=(BEN,))
    assert cast.conversation(first).identity == "verified"
    cast.mail("It was my lamp.", sender=BEN, in_reply_to="first@mail.example")
    assert cast.conversation(first).identity == "soft"


@pytest.mark.parametrize(
    "subject", ["Re: The green lamp", "AW: RE: the  GREEN lamp", "[moss] Fwd: The green lamp", "Antwort: The green lamp"]
)
def test_without_ids_the_same_subject_of_the_same_person_joins(cast: Cast, subject: str) -> None:
    first = cast.mail()
    assert cast.mail("Any news?", subject=subject).conversation_id == first.conversation_id


def test_the_same_subject_joins_only_within_the_window(cast: Cast) -> None:
    first = cast.mail()
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(days=11))
    assert cast.mail("Any news?").conversation_id != first.conversation_id


def test_somebody_elses_mail_of_the_same_subject_stays_apart(cast: Cast) -> None:
    first = cast.mail()
    assert cast.mail("Mine is broken", sender=BEN).conversation_id != first.conversation_id


def test_whoever_puts_ben_in_copy_does_not_catch_his_next_mail(cast: Cast) -> None:
    bait = cast.mail("Hello", subject="Invoice", cc=(BEN,))
    assert cast.mail("My bank account is ...", subject="Invoice", sender=BEN).conversation_id != bait.conversation_id


def test_a_subject_too_short_to_mean_anything_joins_nothing(cast: Cast) -> None:
    first = cast.mail(subject="Hi")
    assert cast.mail("Another thing", subject="Hi").conversation_id != first.conversation_id


def test_mails_without_a_sender_do_not_find_each_other(cast: Cast) -> None:
    nobody = type(MARA)("")
    first = cast.mail("One", sender=nobody)
    assert cast.mail("Two", sender=nobody).conversation_id != first.conversation_id


def test_a_merged_address_continues_the_conversation_of_the_other(cast: Cast) -> None:
    first = cast.mail()
    other = cast.mail("I am at work", subject="Something else", sender=MARA_AT_WORK)
    work, home = cast.contact(other), cast.contact(first)
    actions.merge(work, home, acting_user=cast.rosa)
    assert cast.mail("Any news?", sender=MARA_AT_WORK).conversation_id == first.conversation_id
    assert cast.conversation(first).identity == "verified"
    assert Contact.objects.count() == 2
    assert contacts.find(cast.workspace.id, "email", MARA_AT_WORK.address) == home


def test_a_thread_id_of_another_mailbox_joins_nothing(cast: Cast) -> None:
    first = cast.mail(external_id="first@mail.example")
    second = cast.take(cast.envelope("And?", in_reply_to="first@mail.example"), channel=cast.second_mailbox())
    assert second.conversation_id != first.conversation_id


def test_our_own_address_is_no_participant(cast: Cast) -> None:
    received = cast.mail(to=(SHOP, BEN))
    assert cast.conversation(received).participants.count() == 2


@pytest.mark.parametrize(
    ("subject", "plain"),
    [("Re: Re[2]: Lamp", "lamp"), ("回复：灯", "灯"), ("Odp: Fwd: Lampa", "lampa"), ("Report: lamp", "report: lamp"), ("Re:", "")],
)
def test_a_plain_subject_has_no_prefixes(subject: str, plain: str) -> None:
    assert plain_subject(subject) == plain
