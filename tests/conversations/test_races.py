"""Two connections at once: what both believed to be first is settled by the database, once."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from connectors.models import Channel
from connectors.types import Envelope
from conversations import actions, contacts, intake
from conversations.intake import Bearer, Received
from conversations.models import Contact, ContactAddress, Conversation, Message
from kit.errors import InvalidInput
from tests.conversations.cast import BEN, MARA, MARA_AT_WORK, Cast
from tests.support.races import at_once


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both deliveries have found that nothing like them is here before either goes on."""
    barrier, once = threading.Barrier(2, timeout=60), threading.local()
    bearers = intake._bearers

    def waits(channel: Channel, envelope: Envelope, fingerprint: str) -> list[Bearer]:
        found = bearers(channel, envelope, fingerprint)
        if threading.current_thread() is not threading.main_thread() and not getattr(once, "met", False):
            once.met = True
            barrier.wait()
        return found

    monkeypatch.setattr(intake, "_bearers", waits)


def deliver(cast: Cast, *envelopes: Envelope) -> list[Received]:
    return at_once([partial(cast.take, one) for one in envelopes])


@pytest.mark.usefixtures("meet")
@pytest.mark.parametrize("identity", ["same@mail.example", ""])
def test_the_same_mail_delivered_twice_at_once_is_one_message(committed: Cast, identity: str) -> None:
    envelope = committed.envelope(external_id=identity)
    first, second = deliver(committed, envelope, envelope)
    assert {first.status, second.status} == {"new", "duplicate"}
    assert first.message_id == second.message_id
    assert Message.objects.count() == Conversation.objects.count() == Contact.objects.count() == 1
    assert len(committed.entries("conversation.message_received")) == 1


@pytest.mark.usefixtures("meet")
def test_two_mails_that_bear_one_id_at_once_are_both_kept(committed: Cast) -> None:
    one, two = (committed.envelope(text, external_id="same@mail.example") for text in ("Send it.", "Do not send it."))
    results = deliver(committed, one, two)
    assert [one.status for one in results] == ["new", "new"]
    assert sorted(one.external_id for one in Message.objects.all()) == ["", "same@mail.example"]


@pytest.mark.usefixtures("meet")
def test_two_first_mails_of_one_person_at_once_are_one_conversation(committed: Cast) -> None:
    results = deliver(committed, committed.envelope("Where is my lamp?"), committed.envelope("It is green."))
    conversation = Conversation.objects.get()
    assert {one.conversation_id for one in results} == {conversation.id}
    assert (conversation.version, conversation.last_seq, conversation.inbound_count) == (2, 2, 2)
    assert ContactAddress.objects.count() == Contact.objects.count() == 1


@pytest.mark.usefixtures("meet")
def test_a_known_person_who_writes_twice_at_once_about_something_new_opens_one_conversation(committed: Cast) -> None:
    committed.mail("Hello", subject="Something old")
    results = deliver(committed, committed.envelope("Where is my lamp?"), committed.envelope("It is green."))
    assert len({one.conversation_id for one in results}) == 1
    assert Conversation.objects.count() == 2


@pytest.mark.usefixtures("meet")
def test_two_first_mails_about_two_things_at_once_are_two_conversations_of_one_person(committed: Cast) -> None:
    results = deliver(committed, committed.envelope("One", subject="The lamp"), committed.envelope("Two", subject="The chair"))
    assert len({one.conversation_id for one in results}) == 2
    assert Contact.objects.count() == 1


@pytest.mark.usefixtures("meet")
def test_two_people_answering_at_once_get_numbers_without_a_gap(committed: Cast) -> None:
    first = committed.mail(external_id="first@mail.example", cc=(BEN,))
    answers = [committed.envelope(one.name, sender=one, in_reply_to="first@mail.example") for one in (MARA, BEN)]
    results = deliver(committed, *answers)
    assert {one.conversation_id for one in results} == {first.conversation_id}
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert committed.conversation(first).version == 3


def test_two_merges_at_once_do_not_close_a_ring(committed: Cast) -> None:
    home = committed.contact(committed.mail())
    work = committed.contact(committed.mail("At work", subject="At work", sender=MARA_AT_WORK))
    results = at_once(
        [lambda: actions.merge(work, home, acting_user=committed.rosa), lambda: actions.merge(home, work, acting_user=committed.rosa)]
    )
    assert sorted(type(one) is InvalidInput for one in results) == [False, True]
    assert contacts.find(committed.workspace.id, "email", MARA.address) == contacts.find(
        committed.workspace.id, "email", MARA_AT_WORK.address
    )


def test_two_people_resolving_at_once_leave_one_change(committed: Cast) -> None:
    conversation = committed.conversation(committed.mail())
    at_once([lambda: actions.resolve(conversation, acting_user=committed.rosa)] * 2)
    assert len(committed.entries("conversation.status_changed")) == 1
