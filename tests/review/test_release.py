"""Between the decision and the world: ruled again, once, and back to a person when what was agreed no longer holds."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Channel, Delivery
from conversations import actions as conversation_actions
from conversations.models import HandOff, Message
from kit.ids import uuid7
from review import actions, permissions, release
from review.models import Action, Item
from review.release import ending, sending, sweeping
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import (
    ALLOW,
    DENY,
    REVIEW,
    TWO_PEOPLE,
    Desk,
    approved,
    delivery_of,
    fresh,
    rule,
    story,
    verified,
)
from tests.support.races import at_once
from tests.support.tampering import tamper

pytestmark = pytest.mark.django_db(transaction=True)


def send(item_or_action: Item | Action) -> str:
    Delivery.objects.filter(id=delivery_of(item_or_action).id, status="pending").update(next_attempt_at=timezone.now())
    return release.send(delivery_of(item_or_action).id)


def agree(desk: Desk, item: Item, user: Any) -> Item:
    mine = actions.claim(item, acting_user=user)
    return actions.approve(mine, mine.seen_digest, acting_user=user)


def test_what_was_approved_is_what_arrives(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    assert send(item) == "sent"
    (mail,) = server.mails
    message = Message.objects.get(direction="out")
    item.conversation.refresh_from_db()
    assert b"Your lamp is on its way." in mail
    assert (message.action, message.user, message.conversation) == (item.actions.get().id, busy_desk.reviewer, item.conversation)
    assert f"Message-ID: <{message.external_id}>".encode() in mail
    assert item.actions.get().status == "done"
    assert (item.conversation.version, item.conversation.status) == (item.conversation_version + 1, "waiting_for_customer")
    assert story(item)[-3:] == ["item_approved", "delivery_started", "delivery_sent"]
    assert verified()


def test_many_workers_at_once_send_one_mail(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    identity = delivery_of(item).id
    results = at_once([partial(release.send, identity)] * 4)
    assert set(results) <= {"sent", "sending", "pending"}
    assert release.send(identity) == "sent"
    assert len(server.mails) == 1
    assert (story(item).count("delivery_started"), story(item).count("delivery_sent")) == (1, 1)


def test_a_policy_that_wants_more_people_now_takes_the_item_back_and_says_why(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    busy_desk.policy_says(TWO_PEOPLE)
    assert send(item) == "held"
    back = fresh(item)
    assert (back.status, back.round, back.approvals_given, back.approvals_needed) == ("waiting", 2, 0, 2)
    assert "two people look" in back.returned_because
    assert back.actions.get().status == "held"
    assert not server.mails
    agree(busy_desk, back, busy_desk.reviewer)
    assert send(item) == "held"
    agree(busy_desk, fresh(item), busy_desk.second)
    assert send(item) == "sent"
    assert len(server.mails) == 1
    assert verified()


def test_a_policy_that_denies_now_ends_it_with_a_hand_off(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    busy_desk.policy_says(DENY)
    assert send(item) == "cancelled"
    handed = Item.objects.get(kind="hand_off")
    assert (handed.status, handed.reason, handed.about) == ("waiting", "policy_denied", item.actions.get())
    assert "nothing may leave" in handed.returned_because
    assert item.actions.get().status == "denied"
    assert (send(item), server.mails) == ("cancelled", [])


def test_a_policy_that_names_other_people_now_asks_them(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    busy_desk.policy_says(rule("law looks", queue="legal"))
    assert send(item) == "held"
    assert fresh(item).queue == busy_desk.legal
    permissions.grant(busy_desk.legal, busy_desk.second)
    agree(busy_desk, fresh(item), busy_desk.second)
    assert send(item) == "sent"


def test_agreement_of_people_who_may_decide_in_the_new_queue_still_holds(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    permissions.grant(busy_desk.legal, busy_desk.reviewer)
    busy_desk.policy_says(rule("law looks", queue="legal"))
    assert send(item) == "sent"


@pytest.mark.parametrize("now", [ALLOW, REVIEW, rule("another rule that asks one person")])
def test_a_policy_that_is_no_stricter_changes_nothing(busy_desk: Desk, server: SmtpServer, now: Any) -> None:
    item = approved(busy_desk)
    busy_desk.policy_says(now)
    assert send(item) == "sent"


def test_a_policy_that_wants_a_written_reason_now_asks_for_one(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    busy_desk.policy_says(rule("say why", obligations=[{"kind": "require_reason"}]))
    assert send(item) == "held"
    mine = actions.claim(fresh(item), acting_user=busy_desk.reviewer)
    actions.approve(mine, mine.seen_digest, acting_user=busy_desk.reviewer, comment="The carrier confirmed it.")
    assert send(item) == "sent"


def test_what_the_policy_allowed_and_now_asks_about_waits_for_a_person(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    (action,) = busy_desk.submit().actions
    busy_desk.policy_says(REVIEW)
    assert send(action) == "held"
    item = Item.objects.get()
    assert (item.status, item.kind, item.actions.get()) == ("waiting", "approval", action)
    agree(busy_desk, item, busy_desk.reviewer)
    assert send(action) == "sent"
    assert len(server.mails) == 1


def test_an_activation_holds_for_the_very_next_send(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    first, second = (busy_desk.submit().actions[0] for _ in range(2))
    assert send(first) == "sent"
    busy_desk.policy_says(DENY)
    assert send(second) == "cancelled"
    assert len(server.mails) == 1


def test_the_customer_has_written_between_the_decision_and_the_send(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    busy_desk.letter("It has come!", to=item.conversation)
    assert send(item) == "cancelled"
    assert (fresh(item).status, item.actions.get().status) == ("superseded", "superseded")
    assert not server.mails


def test_a_person_who_takes_over_stops_what_the_agent_was_allowed_to_send(busy_desk: Desk, server: SmtpServer) -> None:
    busy_desk.policy_says(ALLOW)
    conversation = busy_desk.letter()
    (action,) = busy_desk.submit(conversation=conversation).actions
    conversation_actions.take_over(conversation, acting_user=busy_desk.reviewer)
    assert send(action) == "held"
    assert "taken over" in Item.objects.get().returned_because


def test_content_that_is_not_what_was_agreed_to_comes_back(busy_desk: Desk, server: SmtpServer) -> None:
    item, other = approved(busy_desk), approved(busy_desk, busy_desk.reply("Something else."))
    tamper("UPDATE connectors_delivery SET payload = %s WHERE id = %s", other.actions.get().content, delivery_of(item).id)
    assert send(item) == "held"
    assert "not what was agreed" in fresh(item).returned_because
    assert not server.mails


def test_a_reply_delivered_outdates_other_drafts_of_the_conversation(busy_desk: Desk, server: SmtpServer) -> None:
    conversation = busy_desk.letter()
    first, second = (busy_desk.waiting(busy_desk.reply(text), conversation=conversation) for text in ("One.", "Two."))
    agree(busy_desk, first, busy_desk.reviewer)
    assert send(first) == "sent"
    assert fresh(second).status == "superseded"
    assert fresh(first).status == "approved"


def test_two_replies_of_one_turn_both_leave(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk, busy_desk.reply("First."), busy_desk.reply("Second."))
    assert [send(action) for action in item.actions.order_by("position")] == ["sent", "sent"]
    assert len(server.mails) == 2


def test_a_server_that_cannot_now_is_tried_again_later(busy_desk: Desk, server: SmtpServer) -> None:
    server.behaviour.dot = "451 later"
    item = approved(busy_desk)
    assert send(item) == "pending"
    assert delivery_of(item).next_attempt_at > timezone.now()
    assert release.send(delivery_of(item).id) == "pending", "before its time nothing is tried"
    server.behaviour.dot = "250 taken"
    assert send(item) == "sent"
    assert story(item)[-4:] == ["delivery_started", "delivery_retried", "delivery_started", "delivery_sent"]


def test_a_server_that_refuses_for_good_makes_it_a_person_s(busy_desk: Desk, server: SmtpServer) -> None:
    server.behaviour.rcpt = "550 no such user"
    item = approved(busy_desk)
    assert send(item) == "failed"
    handed = Item.objects.get(kind="hand_off")
    assert (handed.reason, handed.queue, handed.priority) == ("delivery_failed", busy_desk.queue, 0)
    assert HandOff.objects.filter(turn=item.turn, reason="delivery_failed").exists()
    assert send(item) == "failed"


def test_trying_ends_after_the_adapter_s_last_attempt(busy_desk: Desk, server: SmtpServer) -> None:
    server.behaviour.mail = "451 later"
    item = approved(busy_desk)
    Delivery.objects.filter(id=delivery_of(item).id).update(attempts=7)
    assert send(item) == "failed"
    assert Item.objects.filter(kind="hand_off", reason="delivery_failed").count() == 1


def about(item: Item) -> Action:
    assert item.about is not None
    return Action.objects.get(id=item.about.id)


@pytest.fixture
def unclear(busy_desk: Desk, server: SmtpServer) -> Item:
    """The server took the mail's last byte and hung up without a word."""
    server.behaviour.dot = None
    item = approved(busy_desk)
    assert send(item) == "unknown"
    asked = Item.objects.get(kind="delivery_unknown")
    assert asked.about == item.actions.get()
    return actions.claim(asked, acting_user=busy_desk.reviewer)


