"""An erasure that is killed, meets a reply that is leaving, a turn that is running, a message that comes in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import psycopg
import pytest
from django.db import connection

from accounts.models import Role
from agents import turns
from agents.models import Turn
from agents.suites import runs
from agents.turns import states
from audit import content, erasers
from audit.errors import ContentErased
from audit.models import DataKey
from connectors.models import Delivery
from conversations.erasure import rows, running
from conversations.erasure.models import ErasedConversation, ErasureRequest
from conversations.models import Conversation, Message
from kit import events
from kit.models import DomainEvent
from review.models import Item
from tests.conversations.erasure.cast import Desk
from tests.factories.people import member
from tests.factories.whole import draft, edit
from tests.support.races import at_once
from tests.support.workers import wait_for, worker


def test_a_worker_killed_in_the_middle_leaves_no_half_and_another_goes_on(committed: Desk, service_environment: dict[str, str]) -> None:
    several = [committed.mail(f"Letter {number}", f"Subject {number}") for number in range(6)]
    request = committed.confirm(committed.ask())
    DomainEvent.objects.exclude(subject=request.id).delete()  # nothing else holds a conversation
    blocked = sorted(one.id for one in several)[3]
    with held_row(blocked) as someone_waits:
        with worker(service_environment):
            wait_for(someone_waits)
        assert ErasedConversation.objects.filter(request=request).count() == 3, "killed while it waited for the fourth"
    assert_whole(committed, several)
    DomainEvent.objects.filter(subject=request.id).update(available_at="2020-01-01T00:00:00Z")
    with worker(service_environment):
        events.sweep()
        wait_for(lambda: ErasureRequest.objects.get(id=request.id).status == "done")
    request.refresh_from_db()
    assert request.certificate is not None
    assert request.certificate["conversations"] == 6
    assert request.certificate["keys"] == 7, "of each conversation and of the person, each counted once"
    assert committed.events("erasure.conversation_erased") == ["erasure.conversation_erased"] * 6
    assert committed.verified().ok


class held_row:  # noqa: N801 - reads as a statement
    """Hold a row, a conversation's unless told otherwise, from another connection; the value says whether somebody waits for it."""

    def __init__(self, identity: object, table: str = "conversations_conversation") -> None:
        told = connection.settings_dict
        self.identity, self.table = identity, table
        self.other = psycopg.connect(dbname=told["NAME"], host=told["HOST"], user=told["USER"], password=told["PASSWORD"] or None)

    def __enter__(self) -> Callable[[], bool]:
        self.other.execute(f"SELECT 1 FROM {self.table} WHERE id = %s FOR UPDATE", [self.identity])
        return self.waits

    def waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')")
            return bool(cursor.fetchone()[0])

    def __exit__(self, *error: object) -> None:
        self.other.rollback()
        self.other.close()


def assert_whole(desk: Desk, several: list[Conversation]) -> None:
    """Each conversation is either as it was or gone altogether."""
    done = set(ErasedConversation.objects.values_list("conversation", flat=True))
    for one in several:
        message = Message.objects.get(conversation=one)
        alive = DataKey.objects.filter(conversation=one.id, destroyed_at=None).exists()
        assert (one.id in done, alive) in {(True, False), (False, True)}
        assert bool(message.external_id) == alive


def test_a_reply_that_is_leaving_is_waited_for(desk: Desk) -> None:
    item = edit(draft(desk.mail("How long can I return a lamp?")), member(desk.workspace, Role.REVIEWER))
    delivery = Delivery.objects.get()
    Delivery.objects.filter(id=delivery.id).update(status="sending")
    request = desk.confirm(desk.ask())
    with pytest.raises(erasers.Busy):
        running.run(request.id)
    assert content.get(desk.workspace.id, delivery.payload)
    Delivery.objects.filter(id=delivery.id).update(status="pending")
    running.run(request.id)
    request.refresh_from_db()
    delivery.refresh_from_db()
    item.refresh_from_db()
    assert (request.status, delivery.status) == ("done", "cancelled")
    assert desk.verified().ok


def test_what_waits_for_a_person_is_set_aside(desk: Desk) -> None:
    item = draft(desk.mail("How long can I return a lamp?"))
    desk.erase()
    item.refresh_from_db()
    assert item.status == "superseded"
    assert not Item.objects.filter(status__in=("waiting", "claimed")).exists()
    assert Conversation.objects.get(id=item.conversation_id).status == "resolved"


def test_a_turn_that_is_running_writes_nothing_afterwards(desk: Desk) -> None:
    conversation = desk.mail("How long can I return a lamp?")
    turn = turns.start(Message.objects.get(conversation=conversation).id)
    assert turn is not None
    claimed = states.claim(turn.id)
    assert claimed is not None
    desk.erase()
    with suppress(states.LostLease):
        states.move(claimed, Turn.Status.PREPARED)
        pytest.fail("it went on")
    assert turns.run(turn.id) is None
    assert not DataKey.objects.filter(conversation=conversation.id, destroyed_at=None).exists()


def test_a_message_that_comes_in_meanwhile_goes_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.mail()
    request = desk.confirm(desk.ask())
    real = running._person
    came: list[Conversation] = []

    def just_before(row: ErasureRequest) -> bool:
        if not came:
            came.append(desk.mail("One more thing", "Another matter"))
        return real(row)

    monkeypatch.setattr(running, "_person", just_before)
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"
    for conversation in (first, came[0]):
        with pytest.raises(ContentErased):
            content.get(desk.workspace.id, Message.objects.get(conversation=conversation).content)


def test_a_long_request_is_cut_into_pieces(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.mail("One", "First")
    desk.mail("Two", "Second")
    request = desk.confirm(desk.ask())
    before = len(desk.waiting_events("conversations.erasure_wanted"))
    monkeypatch.setattr(running, "PIECE", -1.0)
    running.run(request.id)
    assert len(desk.waiting_events("conversations.erasure_wanted")) == before + 1
    monkeypatch.undo()
    running.run(request.id)
    request.refresh_from_db()
    assert request.status == "done"


def test_two_workers_at_once_erase_everything_once(committed: Desk) -> None:
    for number in range(5):
        committed.mail(f"Letter {number}", f"Subject {number}")
    request = committed.confirm(committed.ask())
    assert not [one for one in at_once([partial(running.run, request.id)] * 2) if isinstance(one, Exception)]
    request.refresh_from_db()
    assert request.certificate is not None
    assert request.certificate["keys"] == 6
    assert committed.events("erasure.finished") == ["erasure.finished"]
    assert request.erased[rows.MESSAGE] == 5


def test_a_replay_that_was_running_keeps_nothing_afterwards(desk: Desk) -> None:
    item = draft(desk.mail("How long can I return a lamp?"))
    assert item.turn is not None
    turn = Turn.objects.get(id=item.turn)
    assert runs._kept(turn, {"text": "what it had in memory"})
    desk.erase()
    with pytest.raises(ContentErased):
        runs._kept(turn, {"text": "what it had in memory"})
    assert not DataKey.objects.filter(conversation=item.conversation_id, destroyed_at=None).exists()
