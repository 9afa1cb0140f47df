"""Where a person is needed, a person answers: in their own words, ruled on, agreed to by whom the policy asks, exactly once."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message as Mail
from functools import partial

import pytest
from django.utils import timezone

from audit import content
from audit.models import Entry
from connectors.models import Delivery
from connectors.types import Outbound
from conversations.models import HandOff, Message
from kit.errors import InvalidInput, NotAllowed, NotFound, TransitionError
from kit.events import Event
from kit.ids import uuid7
from review import actions, outbounds, permissions, release, subscribers, superseding
from review.errors import LostClaim, SamePerson, StaleView, Superseded
from review.models import Action, Decision, Item, Label
from review.types import Outcome, ProposedAction
from tests.fakes.smtp_server import SmtpServer
from tests.review.cast import ALLOW, DENY, REVIEW, TWO_PEOPLE, Desk, delivery_of, fresh, lease_over, rule, story, verified
from tests.support.races import at_once

WORDS = "Dear Mara,\n\nyour lamp is at the harbour. It comes on Friday.\n\nRea"
FOOTER = "Moss Ltd, 1 Harbour Road"
LAWYERS = rule("words of law", queue="legal")


def handed_off(desk: Desk) -> Item:
    """The agent asks for a person; the reviewer has claimed it."""
    return actions.claim(desk.waiting(ProposedAction("hand_off", arguments={"reason": "nothing_fits"})), acting_user=desk.reviewer)


def denied(desk: Desk) -> Item:
    """The policy denied the agent's draft; then it says something else."""
    desk.policy_says(DENY)
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    desk.policy_says(REVIEW)
    return item


def answer(item: Item, desk: Desk, text: str = WORDS, **more: str) -> Outcome:
    return actions.answer(item, text, acting_user=desk.reviewer, seen_digest=item.seen_digest, **more)


def left_with(item: Item) -> Outbound:
    stored = outbounds.load(item.workspace_id, delivery_of(item).payload).outbound
    assert stored is not None
    return stored


def nothing_left(item: Item) -> None:
    assert not Delivery.objects.exists()
    assert fresh(item).is_open
    assert not Action.objects.filter(agent=None, status__in=("held", "allowed")).exists()


def newer_letter(desk: Desk, item: Item, text: str = "It has come!") -> Event:
    conversation = desk.letter(text, to=item.conversation)
    return Event(uuid7(), "conversation.message_received", desk.workspace.id, conversation.messages.order_by("-seq")[0].id)


@pytest.mark.parametrize("policy", [REVIEW, ALLOW])
def test_a_person_s_answer_leaves_and_everything_about_it_is_written(desk: Desk, policy: object) -> None:
    desk.policy_says(policy)  # type: ignore[arg-type]  # a parameter of the table above
    item = handed_off(desk)
    outcome = answer(item, desk, comment="Asked the carrier")
    action, decision = Action.objects.get(kind="reply"), Decision.objects.get()
    assert (outcome.status, outcome.item.status, action.status, delivery_of(item).status) == ("approved", "done", "allowed", "pending")
    assert (action.agent, action.turn, action.item, action.conversation_version) == (None, None, item, item.conversation_version)
    assert action.ruling is not None
    assert (decision.user, decision.verdict, decision.item, decision.seen_digest) == (desk.reviewer, "write", item, item.seen_digest)
    assert content.get_text(item.workspace_id, decision.comment) == "Asked the carrier"
    assert story(item)[-2:] == ["action_written", "item_answered"]
    assert '"outcome":"done"' in Entry.objects.get(event="review.item_answered").body
    assert delivery_of(item).payload == action.content
    assert not Label.objects.exists(), "without a draft there is nothing to compare with"


def test_it_carries_the_channel_s_lines_but_not_that_an_agent_drafted_it(desk: Desk) -> None:
    desk.channel.disclosure, desk.channel.footer, desk.channel.opt_out = "An AI drafted this reply.", FOOTER, "Write STOP to end this."
    desk.channel.save()
    item = handed_off(desk)
    answer(item, desk)
    sent = left_with(item)
    assert sent.text == f"{WORDS}\n\n-- \n{FOOTER}\n\nWrite STOP to end this.\n"
    assert FOOTER in sent.html
    assert "AI drafted" not in sent.text + sent.html


