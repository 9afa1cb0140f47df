"""A visitor's message is one message of one conversation, however often and from wherever it is sent."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from audit.models import Entry
from conversations import actions, rebuilding
from conversations.chat import history, limits, notices, tokens
from conversations.chat.limits import TooOften
from conversations.chat.tokens import Visitor
from conversations.models import Conversation, HandOff, Message
from kit.models import DomainEvent
from tests.conversations.chat.conftest import Shop
from tests.conversations.chat.test_identity import signed
from tests.support.races import at_once


def events_of(conversation: Conversation) -> list[str]:
    return list(Entry.objects.filter(stream=conversation.id).order_by("stream_no").values_list("event", flat=True))


def test_a_message_is_a_turn_like_any_other(shop: Shop, ada: Visitor) -> None:
    receipt = shop.writes(ada, "Can the Tern be dimmed?")
    message = Message.objects.get(conversation=shop.conversation(ada), seq=receipt.seq)
    assert (message.direction, message.channel, message.auth["level"]) == ("in", shop.channel, "none")
    assert events_of(message.conversation) == ["conversation.opened", "conversation.message_received"]
    assert DomainEvent.objects.filter(subject=message.id, subscriber="review.supersede").exists()


def test_the_same_message_sent_again_is_there_once(shop: Shop, ada: Visitor) -> None:
    identity = str(uuid4())
    first, second = shop.writes(ada, "Hello", identity), shop.writes(ada, "Hello", identity)
    assert (first.duplicate, second.duplicate, first.seq) == (False, True, second.seq)
    assert shop.sees(ada) == ["Hello"]


def test_the_same_words_said_twice_are_two_messages(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "Hello?")
    shop.writes(ada, "Hello?")
    assert shop.sees(ada) == ["Hello?", "Hello?"]


def test_all_messages_of_a_visitor_are_one_conversation(shop: Shop, ada: Visitor) -> None:
    for text in ("One", "Two", "Three"):
        shop.writes(ada, text)
    conversation = Conversation.objects.get()
    assert (conversation.version, conversation.inbound_count, conversation.last_seq) == (3, 3, 3)


def test_lists_call_a_chat_by_the_words_it_began_with(shop: Shop, ada: Visitor) -> None:
    first = "Can the Tern be dimmed, or do I need the other driver that your page on dimming speaks of somewhere?"
    for text in (first, "Hello?"):
        shop.writes(ada, text)
    conversation = shop.conversation(ada)
    called = conversation.preview.subject
    assert (called, conversation.preview.snippet) == (
        "Can the Tern be dimmed, or do I need the other driver that your page on dimming …",
        "Hello?",
    )
    conversation.preview.delete()
    assert rebuilding.previews(shop.channel.workspace_id) == 1
    assert Conversation.objects.get(id=conversation.id).preview.subject == called


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Hello, you have charged me twice for the lamp, my card number is 4111 1111 1111 1111, the second one", "my card number is …"),
        ("Please send the money that you still owe me for my return to the account DE89 3704 0044 0532 0130 00", "return to the account …"),
        (
            "I would be glad about an answer by mail; the right address for all of this is mara.vogel@example.org please",
            "for all of this is …",
        ),
        ("9" * 200, "…"),
    ],
)
def test_the_words_of_a_chat_s_name_hold_no_part_of_a_number(shop: Shop, ada: Visitor, said: str, called: str) -> None:
    shop.writes(ada, said)
    assert shop.conversation(ada).preview.subject.endswith(called)


def test_two_visitors_never_meet(shop: Shop, ada: Visitor, ben: Visitor) -> None:
    identity = str(uuid4())
    shop.writes(ada, "My order is 40199", identity)
    shop.writes(ben, "My order is 40199", identity)
    shop.answers(ada, "Ada, it is on its way.")
    assert Conversation.objects.count() == 2
    assert shop.sees(ben) == ["My order is 40199"]


def test_first_messages_at_the_same_moment_from_two_pages_open_one_conversation(shop: Shop, ada: Visitor) -> None:
    at_once([partial(shop.writes, ada, f"Message {number}") for number in range(4)])
    assert Conversation.objects.count() == 1
    assert sorted(shop.sees(ada)) == [f"Message {number}" for number in range(4)]


def test_one_message_sent_over_two_lines_at_once_is_there_once(shop: Shop, ada: Visitor) -> None:
    receipts = at_once([partial(shop.writes, ada, "Only once", str(uuid4()))] * 4)
    assert shop.sees(ada) == ["Only once"]
    assert sorted(receipt.duplicate for receipt in receipts) == [False, True, True, True]


def test_a_visitor_sees_messages_and_never_a_note(shop: Shop, ada: Visitor) -> None:
    from accounts.models import Membership, User

    shop.writes(ada, "Is it ready?")
    colleague = User.objects.create_user("rita@moss.example", "a long password")
    Membership.objects.create(workspace=shop.workspace, user=colleague, role="reviewer")
    actions.add_note(shop.conversation(ada), "Do not promise anything.", acting_user=colleague)
    shop.answers(ada, "It is.")
    page = history.since(shop.channel, ada, 0)
    assert [(one["seq"], one["from"], one["text"]) for one in page.messages] == [(1, "visitor", "Is it ready?"), (3, "us", "It is.")]
    assert [one["text"] for one in history.since(shop.channel, ada, 1).messages] == ["It is."]


def test_a_number_of_another_conversation_gives_everything(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "Hello")
    assert len(history.since(shop.channel, ada, 5, str(uuid4())).messages) == 1
    assert history.since(shop.channel, ada, 5, str(shop.conversation(ada).id)).messages == []


def test_more_than_a_page_of_messages_comes_in_parts_without_a_gap(shop: Shop, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    for number in range(7):
        shop.writes(ada, str(number))
    read, after, more = [], 0, True
    while more:
        page = history.since(shop.channel, ada, after)
        read += [one["text"] for one in page.messages]
        after, more = page.last, page.more
    assert read == [str(number) for number in range(7)]


def test_a_colleague_is_checking_shows_from_the_hand_off_to_the_answer_and_stands_on_the_ledger_once(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "I want a person.")
    assert history.since(shop.channel, ada, 0).state == "preparing"
    conversation = shop.conversation(ada)
    actions.hand_off(conversation, HandOff.Reason.CUSTOMER_ASKED, turn=None)
    page = history.since(shop.channel, ada, 0)
    assert (page.state, page.notice) == ("checking", "A colleague is checking the answer.")
    shop.writes(ada, "Hello?")
    actions.hand_off(shop.conversation(ada), HandOff.Reason.POLICY_REVIEW, turn=uuid4())
    assert history.since(shop.channel, ada, 0).state == "checking"
    assert events_of(conversation).count("conversation.notice_given") == 1
    shop.answers(ada, "Here I am.")
    page = history.since(shop.channel, ada, 0)
    assert (page.state, page.notice) == ("answered", "")
    shop.writes(ada, "Thanks. Something else?")
    actions.hand_off(shop.conversation(ada), HandOff.Reason.POLICY_REVIEW, turn=uuid4())
    assert events_of(conversation).count("conversation.notice_given") == 2


def test_the_notice_is_the_channels_own_line_where_it_has_one_else_in_the_customers_language(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "Hallo")
    conversation = shop.conversation(ada)
    conversation.language = "de"
    assert notices.text_of(shop.channel, conversation) == ("Eine Kollegin oder ein Kollege prüft die Antwort.", "de")
    shop.channel.parameters["waiting"] = "One moment."
    assert notices.text_of(shop.channel, conversation) == ("One moment.", "")


def test_a_hand_off_of_a_mail_gives_no_notice(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "Hello")
    conversation = shop.conversation(ada)
    conversation.channel.kind = "email"
    with transaction.atomic():
        actions.hand_off(conversation, HandOff.Reason.NOTHING_FITS, turn=None)
    assert "conversation.notice_given" not in events_of(conversation)


def test_a_resolved_chat_reopens_while_it_is_fresh_and_a_settled_one_is_left_alone(shop: Shop, ada: Visitor) -> None:
    shop.writes(ada, "Hello")
    conversation = actions.set_status(shop.conversation(ada), "resolved", acting_user=None)
    shop.writes(ada, "One more thing")
    conversation.refresh_from_db()
    assert conversation.status == "reopened"
    actions.set_status(conversation, "resolved", acting_user=None)
    Conversation.objects.update(last_message_at="2020-01-01T00:00:00Z")
    assert history.current(shop.channel, ada) is None
    shop.writes(ada, "Years later")
    assert shop.sees(ada) == ["Years later"]


def test_a_known_visitor_finds_the_conversation_on_another_device(shop: Shop) -> None:
    from conversations.chat import identity

    here, there = (identity.vouched(shop.channel, signed(shop.channel, "42", "Ada")) for _ in range(2))
    shop.writes(here, "From my phone")
    assert shop.sees(there) == ["From my phone"]
    conversation = shop.conversation(there)
    assert (conversation.identity, conversation.contact.name if conversation.contact else "") == ("verified", "Ada")


def test_ids_of_a_host_that_differ_in_case_are_two_people(shop: Shop) -> None:
    lower, upper = tokens.known(shop.channel, "ab", "a"), tokens.known(shop.channel, "AB", "b")
    shop.writes(lower, "I am ab")
    assert history.current(shop.channel, upper) is None


def test_too_many_messages_are_refused_and_taken_again_later(
    shop: Shop, ada: Visitor, ben: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MESSAGES", (limits.Rule("few", 2, 600),))
    shop.writes(ada, "One")
    shop.writes(ada, "Two")
    with pytest.raises(TooOften) as refused:
        shop.writes(ada, "Three")
    assert 590 <= refused.value.wait <= 601
    shop.writes(ben, "Others go on")
    assert shop.sees(ada) == ["One", "Two"]
