"""A message comes in once, is kept whole, and stands on the ledger."""

from __future__ import annotations

import pytest

from audit import content
from conversations import documents
from conversations.models import Conversation, Message
from kit import correlation
from kit.models import DomainEvent
from tests.conversations.cast import MARA, Cast


def test_a_first_mail_opens_a_conversation_that_waits_for_us(cast: Cast) -> None:
    received = cast.mail("Where is my lamp?")
    conversation = cast.conversation(received)
    assert received.status == "new"
    assert (conversation.status, conversation.version, conversation.inbound_count) == ("waiting_for_us", 1, 1)
    assert conversation.preview.subject == "The green lamp"
    assert conversation.preview.snippet == "Where is my lamp?"


def test_the_message_can_be_read_back_as_it_was_and_as_it_was_understood(cast: Cast) -> None:
    received = cast.take(cast.envelope("Where is my lamp?"), raw=b"exactly these bytes")
    message = cast.message(received)
    assert content.get(cast.workspace.id, message.raw) == b"exactly these bytes"
    assert documents.load_message(message).text == "Where is my lamp?"
    assert documents.load_message(message).sender == MARA


def test_opening_and_message_stand_on_the_ledger_without_a_word_of_the_customer(cast: Cast) -> None:
    received = cast.mail("Where is my lamp?")
    bodies = [cast.entries(name)[0].body for name in ("conversation.opened", "conversation.message_received")]
    assert all(str(received.conversation_id) in body for body in bodies)
    assert not any(word in body for body in bodies for word in ("lamp", "mara", "Vogel", "example"))


def test_the_correlation_id_in_force_is_that_of_the_message(cast: Cast) -> None:
    with correlation.bind("front-door-1"):
        received = cast.mail()
    assert cast.message(received).correlation_id == "front-door-1"
    assert '"correlation":"front-door-1"' in cast.entries("conversation.message_received")[0].body


def test_a_message_without_one_gets_a_correlation_id_of_its_own(cast: Cast) -> None:
    first, second = cast.message(cast.mail("one")), cast.message(cast.mail("two"))
    assert first.correlation_id
    assert first.correlation_id != second.correlation_id


@pytest.mark.parametrize("machine", ["auto-reply", "bounce", "report", "list", "own"])
def test_mail_of_a_machine_is_kept_but_wakes_nobody(cast: Cast, machine: str) -> None:
    received = cast.mail("I am away until Monday.", machine=machine)
    assert received.status == "machine"
    assert Message.objects.filter(id=received.message_id, machine=machine).exists()
    assert Conversation.objects.get(id=received.conversation_id).status == "resolved"
    assert not DomainEvent.objects.filter(name="conversation.message_received").exists()
