"""The same message is taken once, whatever route it took; another message is never taken for it."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.types import Envelope
from conversations.models import Conversation, Message
from tests.conversations.cast import BEN, Cast


def test_the_same_mail_twice_is_one_message_and_bumps_nothing(cast: Cast) -> None:
    envelope = cast.envelope("Where is my lamp?", external_id="a@mail.example")
    first = cast.take(envelope)
    again = cast.take(envelope, raw=b"Received: another route\r\n")
    assert (again.status, again.message_id) == ("duplicate", first.message_id)
    assert Message.objects.count() == 1
    assert cast.conversation(first).version == 1


def test_other_words_under_a_known_message_id_are_kept(cast: Cast) -> None:
    first = cast.mail("Where is my lamp?", external_id="a@mail.example")
    second = cast.mail("Cancel everything, please.", external_id="a@mail.example")
    assert second.status == "new"
    assert second.message_id != first.message_id
    assert cast.message(second).external_id == ""


def test_other_words_under_a_known_message_id_are_kept_only_once(cast: Cast) -> None:
    cast.mail("Where is my lamp?", external_id="a@mail.example")
    second = cast.mail("Cancel everything, please.", external_id="a@mail.example")
    third = cast.mail("Cancel everything, please.", external_id="a@mail.example")
    assert (third.status, third.message_id) == ("duplicate", second.message_id)


def test_without_a_message_id_the_words_the_sender_and_the_date_decide(cast: Cast) -> None:
    monday, tuesday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
    first = cast.mail("Any news?", external_id="", sent_at=monday)
    assert cast.mail("Any news?", external_id="", sent_at=monday).status == "duplicate"
    assert cast.mail("Any news?", external_id="", sent_at=tuesday).status == "new"
    assert cast.mail("Any news?", external_id="", sent_at=monday, sender=BEN).conversation_id != first.conversation_id


def test_the_same_mail_to_two_mailboxes_is_a_message_in_each(cast: Cast) -> None:
    envelope = cast.envelope("Where is my lamp?")
    first = cast.take(envelope)
    second = cast.take(envelope, channel=cast.second_mailbox())
    assert second.status == "new"
    assert second.conversation_id != first.conversation_id


def test_two_unreadable_mails_are_two_and_the_same_one_twice_is_one(cast: Cast) -> None:
    def unreadable(digest: str) -> Envelope:
        return cast.envelope("", external_id="", content_hash=digest, quarantined="the message could not be read")

    first = cast.take(unreadable("a" * 64), raw=b"a")
    assert cast.take(unreadable("b" * 64), raw=b"b").status == "quarantined"
    assert cast.take(unreadable("a" * 64), raw=b"a").message_id == first.message_id
    assert Message.objects.count() == 2


def test_two_mails_that_say_nothing_at_all_are_told_apart_by_their_bytes(cast: Cast) -> None:
    cast.mail("", external_id="", subject="", content_hash="a" * 64)
    cast.mail("", external_id="", subject="", content_hash="b" * 64)
    assert Conversation.objects.count() == 2
