"""A merge moves nothing: what comes in later goes to the other conversation, until it is undone. What was closed as spam is not joined."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.models import Channel, Delivery
from connectors.types import Address, AuthResults, Envelope
from conversations import actions as conversation_actions
from conversations import intake
from conversations.models import Conversation, Message
from kit.errors import InvalidInput, TransitionError
from policies.budgets import actions as budgets
from policies.models import Limit
from review import actions, release, superseding
from review.models import Action, Item
from review.pages import thread
from review.triage import undoing
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import CUSTOMER, Desk, approved, mail_to, rule
from tests.review.test_triage import ALLOW_SORTING, SPAM, triage


def follow_up(desk: Desk, before: Conversation, text: str) -> Conversation:
    """The customer answers the first letter of ``before``; where that lands."""
    first = before.messages.order_by("seq")[0].external_id
    envelope = Envelope(
        external_id=f"{hashlib.sha256(text.encode()).hexdigest()[:20]}@customer.example", content_hash=hashlib.sha256(text.encode()).hexdigest(),
        sender=Address(CUSTOMER, "Mara"), to=(Address(desk.channel.address),), subject="Re: something", text=text, full_text=text, in_reply_to=first,
        references=(first,), auth=AuthResults(level="verified"),
    )  # fmt: skip
    return Conversation.objects.get(id=intake.receive(desk.channel, envelope, text.encode()).conversation_id)


def merged(desk: Desk) -> tuple[Conversation, Conversation, Action]:
    desk.policy_says(ALLOW_SORTING)
    target, source = desk.letter("Where is my lamp?"), desk.letter("It is the green one.")
    [action] = desk.submit(triage("merge", into=str(target.id)), conversation=source).actions
    source.refresh_from_db()
    assert (action.status, source.merged_into_id, source.status) == ("done", target.id, "resolved")
    return target, source, action


def test_later_mails_go_to_the_other_one_which_shows_both(desk: Desk) -> None:
    target, source, _ = merged(desk)
    assert follow_up(desk, source, "And a shade.") == target
    texts = [one.conversation_id for one in thread.latest(target)]
    assert texts == [target.id, source.id, target.id]


def test_a_limit_of_the_one_goes_with_it_to_the_other(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    target, source = desk.letter("Where is my lamp?"), desk.letter("It is the green one.")
    kind: dict[str, Any] = {"unit": "calls", "per": "conversation", "period": "day", "acting_user": None}
    budgets.set_limit(desk.workspace, **kind, only=source.id, amount=Decimal(3))
    desk.submit(triage("merge", into=str(target.id)), conversation=source)
    assert dict(Limit.objects.values_list("only", "amount")) == {source.id: 3, target.id: 3}
    with pytest.raises(InvalidInput, match="merged into another one"):
        budgets.set_limit(desk.workspace, **kind | {"period": "hour"}, only=source.id, amount=Decimal(3))


def test_a_mail_joins_nothing_that_was_merged_into_what_is_spam(desk: Desk) -> None:
    target, source, _ = merged(desk)
    desk.submit(SPAM, conversation=target)
    target.refresh_from_db()
    assert target.closed_as == "spam"
    assert follow_up(desk, source, "And a shade.") not in (source, target)


def test_what_was_drafted_in_a_merged_one_is_outdated_by_a_mail_to_the_other(desk: Desk) -> None:
    target, source, _ = merged(desk)
    desk.policy_says(rule("a person looks"))
    item = desk.waiting(conversation=source)
    assert follow_up(desk, source, "And a shade.") == target
    newest = Message.objects.filter(conversation=target).latest("seq")
    assert superseding.outdated_by(newest.id) == [source.id]
    superseding.supersede_older(source.id)
    assert Item.objects.get(id=item.id).status == "superseded"


def test_undone_a_merge_gives_back_what_was_there_and_later_mails_land_by_themselves(desk: Desk) -> None:
    target, source, action = merged(desk)
    follow_up(desk, source, "And a shade.")
    undoing.undo(action, acting_user=desk.reviewer)
    source.refresh_from_db()
    assert (source.merged_into_id, source.closed_as, source.status) == (None, "", "waiting_for_us")
    assert follow_up(desk, source, "Still the green one.") == source
    assert follow_up(desk, target, "Hello again.") == target
    assert [one.conversation_id for one in thread.latest(target)] == [target.id] * 3


def test_a_merge_that_does_not_fit_any_more_fails_and_says_so(desk: Desk) -> None:
    target, source = desk.letter(), desk.letter()
    item = approved(desk, triage("merge", into=str(target.id)), conversation=source)
    conversation_actions.resolve(target, acting_user=desk.reviewer)
    assert release.send(Delivery.objects.get(action=item.actions.get().id).id) == "failed"
    told = Item.objects.get(conversation=source, kind="hand_off")
    assert "not open any more" in told.returned_because


def test_a_stranger_s_conversation_is_no_target(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    target, source = desk.letter(sender="eve@elsewhere.example"), desk.letter()
    [action] = desk.submit(triage("merge", into=str(target.id)), conversation=source).actions
    assert action.status == "failed"
    source.refresh_from_db()
    assert source.merged_into_id is None


def test_a_merged_conversation_is_not_reopened_by_hand(desk: Desk) -> None:
    _, source, _ = merged(desk)
    with pytest.raises(TransitionError, match="merged"):
        conversation_actions.reopen(source, acting_user=desk.reviewer)


def test_spam_is_not_joined_and_is_again_once_undone(desk: Desk) -> None:
    desk.policy_says(ALLOW_SORTING)
    conversation = desk.letter()
    [action] = desk.submit(SPAM, conversation=conversation).actions
    other = follow_up(desk, conversation, "Are you there?")
    assert other != conversation
    undoing.undo(action, acting_user=desk.reviewer)
    assert follow_up(desk, conversation, "Hello?") == conversation


def test_a_forward_goes_to_an_address_of_the_channel_and_is_no_message_to_the_customer(desk: Desk) -> None:
    Channel.objects.filter(id=desk.channel.id).update(parameters={"forward_to": ["books@moss.example"]})
    conversation = desk.letter()
    forward = triage("forward", to="books@moss.example")
    item = desk.waiting(replace(forward, outbound=desk.outbound("Forwarded.", "books@moss.example")), conversation=conversation)
    item = actions.claim(item, acting_user=desk.reviewer)
    elsewhere = {item.actions.get().id: {"to": "else@where.example"}}
    with pytest.raises(InvalidInput, match="may forward to"):
        actions.edit_and_approve(item, None, item.seen_digest, acting_user=desk.reviewer, arguments=elsewhere)
    actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    delivery = Delivery.objects.get(action=item.actions.get().id)
    assert delivery.channel_id == desk.channel.id
    with SmtpServer() as server:
        desk.channel.refresh_from_db()
        forward_to = desk.channel.parameters
        mail_to(desk, server)
        Channel.objects.filter(id=desk.channel.id).update(parameters={**desk.channel.parameters, **forward_to})
        assert release.send(delivery.id) == "sent"
        release.send(delivery.id)
        [mail] = server.mails
    assert b"books@moss.example" in mail
    assert b"Forwarded." in mail
    before = conversation.version
    conversation.refresh_from_db()
    assert (conversation.version, conversation.messages.filter(direction="out").count()) == (before, 0)
