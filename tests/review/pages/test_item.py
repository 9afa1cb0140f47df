"""The page of one item: what it shows, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conversations import covering
from policies import recognisers, settings_actions
from policies.models import RedactionRule
from review import actions, hiding, seen
from review.models import Item, Queue
from review.pages import outcome
from review.types import ProposedAction
from tests.review.cast import Desk, fresh, rule
from tests.review.pages import scenes
from tests.review.pages.conftest import SignIn, address, text_of
from tests.support.chance import without_chance

Fetch = Callable[[Client, str], Any]


@pytest.mark.parametrize("scene", list(scenes.SCENES.values()), ids=list(scenes.SCENES))
def test_every_kind_of_item_has_a_page_before_and_after_it_is_claimed(
    desk: Desk, as_user: SignIn, few_queries: Fetch, scene: Callable[[Desk], Item]
) -> None:
    item, client = scene(desk), as_user(desk.reviewer)
    few_queries(client, address(item))
    actions.claim(item, acting_user=desk.reviewer)
    few_queries(client, address(item))


def test_it_shows_the_thread_the_draft_the_rule_the_passages_and_what_approving_does(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    shown = text_of(as_user(desk.reviewer).get(address(item)))
    assert "the lamp from order 40718 arrived" in shown
    assert "Dear Mr Weber" in shown
    assert "<q>a person looks</q>" in shown
    assert "Replies v1" in shown
    assert scenes.RETURNS in shown
    assert "this reply goes to Jonas Weber by e-mail" in shown
    assert "confidence medium, not yet calibrated" in shown
    assert "1 sentence that no source says is marked" in shown


def test_quoted_text_and_signature_are_folded_away_and_not_lost(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.reviewer).get(address(scenes.reply(desk))))
    assert "<summary>Quoted text (3 lines)</summary>" in shown
    assert "<summary>Signature (3 lines)</summary>" in shown
    assert "Lindenallee 4" in shown


def test_a_card_number_is_masked_for_reviewers_and_counted(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.reviewer).get(address(scenes.reply(desk))))
    assert "5555 5555 5555 4444" not in shown
    assert "•••• •••• •••• 4444" in shown
    assert "1 card number" in shown


def test_a_rule_of_the_workspace_unmasks_it(desk: Desk, as_user: SignIn) -> None:
    RedactionRule.objects.create(workspace=desk.workspace, entity="CREDIT_CARD", surface="reviewer", operator="keep")
    assert "5555 5555 5555 4444" in text_of(as_user(desk.reviewer).get(address(scenes.reply(desk))))


def test_what_a_ruling_hides_is_hidden_in_the_draft_too_and_cannot_be_edited(desk: Desk, as_user: SignIn) -> None:
    desk.policy_says(rule("masked", obligations=[{"kind": "mask", "types": ["EMAIL_ADDRESS"]}]))
    item = desk.waiting(scenes.answer(desk, "Write to other@example.org."), conversation=scenes.write(desk, scenes.LETTER, "Masked"))
    actions.claim(item, acting_user=desk.reviewer)
    shown = text_of(as_user(desk.reviewer).get(address(item)))
    assert "Write to <mark" in shown
    assert "other@example.org" not in shown
    assert "data-edit" not in shown
    assert 'form="approve"' in shown


def test_hidden_and_direction_changing_characters_are_named(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.reviewer).get(address(scenes.injection(desk))))
    assert "\u202e" not in shown
    assert "\u200b" not in shown
    assert "⟨right-to-left override⟩" in shown
    assert "Help⟨right-to-left override⟩knom" in shown, "in names too"
    assert "claims an approval that nobody gave" in shown


def test_markup_of_a_customer_stays_text(desk: Desk, as_user: SignIn) -> None:
    item = desk.waiting(conversation=scenes.write(desk, "<script>alert(1)</script><b>bold</b>", "<i>Subject</i>"))
    raw = as_user(desk.reviewer).get(address(item)).content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw
    assert "<i>Subject" not in raw


def test_each_argument_of_a_tool_call_says_where_it_came_from(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.reviewer).get(address(scenes.refund(desk))))
    assert "orders.refund" in shown
    assert "cannot be undone" in shown
    assert "from the tool orders.get" in shown
    assert "from quoted text, not trusted" in shown
    assert "from the customer's own words, but not said of this, not trusted" in shown
    assert "When you approve, one more person must agree; then orders.refund runs and when that has worked this reply goes to" in shown
    assert "You would be the first." in shown


def test_the_strictest_ruling_is_told_first_and_the_policy_once(desk: Desk, as_user: SignIn) -> None:
    item = scenes.refund(desk)
    reply_first = outcome.rulings(list(item.actions.select_related("ruling__version__policy").order_by("-position")))
    assert [(one.title, one.about) for one in reply_first] == [
        ("Needs 2 people", "orders.refund"),
        ("The policy asks for a person", "reply"),
    ]
    shown = text_of(as_user(desk.reviewer).get(address(item)))
    assert shown.index("Needs 2 people.") < shown.index("Refunds over € 50") < shown.index("Reply:")
    assert "The policy asks for a person." not in shown
    assert shown.count("Policy: ") == 1


def test_the_second_person_reads_who_has_agreed(desk: Desk, as_user: SignIn) -> None:
    item = scenes.two_people(desk)
    actions.claim(item, acting_user=desk.reviewer)
    actions.approve(fresh(item), item.seen_digest, acting_user=desk.reviewer)
    assert "Reviewer has agreed." in text_of(as_user(desk.second).get(address(item)))


def test_a_message_that_could_not_be_read_is_shown_as_it_came_and_as_text(desk: Desk, as_user: SignIn) -> None:
    raw = as_user(desk.reviewer).get(address(scenes.unreadable(desk))).content.decode()
    assert "Content-Type: multipart/mixed" in raw
    assert "<script>alert" not in raw


def test_a_stranger_gets_what_is_said_of_an_item_that_is_not_there(desk: Desk, as_user: SignIn) -> None:
    item, client = scenes.reply(desk), as_user(desk.stranger)
    foreign = client.get(address(item))
    absent = client.get(f"/w/{desk.workspace.slug}/review/0192d3a0-7c1b-7000-8000-123456789012/")
    assert foreign.status_code == absent.status_code == 404


def test_a_reviewer_does_not_see_into_a_queue_that_was_not_granted(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    Item.objects.filter(id=item.id).update(queue=desk.legal)
    assert as_user(desk.reviewer).get(address(item)).status_code == 404
    assert as_user(desk.owner).get(address(item)).status_code == 200


def test_an_auditor_reads_everything_and_is_offered_nothing(desk: Desk, as_user: SignIn) -> None:
    shown = text_of(as_user(desk.auditor).get(address(scenes.reply(desk))))
    assert "You are reading as an auditor" in shown
    assert 'id="approve"' not in shown
    assert 'id="claim"' not in shown


def test_who_may_only_look_is_told_whom_to_ask(desk: Desk, as_user: SignIn) -> None:
    watcher = scenes.watcher(desk)
    shown = text_of(as_user(watcher).get(address(scenes.reply(desk))))
    assert "You can read the queue Support but not decide in it. Ask an owner" in shown
    assert 'id="claim"' not in shown


def test_somebody_elses_item_names_who_works_on_it(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    actions.claim(item, acting_user=desk.second)
    shown = text_of(as_user(desk.reviewer).get(address(item)))
    assert "Second is working on this" in shown
    assert 'id="claim"' not in shown


def test_guidelines_are_markdown_without_markup_of_their_own(desk: Desk, as_user: SignIn) -> None:
    Queue.objects.filter(id=desk.queue.id).update(guidelines="Be **kind**.\n\n<script>alert(1)</script> ![x](http://far.example/x.png)")
    raw = as_user(desk.reviewer).get(address(scenes.reply(desk))).content.decode()
    assert "<strong>kind</strong>" in raw
    assert "<script>alert" not in raw
    assert "<img" not in raw


def test_a_passage_leads_to_its_document_with_the_passage_marked(desk: Desk, as_user: SignIn) -> None:
    chunk = scenes.document(desk)
    link = f"/w/{desk.workspace.slug}/review/documents/{chunk.document_id}/?passage={chunk.id}"
    assert f'<mark class="passage" id="passage" tabindex="-1" title="The passage the draft rests on">{scenes.RETURNS}</mark>' in text_of(
        as_user(desk.reviewer).get(link)
    )
    assert as_user(desk.stranger).get(link).status_code == 404


def test_a_document_for_other_roles_is_absent(desk: Desk, as_user: SignIn) -> None:
    chunk = scenes.document(desk)
    chunk.document.roles = ["owner"]
    chunk.document.save()
    link = f"/w/{desk.workspace.slug}/review/documents/{chunk.document_id}/"
    assert as_user(desk.reviewer).get(link).status_code == 404
    assert as_user(desk.owner).get(link).status_code == 200


def test_an_item_that_was_decided_says_by_whom(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    actions.claim(item, acting_user=desk.second)
    actions.approve(fresh(item), item.seen_digest, acting_user=desk.second)
    assert "Approved by Second." in text_of(as_user(desk.reviewer).get(address(item)))


def test_a_draft_that_names_its_sources_gets_no_second_mark(desk: Desk, as_user: SignIn) -> None:
    text = scenes.ANSWER.replace("refunded in full. ", "refunded in full. [1] ")
    item = desk.waiting(scenes.answer(desk, text), conversation=scenes.write(desk, scenes.LETTER, "Marked"))
    assert 'class="cite"' not in text_of(as_user(desk.reviewer).get(address(item)))
    assert 'class="cite"' in text_of(as_user(desk.reviewer).get(address(scenes.reply(desk))))


def test_a_hand_off_says_why_a_person_is_needed_and_what_else_waits(desk: Desk, as_user: SignIn) -> None:
    asked = ProposedAction("hand_off", arguments={"reason": "nothing_fits"})
    draft = desk.waiting(scenes.answer(desk), conversation=scenes.write(desk, scenes.LETTER, "Both"))
    handed = desk.waiting(asked, conversation=draft.conversation)
    shown = text_of(as_user(desk.reviewer).get(address(handed)))
    assert "<b>No source answers the question.</b>" in shown
    assert "The policy asks for a person" not in shown
    assert f'<a href="{address(draft)}">Approval</a>' in shown
    assert f'<a href="{address(handed)}">Hand-off</a>' in text_of(as_user(desk.reviewer).get(address(draft)))


def test_it_names_the_placeholders_that_the_model_got_wrong_and_masks_what_stands_there(desk: Desk, as_user: SignIn) -> None:
    told = [{"mark": "PERSON 1", "why": "bent"}, {"mark": "<CREDIT_CARD_1>", "why": "moved", "value": "5555 5555 5555 4444"}]
    text = "Dear PERSON 1, we charge 5555 5555 5555 4444 for <ORDER_9>."
    item = desk.waiting(scenes.answer(desk, text, misused_placeholders=told), conversation=scenes.write(desk, scenes.LETTER, "Marks"))
    shown = text_of(as_user(desk.reviewer).get(address(item)))
    assert '<code class="mono">PERSON 1</code> was changed, so nothing was put in its place.' in shown
    assert (
        '<code class="mono"><CREDIT_CARD_1></code> stands with somebody it was never seen with; here it reads <q>•••• •••• •••• 4444</q>.'
        in shown
    )
    assert '<code class="mono"><ORDER_9></code> was given for nothing' in shown


def test_a_rule_of_the_channel_comes_before_that_of_the_workspace_on_the_page_and_in_lists(desk: Desk, as_user: SignIn) -> None:
    item = scenes.reply(desk)
    settings_actions.set_redaction(desk.workspace.id, "CREDIT_CARD", "reviewer", "mask", acting_user=None)
    assert "[card number]" in text_of(as_user(desk.reviewer).get(address(item)))
    settings_actions.set_redaction(
        desk.workspace.id, "CREDIT_CARD", "reviewer", "keep", acting_user=None, channel=item.conversation.channel_id
    )
    assert "5555 5555 5555 4444" in text_of(as_user(desk.reviewer).get(address(item)))
    of = hiding.covers(desk.workspace.id, [item.conversation_id])
    assert of(item.conversation_id).line("5555 5555 5555 4444") == "5555 5555 5555 4444"
    assert of(desk.workspace.id).line("5555 5555 5555 4444") == "[card number]"
    assert (
        covering.covers(desk.workspace.id, [item.conversation_id])(item.conversation_id).line("5555 5555 5555 4444")
        == "5555 5555 5555 4444"
    )
    masked = seen.by(desk.reviewer.id, item.id).masked
    assert masked == "CREDIT_CARD=mask,channel CREDIT_CARD=keep"


def test_an_own_recogniser_masks_on_the_page_without_one_more_query_each_time(desk: Desk, as_user: SignIn, few_queries: Fetch) -> None:
    item, client = scenes.reply(desk), as_user(desk.reviewer)
    assert "order 40718" in text_of(client.get(address(item)))
    order = recognisers.Wanted("Order", "ORDER_NO", pattern=r"order (\d{5})", must=("order 12345",))
    recognisers.save(desk.workspace.id, order, acting_user=None)
    settings_actions.set_redaction(desk.workspace.id, "ORDER_NO", "reviewer", "mask", acting_user=None)
    shown = text_of(client.get(address(item)))
    assert "40718" not in without_chance(shown)
    assert "[order no]" in shown
    few_queries(client, address(item))
