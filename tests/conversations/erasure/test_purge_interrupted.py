"""A purge that is killed at any place, and one that meets a legal hold, a mail or a longer rule on its way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import DataKey, Entry
from audit.recorder import record
from connectors.types import Address
from conversations import actions as conversation_actions
from conversations import contacts, tasks
from conversations.erasure import holds, running
from conversations.models import Contact, Conversation, Message
from conversations.retention import actions, documents, people, progress, purging
from conversations.retention.models import PurgeProgress
from tests.conversations.erasure.cast import MARA, Desk
from tests.conversations.erasure.test_interrupted import held_row
from tests.conversations.erasure.test_retention import keep, old, readable, texts, versions
from tests.support.workers import PATIENCE, ROOT, wait_for

PURGER = """
import os, signal, sys, types
import django
django.setup()
from accounts.models import Workspace
from audit import keys
from conversations.retention import people, purging

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

def after(owner, name, calls=1):
    real, seen = getattr(owner, name), []
    def and_die(*args, **options):
        answer = real(*args, **options)
        seen.append(1)
        return answer if len(seen) < calls else die()
    setattr(owner, name, and_die)

purging.BATCH = 2
point = sys.argv[1]
if point == "before anything":
    purging._empty = die
elif point == "when a key is destroyed":
    after(keys, "destroy", calls=2)
elif point == "when rows are emptied":
    after(purging, "empty_conversation", calls=2)
elif point == "between two conversations":
    after(purging, "_empty", calls=1)
elif point == "between two batches":
    after(purging, "_empty", calls=2)
elif point == "in the middle of a person":
    people.erasing = types.SimpleNamespace(destroy_subject=people.erasing.destroy_subject)
    after(people.erasing, "destroy_subject")
elif point == "when all is done and not yet said":
    people.purge = die
else:
    sys.exit("no such point: " + point)
for one in Workspace.objects.filter(slug="moss"):
    purging.purge(one)
