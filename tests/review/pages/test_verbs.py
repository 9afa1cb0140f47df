"""What is posted from an item's page: each verb, each refusal, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.models import Delivery
from connectors.types import Address
from conversations.models import HandOff
from review import actions, outbounds, stop, superseding
from review.actions.claims import release_expired
from review.models import Decision, Item
from review.types import ProposedAction
from tests.review.cast import DENY, REVIEW, TWO_PEOPLE, Desk, delivery_of, fresh, lease_over, rule
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, address, text_of


def claimed(desk: Desk, **more: Any) -> Item:
    item = scenes.reply(desk, **more)
    return actions.claim(item, acting_user=desk.reviewer)


def test_claiming_leases_the_item_and_shows_it(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    answer = as_user(desk.reviewer).post(address(item, "claim"))
    assert answer.status_code == 302
    assert fresh(item).claimed_by == desk.reviewer


def test_the_next_item_is_claimed_by_one_post(desk: Desk, as_user: SignIn) -> None:
    first, second = scenes.reply(desk, "First"), scenes.reply(desk, "Second")
    address_of_one = as_user(desk.reviewer).post(f"/w/{desk.workspace.slug}/review/next/").headers["Location"]
    address_of_other = as_user(desk.second).post(f"/w/{desk.workspace.slug}/review/next/").headers["Location"]
    assert [address_of_one, address_of_other] == [address(first), address(second)]


def test_when_nothing_waits_the_list_says_so(desk: Desk, as_user: SignIn) -> None:
    answer = as_user(desk.reviewer).post(f"/w/{desk.workspace.slug}/review/next/", {"queue": "support"}, follow=True)
    assert "Nothing waits for you just now." in text_of(answer)


def test_approving_what_an_emergency_stop_holds_says_so(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    stop.declare(desk.workspace.id, acting_user=desk.owner, scope=stop.Scope(channel=item.conversation.channel_id))
    answer = as_user(desk.reviewer).post(address(item, "approve"), {"seen": item.seen_digest}, follow=True)
    assert "Approved. An emergency stop holds it until it is lifted." in text_of(answer)


def test_approving_lets_the_reply_leave_and_offers_the_next_item(desk: Desk, as_user: SignIn) -> None:
    item, following = claimed(desk), scenes.reply(desk, "Following")
    answer = as_user(desk.reviewer).post(address(item, "approve"), {"seen": item.seen_digest}, follow=True)
    assert answer.redirect_chain[-1][0] == address(following)
    assert "Approved. It is on its way." in text_of(answer)
    assert fresh(item).status == Item.Status.APPROVED
    assert delivery_of(item).status == "pending"
    assert fresh(following).status == Item.Status.WAITING


def test_the_first_of_two_is_told_that_nothing_has_left(desk: Desk, as_user: SignIn) -> None:
    item = actions.claim(scenes.two_people(desk), acting_user=desk.reviewer)
    answer = as_user(desk.reviewer).post(address(item, "approve"), {"seen": item.seen_digest}, follow=True)
    assert "Approved by you. 1 person more must agree before anything leaves." in text_of(answer)
    assert fresh(item).status == Item.Status.WAITING


def test_an_edited_text_is_what_leaves(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    form = {
        "seen": item.seen_digest,
        "text": "Dear Mr Weber,\r\nit is refunded.",
        "subject": "Re: Your lamp",
        "reason": "tone",
        "comment": "Shorter",
    }
    answer = as_user(desk.reviewer).post(address(item, "edit"), form, follow=True)
    assert "Edited and approved. It is on its way." in text_of(answer)
    sent = outbounds.load(desk.workspace.id, delivery_of(item).payload).outbound
    assert sent is not None
    assert (sent.text, sent.subject) == ("Dear Mr Weber,\nit is refunded.", "Re: Your lamp")
    assert Decision.objects.get(item=item).reason_code == "tone"


def test_an_edit_that_the_policy_denies_keeps_the_text_and_offers_the_item_again(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    desk.policy_says(DENY)
    answer = as_user(desk.reviewer).post(address(item, "edit"), {"seen": item.seen_digest, "text": "My own words"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "The policy denies the edited text" in shown
    assert "My own words" in shown
    assert "Take it again" in shown
    assert fresh(item).status == Item.Status.WAITING


def test_text_that_comes_with_taking_it_again_stands_in_the_editor(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    answer = as_user(desk.reviewer).post(address(item, "claim"), {"text": "My own words", "subject": "Mine"})
    assert answer.status_code == 200
    assert 'rows="14" required dir="auto" aria-describedby="changes-told">My own words</textarea>' in text_of(answer)
    assert fresh(item).claimed_by == desk.reviewer


def test_a_rejection_needs_a_reason_of_the_list(desk: Desk, as_user: SignIn) -> None:
    item, client = claimed(desk), as_user(desk.reviewer)
    answer = client.post(address(item, "reject"), {"seen": item.seen_digest, "comment": "I wrote this"})
    assert answer.status_code == 400
    assert "Choose why it is rejected." in text_of(answer)
    assert "I wrote this</textarea>" in text_of(answer)
    for old in ({"seen": "0" * 64}, {}):
        assert client.post(address(item, "reject"), {**old, "reason": "promise"}).status_code == 409, (
            "from a page that showed something else"
        )
    answer = client.post(address(item, "reject"), {"seen": item.seen_digest, "reason": "promise", "comment": "I wrote this"}, follow=True)
    assert "Rejected. Nothing was sent" in text_of(answer)
    assert fresh(item).status == Item.Status.REJECTED
    assert HandOff.objects.filter(conversation=item.conversation, reason="reviewer_rejected").exists()


def test_an_item_is_passed_on_to_another_queue(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    answer = as_user(desk.reviewer).post(address(item, "escalate"), passed_on(desk, item.seen_digest), follow=True)
    assert "Passed on to Legal." in text_of(answer)
    assert (fresh(item).queue, fresh(item).status) == (desk.legal, Item.Status.WAITING)


def passed_on(desk: Desk, seen: str) -> dict[str, str]:
    return {"queue": str(desk.legal.id), "comment": "A contract", "seen": seen}


def test_what_was_not_seen_is_not_passed_on(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    assert as_user(desk.reviewer).post(address(item, "escalate"), passed_on(desk, "0" * 64)).status_code == 409
    assert (fresh(item).queue, fresh(item).status) == (desk.queue, Item.Status.CLAIMED)


def test_passing_on_without_a_queue_asks_for_one(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    assert as_user(desk.reviewer).post(address(item, "escalate"), {}).status_code == 400
    assert fresh(item).claimed_by == desk.reviewer


def test_giving_it_back_lets_it_wait_again(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    as_user(desk.reviewer).post(address(item, "release"))
    assert fresh(item).status == Item.Status.WAITING


def test_a_page_of_before_a_change_cannot_decide(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    answer = as_user(desk.reviewer).post(address(item, "approve"), {"seen": "0" * 64, "comment": "Fine by me"})
    assert answer.status_code == 409
    assert "It has changed since you looked" in text_of(answer)
    assert item.seen_digest in text_of(answer)
    assert fresh(item).status == Item.Status.CLAIMED


def test_a_customer_who_has_written_again_stops_the_approval(desk: Desk, as_user: SignIn) -> None:
    item = claimed(desk)
    desk.letter("One thing more", to=item.conversation, sender="jonas.weber@example.org")
    answer = as_user(desk.reviewer).post(address(item, "approve"), {"seen": item.seen_digest})
    assert answer.status_code == 409
    assert "The customer has written again" in text_of(answer)
    assert "Claim the next item" in text_of(answer)
    assert not Decision.objects.filter(item=item).exists()


@pytest.mark.parametrize("swept", [False, True])
def test_a_lease_that_has_ended_keeps_the_text_and_offers_one_button(desk: Desk, as_user: SignIn, swept: bool) -> None:
    item = claimed(desk)
    lease_over(item)
    if swept:
        release_expired()
    answer = as_user(desk.reviewer).post(address(item, "edit"), {"seen": item.seen_digest, "text": "Half an hour of work"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Your time with this item ended" in shown
    assert '<input type="hidden" name="text" value="Half an hour of work">' in shown
    assert "Take it again" in shown


def test_somebody_faster_is_told_with_the_next_step(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    actions.claim(item, acting_user=desk.second)
    answer = as_user(desk.reviewer).post(address(item, "claim"))
    assert answer.status_code == 409
    assert "Somebody was faster" in text_of(answer)
    assert "Claim the next item" in text_of(answer)


def test_the_same_person_cannot_be_the_second(desk: Desk, as_user: SignIn) -> None:
    item = actions.claim(scenes.two_people(desk), acting_user=desk.reviewer)
    actions.approve(item, item.seen_digest, acting_user=desk.reviewer)
    answer = as_user(desk.reviewer).post(address(item, "claim"))
    assert answer.status_code == 409
    assert "A second person must agree" in text_of(answer)


def test_a_required_reason_is_asked_for_on_the_page_and_by_the_verb(desk: Desk, as_user: SignIn) -> None:
    desk.policy_says(rule("with a reason", obligations=[{"kind": "require_reason"}]))
    item, client = claimed(desk), as_user(desk.reviewer)
    assert "The policy asks for a written reason" in text_of(client.get(address(item)))
    assert client.post(address(item, "approve"), {"seen": item.seen_digest}).status_code == 400
    client.post(address(item, "approve"), {"seen": item.seen_digest, "comment": "Checked with the warehouse"})
    assert fresh(item).status == Item.Status.APPROVED


@pytest.mark.parametrize(("verb", "becomes"), [("left", "sent"), ("again", "pending"), ("cancel", "cancelled")])
def test_a_person_settles_an_unclear_delivery(desk: Desk, as_user: SignIn, verb: str, becomes: str) -> None:
    item = actions.claim(scenes.unclear(desk), acting_user=desk.reviewer)
    assert as_user(desk.reviewer).post(address(item, verb)).status_code == 302
    assert item.about is not None
    assert delivery_of(item.about).status == becomes
    assert fresh(item).status == Item.Status.DONE


def test_a_hand_off_is_answered_from_its_page(desk: Desk, as_user: SignIn) -> None:
    item, client = actions.claim(scenes.denied(desk), acting_user=desk.reviewer), as_user(desk.reviewer)
    shown = text_of(client.get(address(item) + "?do=edit"))
    assert f'action="{address(item, "answer")}"' in shown
    assert 'value="Re: Delete my account"' in shown
    assert "Your answer goes to Jonas Weber by e-mail" in shown
    assert 'rows="14" required dir="auto" ></textarea>' in shown, "an answer begins empty"
    form = {"seen": item.seen_digest, "text": "Dear Mr Weber,\r\nit is done.", "subject": "Re: Your account", "comment": "Checked"}
    answer = client.post(address(item, "answer"), form, follow=True)
    assert "Answered. It is on its way." in text_of(answer)
    sent = outbounds.load(desk.workspace.id, Delivery.objects.get().payload).outbound
    assert sent is not None
    assert (sent.text, sent.subject) == ("Dear Mr Weber,\nit is done.", "Re: Your account")
    assert f"Answered by {desk.reviewer}." in text_of(client.get(address(item)))


def test_the_page_names_who_the_answer_goes_to_where_the_customer_wants_it_elsewhere(desk: Desk, as_user: SignIn) -> None:
    conversation = scenes.write(desk, scenes.LETTER, "Elsewhere", reply_to=(Address("work@example.org", "Work"),))
    item = desk.waiting(ProposedAction("hand_off", arguments={"reason": "nothing_fits"}), conversation=conversation)
    actions.claim(item, acting_user=desk.reviewer)
    assert "Your answer goes to Work by e-mail" in text_of(as_user(desk.reviewer).get(address(item)))


def test_an_answer_written_before_a_newer_message_stays_in_the_editor(desk: Desk, as_user: SignIn) -> None:
    item, client = actions.claim(scenes.denied(desk), acting_user=desk.reviewer), as_user(desk.reviewer)
    desk.letter("One thing more", to=item.conversation, sender="jonas.weber@example.org")
    superseding.supersede_older(item.conversation_id)
    answer = client.post(address(item, "answer"), {"seen": item.seen_digest, "text": "My own words"})
    shown = text_of(answer)
    assert answer.status_code == 409
    assert "The customer has written again." in shown
    assert "One thing more" in shown
    assert ">My own words</textarea>" in shown
    client.post(address(item, "answer"), {"seen": fresh(item).seen_digest, "text": "My own words"})
    assert Delivery.objects.count() == 1


def test_an_answer_that_the_policy_denies_keeps_the_text_and_offers_the_item_again(desk: Desk, as_user: SignIn) -> None:
    item, client = actions.claim(scenes.denied(desk), acting_user=desk.reviewer), as_user(desk.reviewer)
    desk.policy_says(DENY)
    answer = client.post(address(item, "answer"), {"seen": item.seen_digest, "text": "My own words"})
    assert answer.status_code == 409
    assert "The policy denies the answer" in text_of(answer)
    assert "Take it again" in text_of(answer)
    again = client.post(address(item, "claim"), {"text": "My own words", "subject": "Mine"})
    assert ">My own words</textarea>" in text_of(again)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("scene", [scenes.denied, scenes.unreadable])
def test_what_has_no_approve_is_closed_with_a_word(desk: Desk, as_user: SignIn, scene: Any) -> None:
    item, client = actions.claim(scene(desk), acting_user=desk.reviewer), as_user(desk.reviewer)
    assert client.post(address(item, "approve"), {"seen": item.seen_digest}).status_code == 409
    client.post(address(item, "close"), {"comment": "Called the customer"})
    assert fresh(item).status == Item.Status.DONE
    assert "Called the customer" in text_of(client.get(address(item)))


VERBS = ["claim", "release", "approve", "edit", "answer", "reject", "escalate", "close", "left", "again", "cancel"]


@pytest.mark.parametrize("verb", [*VERBS, "renew"])
def test_a_stranger_gets_the_same_answer_as_for_an_item_that_is_not_there(desk: Desk, as_user: SignIn, verb: str) -> None:
    item = claimed(desk)
    assert as_user(desk.stranger).post(address(item, verb), {"seen": item.seen_digest}).status_code == 404
    assert fresh(item).claimed_by == desk.reviewer


@pytest.mark.parametrize("who", ["auditor", "watcher"])
@pytest.mark.parametrize("verb", ["claim", "approve"])
def test_who_may_only_read_changes_nothing_and_learns_why(desk: Desk, as_user: SignIn, who: str, verb: str) -> None:
    user = scenes.watcher(desk) if who == "watcher" else desk.auditor
    item = scenes.reply(desk)
    answer = as_user(user).post(address(item, verb), {"seen": item.seen_digest})
    assert answer.status_code == 403
    assert "You cannot decide this" in text_of(answer)
    assert fresh(item).status == Item.Status.WAITING


def test_a_verb_is_only_ever_posted(desk: Desk, as_user: SignIn) -> None:
    item, client = claimed(desk), as_user(desk.reviewer)
    assert {client.get(address(item, verb)).status_code for verb in VERBS} == {405}


def test_renewing_extends_the_lease_while_it_lasts(desk: Desk, as_user: SignIn) -> None:
    item, client = claimed(desk), as_user(desk.reviewer)
    before = item.lease_until
    assert "data-until" in text_of(client.post(address(item, "renew"), headers={"HX-Request": "true"}))
    after = fresh(item).lease_until
    assert before is not None
    assert after is not None
    assert after > before


def test_renewing_too_late_says_so_in_place(desk: Desk, as_user: SignIn) -> None:
    item, client = claimed(desk), as_user(desk.reviewer)
    lease_over(item)
    answer = client.post(address(item, "renew"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "data-lost" in text_of(answer)


def test_the_state_of_an_open_page_is_told(desk: Desk, as_user: SignIn) -> None:
    item, client = claimed(desk), as_user(desk.reviewer)
    asked = {"seen": item.seen_digest, "status": "claimed", "mine": "yes"}
    assert "notice" not in text_of(client.get(address(item, "state"), asked))
    desk.letter("One thing more", to=item.conversation, sender="jonas.weber@example.org")
    superseding.supersede_older(item.conversation_id)
    assert "The customer has written again." in text_of(client.get(address(item, "state"), asked))


def test_an_item_passed_on_out_of_sight_reads_like_one_that_never_was(desk: Desk, as_user: SignIn) -> None:
    item, client = scenes.reply(desk), as_user(desk.reviewer)
    Item.objects.filter(id=item.id).update(queue=desk.legal)
    passed_on = client.get(address(item, "state"))
    never_was = client.get(f"/w/{desk.workspace.slug}/review/0192d3a0-7c1b-7000-8000-123456789012/state/")
    assert passed_on.content == never_was.content
    assert "This is out of your sight." in text_of(passed_on)
    assert as_user(desk.stranger).get(address(item, "state")).status_code == 404


def test_two_people_who_agree_send_it(desk: Desk, as_user: SignIn) -> None:
    desk.policy_says(TWO_PEOPLE)
    item = scenes.reply(desk)
    desk.policy_says(TWO_PEOPLE, REVIEW)
    for user in (desk.reviewer, desk.second):
        client = as_user(user)
        client.post(address(item, "claim"))
        client.post(address(item, "approve"), {"seen": fresh(item).seen_digest})
    assert fresh(item).status == Item.Status.APPROVED