def test_what_is_unclear_is_never_tried_again_by_itself(busy_desk: Desk, server: SmtpServer, unclear: Item) -> None:
    assert release.sweep() == 0
    assert release.send(delivery_of(about(unclear)).id) == "unknown"
    assert len(server.mails) == 1
    assert story(unclear).count("delivery_unknown") == 1
    assert verified()


def test_a_person_says_that_it_left(busy_desk: Desk, server: SmtpServer, unclear: Item) -> None:
    assert actions.it_left(unclear, "She answered it.", acting_user=busy_desk.reviewer).status == "done"
    assert Message.objects.filter(direction="out", action=unclear.about_id).count() == 1
    action = about(unclear)
    assert (delivery_of(action).status, action.status) == ("sent", "done")
    assert len(server.mails) == 1


def test_a_person_sends_it_again(busy_desk: Desk, server: SmtpServer, unclear: Item) -> None:
    server.behaviour.dot = "250 taken"
    actions.send_again(unclear, acting_user=busy_desk.reviewer)
    action = about(unclear)
    assert send(action) == "sent"
    ids = {line for mail in server.mails for line in mail.splitlines() if line.startswith(b"Message-ID:")}
    assert (len(server.mails), len(ids)) == (2, 1), "the same mail under the same id"


def test_a_person_lets_it_be(busy_desk: Desk, server: SmtpServer, unclear: Item) -> None:
    actions.cancel(unclear, acting_user=busy_desk.reviewer)
    action = about(unclear)
    assert (delivery_of(action).status, action.status) == ("cancelled", "rejected")
    assert send(action) == "cancelled"
    assert Item.objects.get(id=unclear.id).status == "done"