"""
GONE_BY_THEN = {
    "before anything": 0,
    "when a key is destroyed": 1,
    "when rows are emptied": 1,
    "between two conversations": 1,
    "between two batches": 2,
    "in the middle of a person": 5,
    "when all is done and not yet said": 5,
}


def aged(desk: Desk) -> None:
    """Whoever wrote is known since long."""
    Contact.objects.filter(workspace=desk.workspace).update(created_at=timezone.now() - timedelta(days=900))


def known(desk: Desk, address: str = MARA) -> bool:
    """By name and address. Never by one of them alone."""
    found = contacts.find(desk.workspace.id, "email", address)
    assert found is None or (found.name and DataKey.objects.filter(subject=found.id, conversation=None, destroyed_at=None).exists())
    return found is not None


@pytest.mark.parametrize("point", list(GONE_BY_THEN))
def test_killed_anywhere_no_conversation_is_half_gone_and_the_next_run_ends_it(
    committed: Desk, service_environment: dict[str, str], point: str
) -> None:
    several = [old(committed, f"Letter {number}", 500 - number) for number in range(5)]
    aged(committed)
    keep(committed, 365)
    (counted,) = purging.purge(committed.workspace, dry_run=True)
    killed = subprocess.run(
        [sys.executable, "-c", PURGER, point], cwd=ROOT, env={**service_environment, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    gone = [not DataKey.objects.filter(conversation=one.id, destroyed_at=None).exists() for one in several]
    assert gone == [number < GONE_BY_THEN[point] for number in range(5)], "the oldest first"
    assert gone == [not Message.objects.get(conversation=one).external_id for one in several], "rows and keys go together"
    assert gone == [not readable(one) for one in several]
    assert len(committed.events("erasure.conversation_erased")) == sum(gone)
    assert known(committed), "a person goes after the last of their conversations, and not by half"
    (left,) = purging.purge(committed.workspace, dry_run=True)
    (purged,) = purging.purge(committed.workspace)
    assert (purged.conversations, purged.contents, purged.people) == (left.conversations, left.contents, left.people)
    assert left.conversations == counted.conversations - sum(gone)
    assert not any(readable(one) for one in several)
    assert not known(committed)
    assert len(committed.events("erasure.conversation_erased")) == 5
    (nothing,) = purging.purge(committed.workspace)
    assert (nothing.conversations, nothing.contents, nothing.people) == (0, 0, 0)
    assert [(one["conversations"], one["people"]) for one in summed_up(committed)] == [(5, purged.people)]
    assert committed.verified().ok


def summed_up(desk: Desk) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(event="retention.purged", workspace=desk.workspace.id).order_by("id")
    return [json.loads(one.body)["data"] for one in rows]


@pytest.mark.parametrize("rule_stays", [True, False])
def test_what_was_killed_before_its_summary_is_summed_up_by_the_next_run_even_without_its_rule(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, rule_stays: bool
) -> None:
    old(desk)
    old(desk, "Where is my other lamp?")
    keep(desk, 365)

    def die(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(progress, "sum_up", die)
        with pytest.raises(KeyboardInterrupt):
            purging.purge(desk.workspace)
    assert summed_up(desk) == []
    if not rule_stays:
        actions.set_rule(desk.workspace, "personal", None, acting_user=desk.olive)
    assert [one.conversations for one in purging.purge(desk.workspace, dry_run=True)] == [0] * rule_stays
    assert summed_up(desk) == []
    for _ in range(2):
        purging.purge(desk.workspace)
        (told,) = summed_up(desk)
        assert (told["conversations"], told["days"], told["data_class"]) == (2, 365, "personal")


def beside(act: Callable[[], Any]) -> threading.Thread:
    """Do it on another connection."""

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")  # a slow machine may let it wait for long
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waits_or_ended(thread: threading.Thread) -> bool:
    """Whether it waits for a lock; False when it went through. Waits until it is one of both."""
    while thread.is_alive():
        if waiting():
            return True
        time.sleep(0.02)
    return False


def waiting() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')")
        return int(cursor.fetchone()[0])


def test_a_hold_that_comes_between_the_look_and_the_lock_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, real = old(desk), purging._empty
    keep(desk, 365)

    def held_first(*args: Any) -> None:
        holds.place(conversation, "A claim.", acting_user=desk.olive)
        real(*args)

    monkeypatch.setattr(purging, "_empty", held_first)
    (purged,) = purging.purge(desk.workspace)
    assert (purged.conversations, purged.held, readable(conversation)) == (0, 1, True)


@pytest.mark.parametrize("on_person", [False, True])
def test_a_hold_waits_for_the_conversation_that_is_going_and_keeps_the_next(
    committed: Desk, monkeypatch: pytest.MonkeyPatch, on_person: bool
) -> None:
    first, second = old(committed, "First", 500), old(committed, "Second", 400)
    keep(committed, 365)
    thing = first.contact if on_person else first
    assert thing is not None
    threads = list[threading.Thread]()
    real = running.empty_conversation

    def meanwhile(*args: Any, **options: Any) -> Any:
        if not threads:
            threads.append(beside(lambda: holds.place(thing, "A claim.", acting_user=committed.olive)))
            assert waits_or_ended(threads[0]), "the hold was placed on what is half gone"
        return real(*args, **options)

    def after_the_hold(*args: Any) -> None:
        if threads:
            threads[0].join(PATIENCE)
        real_one(*args)

    real_one = purging._one
    monkeypatch.setattr(purging, "empty_conversation", meanwhile)
    monkeypatch.setattr(purging, "_one", after_the_hold)
    (purged,) = purging.purge(committed.workspace)
    assert (readable(first), readable(second)) == (False, on_person), "a hold on the person keeps what is left of them"
    assert purged.held == int(on_person)
    entries = list(
        Entry.objects.filter(event__in=("erasure.conversation_erased", "hold.placed")).order_by("id").values_list("event", flat=True)
    )
    assert entries[:2] == ["erasure.conversation_erased", "hold.placed"], "it went before the hold stood"
    assert committed.verified().ok


def test_a_hold_waits_for_the_version_that_is_going(committed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    versions(committed, count=4)
    conversation = committed.mail()
    keep(committed, 200, "public")
    threads: list[threading.Thread] = []

    def meanwhile(*args: Any, **options: Any) -> Any:
        if not threads:
            threads.append(beside(lambda: holds.place(conversation, "A claim.", acting_user=committed.olive)))
            assert waits_or_ended(threads[0]), "the hold stood while a version went"
        return record(*args, **options)

    def after_the_hold(*args: Any) -> bool:
        if threads:
            threads[0].join(PATIENCE)
        return real_empty(*args)

    real_empty = documents._empty
    monkeypatch.setattr("conversations.retention.documents.record", meanwhile)
    monkeypatch.setattr(documents, "_empty", after_the_hold)
    purging.purge(committed.workspace)
    assert texts(committed) == [False, True, True, True], "the next one stays"


def test_a_hold_on_the_one_that_a_contact_is_being_merged_into_is_seen(committed: Desk) -> None:
    conversation, other = old(committed), committed.mail(sender=Address("m.vogel@work.example", "M. Vogel"))
    assert conversation.contact is not None
    assert other.contact is not None
    holds.place(other.contact, "A claim.", acting_user=committed.olive)
    keep(committed, 365)
    mine, target, user = conversation.contact, other.contact, committed.olive
    threads: list[threading.Thread] = []
    with held_row(mine.id, "conversations_contact") as someone_waits:
        threads.append(beside(lambda: conversation_actions.merge(mine, target, acting_user=user)))
        wait_for(someone_waits)
        threads.append(beside(lambda: purging.purge(committed.workspace)))
        wait_for(lambda: waiting() == 2)
    for thread in threads:
        thread.join(PATIENCE)
    assert readable(conversation)


def test_a_mail_that_comes_before_the_lock_keeps_its_conversation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, real = old(desk, external_id="one@mail.example"), purging._empty
    keep(desk, 365)

    def mail_first(*args: Any) -> None:
        assert desk.mail("Are you there?", in_reply_to="one@mail.example").id == conversation.id
        real(*args)

    monkeypatch.setattr(purging, "_empty", mail_first)
    (purged,) = purging.purge(desk.workspace)
    assert purged.conversations == 0
    assert all(bool(message.external_id) for message in conversation.messages.all())


def test_a_mail_that_comes_while_its_conversation_goes_is_kept_and_answered(committed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, real = old(committed, external_id="one@mail.example"), running.empty_conversation
    aged(committed)
    keep(committed, 365)
    threads, came = [], list[Conversation]()

    def meanwhile(*args: Any, **options: Any) -> Any:
        threads.append(beside(lambda: came.append(committed.mail("Are you there?", in_reply_to="one@mail.example"))))
        assert waits_or_ended(threads[0])
        return real(*args, **options)

    def after_the_mail(*args: Any, **options: Any) -> int:
        threads[0].join(PATIENCE)
        return real_people(*args, **options)

    real_people = people.purge
    monkeypatch.setattr(purging, "empty_conversation", meanwhile)
    monkeypatch.setattr(people, "purge", after_the_mail)
    (purged,) = purging.purge(committed.workspace)
    assert (purged.conversations, purged.people) == (1, 0)
    (new,) = came
    first, second = Message.objects.filter(conversation=conversation).order_by("seq")
    assert new.id == conversation.id
    assert (first.external_id, bool(second.external_id), new.status) == ("", True, "reopened")
    assert known(committed), "who has just written is still somebody"
    assert committed.verified().ok


def test_a_longer_rule_is_heard_in_the_middle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = old(desk, "First", 500), old(desk, "Second", 400)
    keep(desk, 365)
    real = purging._one

    def longer(*args: Any) -> None:
        real(*args)
        actions.set_rule(desk.workspace, "personal", 5_000, acting_user=desk.olive)

    monkeypatch.setattr(purging, "_one", longer)
    purging.purge(desk.workspace)
    assert (readable(first), readable(second)) == (False, True)


def test_who_has_no_conversation_left_goes_with_the_last_and_is_new_when_they_write_again(desk: Desk) -> None:
    old(desk, "First", 500), old(desk, "Second", 400)
    fresh = desk.mail(sender=Address("ben@example.org", "Ben Okafor"))
    aged(desk)
    keep(desk, 365)
    (counted,) = purging.purge(desk.workspace, dry_run=True)
    (purged,) = purging.purge(desk.workspace)
    assert (counted.people, purged.people) == (1, 1)
    assert (known(desk), known(desk, "ben@example.org"), readable(fresh)) == (False, True, True)
    assert desk.events("retention.person_purged") == ["retention.person_purged"]
    again = desk.mail("Hello, it is me")
    assert again.contact is not None
    assert (known(desk), again.contact.name) == (True, "Mara Vogel")
    assert desk.verified().ok


def test_who_is_held_merged_with_somebody_busy_or_waited_for_keeps_their_name(desk: Desk) -> None:
    def person(name: str, **fields: Any) -> Contact:
        found = old(desk, f"I am {name}", sender=Address(f"{name}@example.org", name.title()), **fields).contact
        assert found is not None
        return found

    held, merged, busy, _waits = person("held"), person("merged"), person("busy", days=10), person("waits", status="waiting_for_us")
    holds.place(held, "A claim.", acting_user=desk.olive)
    conversation_actions.merge(merged, busy, acting_user=desk.olive)
    aged(desk)
    keep(desk, 365)
    (counted,) = purging.purge(desk.workspace, dry_run=True)
    (purged,) = purging.purge(desk.workspace)
    assert (counted.people, purged.people, counted.conversations, purged.conversations) == (0, 0, 1, 1)
    assert all(still_there(desk, name) for name in ("held", "merged", "busy", "waits"))


def still_there(desk: Desk, name: str) -> bool:
    return contacts.find(desk.workspace.id, "email", f"{name}@example.org") is not None


def test_what_was_counted_in_part_says_so(desk: Desk) -> None:
    old(desk)
    aged(desk)
    keep(desk, 365)
    (nothing,) = purging.purge(desk.workspace, dry_run=True, seconds=-1.0)
    assert (nothing.conversations, nothing.people, nothing.complete) == (0, 0, False)
    (whole,) = purging.purge(desk.workspace, dry_run=True)
    assert (whole.conversations, whole.people, whole.complete) == (1, 1, True)


def test_what_no_entry_sums_up_is_swept_where_the_rule_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda app, name, args, **_: asked.append(args))
    PurgeProgress.objects.create(workspace=desk.workspace, data_class="personal", days=30, contents=2)
    tasks.sweep_retention()
    assert asked == [[str(desk.workspace.id)]]
