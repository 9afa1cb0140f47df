"""One masked field is shown to one person, for a reason, for a short while, and the ledger tells of it first."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from audit.models import Entry
from conversations import documents
from kit.errors import CountersignError, InvalidInput, NotAllowed, NotFound, TransitionError
from policies import settings_actions
from review import actions as verbs
from review.models import Item
from review.pages import masking, thread
from review.revealing import actions, limits, places
from review.revealing.limits import TooMany
from review.revealing.models import Reveal
from review.seen import Seen
from review.types import ProposedAction
from tests.review.cast import Desk, rule
from tests.review.pages import scenes
from tests.support.chance import without_chance

CARD = "5555 5555 5555 4444"


@pytest.fixture
def item(desk: Desk) -> Item:
    return scenes.reply(desk)


def card_of(item: Item) -> str:
    message = item.conversation.messages.get(seq=1)
    text = thread.body_of(documents.load_message(message))
    start = text.index(CARD)
    return f"m.{message.id}.text.{start}-{start + len(CARD)}"


def entry_of(event: str) -> Entry:
    return Entry.objects.filter(event=event).latest("id")


def data_of(event: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(entry_of(event).body)["data"]
    return found


def test_the_field_is_shown_and_the_entry_says_who_what_why_and_until_when_but_not_the_value(desk: Desk, item: Item) -> None:
    shown = actions.reveal(item.conversation, card_of(item), "compare", "Is it the same card?", acting_user=desk.reviewer)
    assert (shown.value, shown.masked) == (CARD, "•••• •••• •••• 4444")
    entry = entry_of("review.field_revealed")
    told = data_of("review.field_revealed")
    assert told["type"] == "CREDIT_CARD"
    assert told["reason"] == "compare"
    assert told["digest"] == actions.digest(item.conversation, CARD) != actions.digest(item.conversation, "other")
    assert (str(entry.actor), told["item"]) == (str(desk.reviewer.id), str(item.id))
    assert '"auth":"session"' in entry.body
    assert "4444" not in without_chance(entry.body)
    assert "same card" not in entry.body
    assert timedelta(seconds=110) < shown.row.until - timezone.now() <= timedelta(minutes=2)


def test_only_who_asked_sees_it_and_only_that_field_and_only_until_then(desk: Desk, item: Item) -> None:
    field, conversation = card_of(item), item.conversation
    shown = actions.reveal(conversation, field, "answer", acting_user=desk.reviewer)
    mine = masking.mask_of(item.workspace_id, conversation.id, desk.reviewer)
    assert mine.revealed == {field: shown.row.until}
    assert masking.mask_of(item.workspace_id, conversation.id, desk.second).revealed == {}
    with pytest.raises(NotAllowed):
        actions.value_of(shown.row, desk.second)
    assert actions.value_of(shown.row, desk.reviewer).value == CARD
    shown.row.until = timezone.now()
    with pytest.raises(TransitionError, match="over"):
        actions.value_of(shown.row, desk.reviewer)


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("curious", ""), ("other", " "), ("answer", "x" * 1001)])
def test_without_a_reason_of_the_list_nothing_is_shown_and_nothing_is_written(desk: Desk, item: Item, reason: str, note: str) -> None:
    with pytest.raises(InvalidInput):
        actions.reveal(item.conversation, card_of(item), reason, note, acting_user=desk.reviewer)
    assert not Reveal.objects.exists()
    assert not Entry.objects.filter(event="review.field_revealed").exists()


def test_who_does_not_decide_in_its_queue_is_refused(desk: Desk, item: Item) -> None:
    field = card_of(item)
    for user in (scenes.watcher(desk), desk.auditor):
        with pytest.raises(NotAllowed):
            actions.reveal(item.conversation, field, "answer", acting_user=user)
        assert masking.mask_of(item.workspace_id, item.conversation_id, user).offers is False
    with pytest.raises(NotFound):
        places.conversation_of(field, desk.stranger)
    assert actions.reveal(item.conversation, field, "answer", acting_user=desk.owner).value == CARD


@pytest.mark.parametrize(
    "change",
    [lambda f: f.replace("text", "raw"), lambda f: f + "0", lambda f: f[:-4] + "9-99", lambda f: "x", lambda f: f.replace("m.", "a.")],
)
def test_a_name_that_leads_to_nothing_masked_shows_nothing(desk: Desk, item: Item, change: object) -> None:
    with pytest.raises((NotFound, TransitionError)):
        actions.reveal(item.conversation, change(card_of(item)), "answer", acting_user=desk.reviewer)  # type: ignore[operator]  # one of the list


def test_a_field_of_another_conversation_is_not_found_through_this_one(desk: Desk, item: Item) -> None:
    other = scenes.reply(desk, "Another lamp")
    with pytest.raises(NotFound):
        actions.reveal(item.conversation, card_of(other), "answer", acting_user=desk.reviewer)


def test_many_are_told_and_more_are_refused(desk: Desk, item: Item) -> None:
    limits.change(desk.workspace, acting_user=desk.owner, hourly=3, alert_at=2)
    field = card_of(item)
    for _ in range(3):
        actions.reveal(item.conversation, field, "answer", acting_user=desk.reviewer)
    assert data_of("review.many_revealed")["count"] == 2
    assert Entry.objects.filter(event="review.many_revealed").count() == 1
    with pytest.raises(TooMany):
        actions.reveal(item.conversation, field, "answer", acting_user=desk.reviewer)
    assert Reveal.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit_together(desk: Desk, item: Item) -> None:
    limits.change(desk.workspace, acting_user=desk.owner, hourly=2)
    field = card_of(item)
    with ThreadPoolExecutor(6) as pool:
        done = [one.result() for one in [pool.submit(_try, item, field, desk) for _ in range(6)]]
    assert done.count("shown") == 2
    assert Reveal.objects.count() == Entry.objects.filter(event="review.field_revealed").count() == 2


def _try(item: Item, field: str, desk: Desk) -> str:
    try:
        actions.reveal(item.conversation, field, "answer", acting_user=desk.reviewer)
        return "shown"
    except CountersignError as error:
        return error.code
    finally:
        connections.close_all()


def test_a_decision_says_what_had_been_revealed_and_under_which_rules(desk: Desk, item: Item) -> None:
    settings_actions.set_redaction(desk.workspace.id, "PHONE_NUMBER", "reviewer", "mask", acting_user=desk.owner)
    shown = actions.reveal(item.conversation, card_of(item), "answer", acting_user=desk.reviewer)
    actions.reveal(item.conversation, card_of(item), "answer", acting_user=desk.owner)
    verbs.claim(item, acting_user=desk.reviewer)
    item.refresh_from_db()
    verbs.approve(item, item.seen_digest, acting_user=desk.reviewer)
    told = data_of("review.item_approved")
    assert told["reveals"] == [str(shown.row.id)], "not what others have seen"
    assert told["view_digest"] == Seen("PHONE_NUMBER=mask", [shown.row.id]).told(item.seen_digest)["view_digest"]
    assert told["view_digest"] != Seen("PHONE_NUMBER=mask", []).told(item.seen_digest)["view_digest"]


def test_other_decisions_say_it_as_well(desk: Desk, item: Item) -> None:
    shown = actions.reveal(item.conversation, card_of(item), "answer", acting_user=desk.reviewer)
    verbs.claim(item, acting_user=desk.reviewer)
    verbs.escalate(item, desk.legal, acting_user=desk.reviewer)
    assert data_of("review.item_escalated")["reveals"] == [str(shown.row.id)]


def test_a_reveal_cannot_be_changed_or_written_around_the_ledger(desk: Desk, item: Item) -> None:
    shown = actions.reveal(item.conversation, card_of(item), "answer", acting_user=desk.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.filter(id=shown.row.id).update(reason="fraud")


def test_the_settings_stay_short_and_are_for_those_who_edit_policies(desk: Desk) -> None:
    assert limits.of(desk.workspace).minutes == 2
    with pytest.raises(InvalidInput):
        limits.change(desk.workspace, acting_user=desk.owner, minutes=61)
    with pytest.raises(NotAllowed):
        limits.change(desk.workspace, acting_user=desk.reviewer, minutes=5)
    assert limits.change(desk.workspace, acting_user=desk.owner, minutes=5).minutes == 5
    assert data_of("review.reveal_settings_changed") == {"minutes": 5, "hourly": 20, "alert_at": 10}


def test_a_value_of_a_call_is_masked_and_revealed_by_what_its_field_is_called(desk: Desk) -> None:
    desk.policy_says(rule("all", obligations=[{"kind": "mask", "types": []}]))
    call = ProposedAction("tool", tool="register", arguments={"customer": {"bsn": "111222333"}, "order": "111222333"})
    item = desk.waiting(call)
    action = item.actions.get()
    mask = masking.mask_of(desk.workspace.id, item.conversation_id, desk.reviewer)
    shown = ["".join(part.text for part in mask.field_parts(path, "111222333", "")) for path in ("customer.bsn", "order")]
    assert shown == ["[nl bsn]", "111222333"]
    assert places.find(item.conversation, mask, f"a.{action.id}.0.0-9").value == "111222333"
    with pytest.raises(TransitionError):
        places.find(item.conversation, mask, f"a.{action.id}.1.0-9")