def test_an_answer_that_comes_after_a_person_was_asked_closes_their_item(
    busy_desk: Desk, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, real = approved(busy_desk), ending.sent_over_network

    def slow(*args: Any) -> None:
        Delivery.objects.filter(id=delivery_of(item).id).update(claimed_until=timezone.now() - timedelta(seconds=1))
        assert sweeping.settle_abandoned() == 1
        assert delivery_of(item).status == "unknown"
        real(*args)

    monkeypatch.setattr(ending, "sent_over_network", slow)
    assert send(item) == "sent"
    assert Item.objects.get(kind="delivery_unknown").status == "done"
    assert Message.objects.filter(direction="out").count() == len(server.mails) == 1


def test_a_worker_that_was_given_up_before_the_dot_sends_nothing(
    busy_desk: Desk, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, real = approved(busy_desk), sending.pass_point_of_no_return

    def slow(intent: Any) -> None:
        Delivery.objects.filter(id=delivery_of(item).id).update(claimed_until=timezone.now() - timedelta(seconds=1))
        assert sweeping.settle_abandoned() == 1
        monkeypatch.setattr(sending, "pass_point_of_no_return", real)
        assert send(item) == "sent"  # another worker
        real(intent)

    monkeypatch.setattr(sending, "pass_point_of_no_return", slow)
    assert send(item) == "sent"
    assert len(server.mails) == 1


def test_an_adapter_that_fails_in_an_unknown_way_counts_by_how_far_it_came(
    busy_desk: Desk, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.channels.email.adapter import EmailAdapter

    def broken(self: Any, delivery: Any, outbound: Any, *, before_point_of_no_return: Any) -> None:
        if outbound.text == "Late.":
            before_point_of_no_return()
        raise KeyError("a defect")

    monkeypatch.setattr(EmailAdapter, "send", broken)
    early, late = approved(busy_desk, busy_desk.reply("Early.")), approved(busy_desk, busy_desk.reply("Late."))
    assert (send(early), send(late)) == ("pending", "unknown")


def test_a_channel_that_was_switched_off_sends_nothing(busy_desk: Desk, server: SmtpServer) -> None:
    item = approved(busy_desk)
    Channel.objects.update(is_active=False)
    assert send(item) == "failed"
    assert not server.mails


def test_a_chat_reply_is_in_the_conversation_exactly_once(busy_desk: Desk) -> None:
    Channel.objects.filter(id=busy_desk.channel.id).update(kind="chat", parameters={})
    item = approved(busy_desk)
    assert not [one for one in at_once([partial(release.send, delivery_of(item).id)] * 4) if isinstance(one, Exception)]
    assert release.send(delivery_of(item).id) == "sent"
    assert Message.objects.filter(direction="out", conversation=item.conversation).count() == 1
    assert story(item).count("delivery_sent") == 1


def test_two_chat_replies_to_one_conversation_do_not_wait_for_each_other_for_ever(busy_desk: Desk) -> None:
    Channel.objects.filter(id=busy_desk.channel.id).update(kind="chat", parameters={})
    item = approved(busy_desk, busy_desk.reply("One."), busy_desk.reply("Two."))
    deliveries = [delivery_of(action).id for action in item.actions.all()]
    results = at_once([partial(release.send, identity) for identity in deliveries])
    assert results == ["sent", "sent"]


def test_a_delivery_that_is_gone_is_no_failure(busy_desk: Desk) -> None:
    assert release.send(uuid7()) == ""
