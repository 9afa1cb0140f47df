from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from agents import turns
from agents.models import Step, Turn
from audit import content
from audit.models import Entry
from conversations.models import Conversation, HandOff
from review import outbounds
from review.models import Action, Item
from tests.agents.conftest import Shop

Runner = Callable[[UUID], Turn]


def reply_of(turn: Turn) -> tuple[Action, str]:
    action = Action.objects.get(turn=turn.id, kind="reply")
    stored = outbounds.load(turn.workspace_id, action.content)
    assert stored.outbound is not None
    return action, stored.outbound.text


def test_it_quotes_the_passage_that_answers_and_cites_it(shop: Shop, run_turn: Runner) -> None:
    _, message = shop.mail("Hello,\n\nhow much does a parcel to Switzerland cost?\n\nMara")
    turn = run_turn(message)
    action, text = reply_of(turn)
    assert turn.status == "proposed"
    assert "A parcel to Switzerland costs 24.00 euros and takes five working days. [1]" in text
    assert "Dear Mara Vogel," in text
    assert "help pages" in text
    assert float(action.confidence or 0) > 0.4


def test_the_channel_s_lines_are_part_of_what_is_proposed(shop: Shop, run_turn: Runner) -> None:
    conversation, message = shop.mail("How long can I return a lamp?", "Return")
    turn = run_turn(message)
    action = Action.objects.get(turn=turn.id, kind="reply")
    outbound = outbounds.load(turn.workspace_id, action.content).outbound
    assert outbound is not None
    for line in ("An AI drafted this reply.", "Harbour Road 1", "For the addressee only.", "Write STOP"):
        assert line in outbound.text
        assert line in outbound.html
    assert outbound.subject == "Re: Return"
    assert [one.address for one in outbound.to] == ["mara.vogel@example.org"]
    assert outbound.in_reply_to
    assert outbound.references[-1] == outbound.in_reply_to
    conversation.refresh_from_db()
    assert conversation.language == "en"


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Guten Tag, was kostet ein Paket in die Schweiz? Mit freundlichen Grüßen", "Guten Tag Mara Vogel,"),
        ("Bonjour, combien coûte un colis pour la Suisse ? Merci d'avance", "Bonjour Mara Vogel,"),
    ],
)
def test_the_customer_is_answered_in_their_language_and_foreign_passages_are_quoted_as_they_are(
    shop: Shop, run_turn: Runner, text: str, greeting: str
) -> None:
    _, message = shop.mail(text, "")
    _, reply = reply_of(run_turn(message))
    assert greeting in reply
    assert "A parcel to Switzerland costs 24.00 euros" in reply
    assert "Englisch" in reply or "anglais" in reply


def test_it_says_honestly_when_nothing_fits_and_calls_a_person(shop: Shop, run_turn: Runner) -> None:
    conversation, message = shop.mail("Can your chief executive speak at our philosophy congress in October about Spinoza?")
    turn = run_turn(message)
    action, text = reply_of(turn)
    assert "colleague" in text
    assert float(action.confidence or 1) <= 0.2
    assert HandOff.objects.filter(conversation=conversation, turn=turn.id, reason="nothing_fits").exists()
    assert Item.objects.get(turn=turn.id).reason == "nothing_fits"


def test_a_customer_who_asks_for_a_person_gets_one(shop: Shop, run_turn: Runner) -> None:
    conversation, message = shop.mail("How much is a parcel to Switzerland? I want to speak to a human being, please.")
    turn = run_turn(message)
    assert HandOff.objects.filter(conversation=conversation, turn=turn.id, reason="customer_asked").exists()
    assert "24.00" not in reply_of(turn)[1]


def test_every_step_is_recorded_with_its_content_and_on_the_ledger(shop: Shop, run_turn: Runner) -> None:
    conversation, message = shop.mail("How long can I return a lamp?")
    turn = run_turn(message)
    steps = list(turn.steps.order_by("number"))
    assert [step.kind for step in steps] == ["triage", "redact", "recall", "ground", "propose"]
    assert [step.number for step in steps] == [1, 2, 3, 4, 5]
    assert "30 days" in content.get_text(turn.workspace_id, steps[2].response)
    events = list(Entry.objects.filter(stream=conversation.id).order_by("stream_no").values_list("event", flat=True))
    assert events.index("agent.turn_started") < events.index("agent.step_recorded") < events.index("review.action_proposed")
    assert events[-1] == "agent.turn_finished"
    assert events.count("agent.step_recorded") == 5


def test_a_redelivered_task_does_nothing_twice(shop: Shop, run_turn: Runner) -> None:
    _, message = shop.mail("How long can I return a lamp?")
    turn = run_turn(message)
    before = (Step.objects.count(), Action.objects.count(), Entry.objects.count())
    assert turns.start(message) == turn
    assert turns.run(turn.id) is None
    assert (Step.objects.count(), Action.objects.count(), Entry.objects.count()) == before
    assert Turn.objects.count() == 1


def test_a_waking_that_comes_again_after_the_answer_has_left_starts_no_second_turn(shop: Shop, run_turn: Runner) -> None:
    """A worker is killed after it has proposed and before its task is acknowledged; meanwhile a person approves and the answer leaves."""
    conversation, message = shop.mail("How long can I return a lamp?")
    run_turn(message)
    Conversation.objects.filter(id=conversation.id).update(version=conversation.version + 1)
    assert turns.start(message) is None
    assert turns.start(message, take=True) is None
    assert Turn.objects.count() == 1


def test_a_newer_message_supersedes_the_turn_that_runs(shop: Shop) -> None:
    conversation, first = shop.mail("How long can I return a lamp?")
    turn = turns.start(first)
    assert turn is not None
    Conversation.objects.filter(id=conversation.id).update(version=conversation.version + 1)
    assert turns.run(turn.id) == "superseded"
    assert not Action.objects.filter(turn=turn.id).exists()


def test_a_message_whose_conversation_moved_on_for_another_reason_is_answered_again(shop: Shop) -> None:
    conversation, message = shop.mail("How long can I return a lamp?")
    turn = turns.start(message)
    assert turn is not None
    Conversation.objects.filter(id=conversation.id).update(version=conversation.version + 1)
    assert turns.run(turn.id) == "superseded"
    following = Turn.objects.exclude(id=turn.id).get()
    assert (following.message, following.conversation_version) == (message, conversation.version + 1)
    assert turns.run(following.id) == "proposed"
    assert Action.objects.filter(turn=following.id, kind="reply").count() == 1


def test_the_turn_of_a_newer_message_ends_the_older_one(shop: Shop, run_turn: Runner) -> None:
    first_conversation, first = shop.mail("How long can I return a lamp?", external_id="one@mail.example")
    older = turns.start(first)
    again, second = shop.mail("And what does a parcel to Switzerland cost?", "Re: A question", answers="one@mail.example")
    assert again.id == first_conversation.id
    newer = run_turn(second)
    assert older is not None
    older.refresh_from_db()
    assert (older.status, newer.status) == ("superseded", "proposed")
    assert turns.start(first) is None


def test_no_turn_starts_where_a_person_has_taken_over_or_the_agent_is_off(shop: Shop) -> None:
    _, message = shop.mail("How long can I return a lamp?")
    type(shop.agent).objects.filter(id=shop.agent.id).update(is_enabled=False)
    assert turns.start(message) is None


def test_a_machine_s_mail_starts_no_turn(shop: Shop) -> None:
    _, message = shop.mail("I am out of office.", machine="auto-reply")
    assert turns.start(message) is None