def test_it_answers_the_newest_message_under_its_subject_or_another(desk: Desk) -> None:
    item = handed_off(desk)
    first = item.conversation.messages.get()
    subscribers.message_received(newer_letter(desk, item))
    newest = item.conversation.messages.order_by("-seq")[0]
    item = fresh(item)
    answer(item, desk, subject="Your lamp")
    sent = left_with(item)
    assert (sent.subject, sent.in_reply_to, [one.address for one in sent.to]) == (
        "Your lamp",
        newest.external_id,
        ["mara@customer.example"],
    )
    assert sent.references == (first.external_id, newest.external_id)
    assert "X-Countersign-Thread" in sent.headers


def test_what_a_person_wrote_in_place_of_a_denied_draft_is_learned(desk: Desk) -> None:
    item = denied(desk)
    draft = item.actions.get()
    assert answer(item, desk).status == "approved"
    label = Label.objects.get()
    assert (label.verdict, label.action, label.proposed) == ("write", draft, draft.content)
    assert label.sent == Action.objects.get(agent=None).content
    assert label.similarity is not None
    assert label.similarity < 1
    draft.refresh_from_db()
    assert draft.status == "denied"


@pytest.mark.parametrize(
    ("text", "subject"),
    [("", None), (" \n ", None), ("To <IBAN_CODE_2>.", None), ("Fine.", "<IBAN_CODE_2>"), ("Fine.", "two\nlines"), ("Fine.", "two\rlines")],
)
def test_what_is_no_answer_is_refused_and_the_next_try_leaves(desk: Desk, text: str, subject: str | None) -> None:
    item = handed_off(desk)
    with pytest.raises(InvalidInput):
        actions.answer(item, text, subject, acting_user=desk.reviewer, seen_digest=item.seen_digest)
    nothing_left(item)
    assert fresh(item).status == "claimed"
    assert answer(item, desk).status == "approved"


def test_only_who_holds_the_item_and_has_seen_it_answers(desk: Desk) -> None:
    item = handed_off(desk)
    for user, why in ((desk.second, LostClaim), (desk.owner, LostClaim), (desk.stranger, NotFound), (desk.auditor, NotAllowed)):
        with pytest.raises(why):
            actions.answer(item, WORDS, acting_user=user, seen_digest=item.seen_digest)
    with pytest.raises(StaleView):
        actions.answer(item, WORDS, acting_user=desk.reviewer, seen_digest="0" * 64)
    lease_over(item)
    with pytest.raises(LostClaim):
        answer(item, desk)
    nothing_left(item)
    item = actions.claim(fresh(item), acting_user=desk.reviewer)
    assert "answer" in permissions.available_actions(item, desk.reviewer)
    assert answer(item, desk).status == "approved"
    with pytest.raises(TransitionError):
        answer(item, desk)


def test_a_draft_that_waits_is_edited_not_answered(desk: Desk) -> None:
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    assert "answer" not in permissions.available_actions(item, desk.reviewer)
    with pytest.raises(TransitionError, match="has no answer"):
        answer(item, desk)
    nothing_left(item)


def test_an_answer_that_the_policy_denies_does_not_leave(desk: Desk) -> None:
    item = handed_off(desk)
    desk.policy_says(rule("no links", when="size(action.hosts) > 0", effect="deny"), REVIEW)
    outcome = answer(item, desk, "See https://evil.example/x")
    assert outcome.status == "refused"
    assert "no links" in outcome.reason
    assert (outcome.item.status, outcome.item.returned_because) == ("waiting", outcome.reason)
    assert story(item)[-3:] == ["action_written", "answer_refused", "item_returned"]
    assert not Decision.objects.exists()
    nothing_left(item)
    mine = actions.claim(fresh(item), acting_user=desk.reviewer)
    assert answer(mine, desk).status == "approved"


def test_the_policy_knows_what_kinds_of_personal_data_the_answer_holds(desk: Desk) -> None:
    item = handed_off(desk)
    desk.policy_says(rule("no cards", when='"CREDIT_CARD" in data.types', effect="deny"), REVIEW)
    assert answer(item, desk, "We charged your card 5555 5555 5555 4444.").status == "refused"
    nothing_left(item)


def test_a_written_reason_is_asked_for_where_the_policy_says_so(desk: Desk) -> None:
    desk.policy_says(rule("say why", obligations=[{"kind": "require_reason"}]))
    item = handed_off(desk)
    with pytest.raises(InvalidInput, match="written reason"):
        answer(item, desk)
    nothing_left(item)
    assert answer(item, desk, comment="Asked the carrier").status == "approved"


def test_two_people_agree_to_an_answer_and_only_then_it_leaves(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = handed_off(desk)
    outcome = answer(item, desk)
    opened = outcome.item
    assert (outcome.status, fresh(item).status) == ("waiting", "done")
    assert (opened.kind, opened.status, opened.queue, opened.approvals_given, opened.approvals_needed) == (
        "approval", "waiting", desk.queue, 1, 2,
    )  # fmt: skip
    assert not Delivery.objects.exists()
    with pytest.raises(SamePerson):
        actions.claim(opened, acting_user=desk.reviewer)
    mine = actions.claim(opened, acting_user=desk.second)
    assert actions.approve(mine, mine.seen_digest, acting_user=desk.second).status == "approved"
    assert left_with(opened).text == WORDS
    assert not Label.objects.exists(), "nothing here was written by an agent"


def test_a_second_person_who_rejects_an_answer_leaves_the_message_with_a_person(desk: Desk) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = handed_off(desk)
    mine = actions.claim(answer(item, desk).item, acting_user=desk.second)
    actions.reject(mine, "tone", acting_user=desk.second)
    waiting = Item.objects.get(status="waiting")
    assert (waiting.kind, waiting.reason, waiting.queue) == ("hand_off", "reviewer_rejected", desk.queue)
    assert not Delivery.objects.exists()


def test_an_answer_that_needs_other_people_waits_in_their_queue(desk: Desk) -> None:
    item = handed_off(desk)
    desk.policy_says(LAWYERS)
    outcome = answer(item, desk)
    assert (outcome.status, outcome.item.queue, outcome.item.approvals_given) == ("waiting", desk.legal, 0)
    assert not Delivery.objects.exists()
    permissions.grant(desk.legal, desk.second)
    mine = actions.claim(outcome.item, acting_user=desk.second)
    assert actions.approve(mine, mine.seen_digest, acting_user=desk.second).status == "approved"


def test_who_may_decide_where_the_policy_asks_needs_nobody_else(desk: Desk) -> None:
    permissions.grant(desk.legal, desk.reviewer)
    item = handed_off(desk)
    desk.policy_says(LAWYERS)
    assert answer(item, desk).status == "approved"


@pytest.mark.parametrize("noticed", [True, False], ids=["the item has moved on", "the subscriber has not run yet"])
def test_an_answer_written_before_a_newer_message_does_not_leave(busy_desk: Desk, noticed: bool) -> None:
    item = handed_off(busy_desk)
    event = newer_letter(busy_desk, item)
    if noticed:
        subscribers.message_received(event)
    with pytest.raises(Superseded, match="newer message"):
        answer(item, busy_desk)
    nothing_left(item)
    subscribers.message_received(event)
    subscribers.message_received(event)
    assert fresh(item).status == "claimed", "a hand-off outlives a newer message"
    assert story(item).count("item_moved_on") == 1
    assert answer(fresh(item), busy_desk).status == "approved"


def test_a_message_that_comes_after_the_answer_keeps_it_from_leaving(busy_desk: Desk) -> None:
    item = handed_off(busy_desk)
    answer(item, busy_desk)
    subscribers.message_received(newer_letter(busy_desk, item))
    assert (delivery_of(item).status, Action.objects.get(kind="reply").status) == ("cancelled", "superseded")
    assert release.send(delivery_of(item).id) == "cancelled"
    assert verified()


def test_of_two_answers_at_once_exactly_one_counts(busy_desk: Desk) -> None:
    item = handed_off(busy_desk)
    results = at_once([partial(answer, item, busy_desk, f"Answer {number}") for number in range(2)])
    assert len([one for one in results if isinstance(one, Outcome)]) == 1
    assert len([one for one in results if isinstance(one, TransitionError)]) == 1
    assert Decision.objects.count() == Delivery.objects.count() == Action.objects.filter(kind="reply").count() == 1


def test_an_answer_and_a_newer_message_at_once_have_an_order(busy_desk: Desk) -> None:
    """Both orders are right; an answer that counts after a message that nobody had read is not."""
    for _ in range(4):
        item = handed_off(busy_desk)
        written, _ = at_once([partial(answer, item, busy_desk), partial(busy_desk.letter, "It has come!", to=item.conversation)])
        events = list(Entry.objects.filter(stream=item.conversation_id).order_by("stream_no").values_list("event", flat=True))
        if isinstance(written, Outcome):
            last = len(events) - 1 - events[::-1].index("conversation.message_received")
            assert events.index("review.item_answered") < last
        else:
            assert isinstance(written, Superseded)
            assert "review.item_answered" not in events


def send(item: Item) -> str:
    Delivery.objects.filter(id=delivery_of(item).id, status="pending").update(next_attempt_at=timezone.now())
    return release.send(delivery_of(item).id)


def read(data: bytes) -> Mail:
    return message_from_bytes(data)


def test_the_mail_that_leaves_stands_in_the_customer_s_thread_once(busy_desk: Desk, server: SmtpServer) -> None:
    item = handed_off(busy_desk)
    question = item.conversation.messages.get()
    answer(item, busy_desk)
    assert [send(item), send(item)] == ["sent", "sent"]
    (data,) = server.mails
    mail, message = read(data), Message.objects.get(direction="out")
    assert (mail["In-Reply-To"], mail["References"]) == (f"<{question.external_id}>", f"<{question.external_id}>")
    assert (mail["Subject"], mail["Message-ID"]) == ("Re: Lamp 1", f"<{message.external_id}>")
    assert b"It comes on Friday." in data
    assert (message.user, message.action) == (busy_desk.reviewer, Action.objects.get(kind="reply").id)
    assert story(item)[-3:] == ["item_answered", "delivery_started", "delivery_sent"]
    assert verified()


def test_a_reply_of_ours_that_leaves_closes_no_other_hand_off(busy_desk: Desk, server: SmtpServer) -> None:
    first = handed_off(busy_desk)
    other = actions.claim(
        busy_desk.waiting(ProposedAction("hand_off", arguments={"reason": "nothing_fits"}), conversation=first.conversation),
        acting_user=busy_desk.reviewer,
    )
    answer(first, busy_desk)
    assert send(first) == "sent"
    with pytest.raises(Superseded, match="newer message"):
        answer(other, busy_desk)
    assert answer(fresh(other), busy_desk).status == "approved"


def test_a_policy_that_has_become_stricter_takes_the_answer_back_to_people(busy_desk: Desk, server: SmtpServer) -> None:
    other = handed_off(busy_desk)
    busy_desk.policy_says(TWO_PEOPLE)
    unrelated = answer(other, busy_desk).item
    busy_desk.policy_says(REVIEW)
    item = handed_off(busy_desk)
    answer(item, busy_desk)
    busy_desk.policy_says(TWO_PEOPLE)
    assert send_held(item) == "held"
    opened = Item.objects.get(kind="approval", conversation=item.conversation)
    assert (opened.status, opened.approvals_needed, opened.actions.get().agent) == ("waiting", 2, None)
    assert unrelated.actions.count() == 1, "answers have no turn in common"
    assert not server.mails


def send_held(item: Item) -> str:
    delivery = delivery_of(item)
    Delivery.objects.filter(id=delivery.id).update(next_attempt_at=timezone.now())
    return release.send(delivery.id)


def test_a_rejected_draft_leaves_the_message_with_a_person_exactly_once(busy_desk: Desk) -> None:
    item = actions.claim(busy_desk.waiting(), acting_user=busy_desk.reviewer)
    results = at_once([partial(actions.reject, item, "wrong_facts", acting_user=busy_desk.reviewer)] * 2)
    assert len([one for one in results if isinstance(one, Item)]) == 1
    opened = Item.objects.get(kind="hand_off")
    assert (opened.status, opened.reason, opened.queue, opened.turn) == ("waiting", "reviewer_rejected", busy_desk.queue, item.turn)
    assert "rejected the draft: it says something that is not true" in opened.returned_because
    assert HandOff.objects.filter(conversation=item.conversation, reason="reviewer_rejected").count() == 1
    mine = actions.claim(opened, acting_user=busy_desk.second)
    assert actions.answer(mine, WORDS, acting_user=busy_desk.second, seen_digest=mine.seen_digest).status == "approved"


def test_rejecting_what_the_customer_has_outrun_opens_nothing(desk: Desk) -> None:
    item = actions.claim(desk.waiting(), acting_user=desk.reviewer)
    desk.letter("It has come!", to=item.conversation)
    with pytest.raises(Superseded):
        actions.reject(item, "tone", acting_user=desk.reviewer)
    superseding.supersede_older(item.conversation_id)
    assert not Item.objects.filter(kind="hand_off").exists()
