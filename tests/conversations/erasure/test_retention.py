"""How long things are kept: rules above a floor that only goes up, and a purge that never leaves a half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Role
from audit import content
from audit.errors import ContentErased
from audit.models import DataKey
from connectors.types import Attachment
from conversations.erasure import holds
from conversations.memory import classing, loading
from conversations.memory.models import ChunkIndex, Document
from conversations.models import Conversation, Message
from conversations.retention import actions, purging, wanting
from conversations.retention.models import RetentionFloor, RetentionRule
from conversations.tasks import purge as purge_task
from kit.errors import InvalidInput, NotAllowed, TransitionError
from kit.events import Event
from tests.conversations.erasure.cast import Desk
from tests.conversations.erasure.test_interrupted import held_row
from tests.factories.people import member
from tests.support.workers import ROOT, wait_for


def old(desk: Desk, text: str = "Where is my lamp?", days: int = 400, status: str = "resolved", **fields: Any) -> Conversation:
    conversation = desk.mail(text, text, **fields)
    Conversation.objects.filter(id=conversation.id).update(last_message_at=timezone.now() - timedelta(days=days), status=status)
    return conversation


def readable(conversation: Conversation, field: str = "content") -> bool:
    message = Message.objects.get(conversation=conversation)
    try:
        return bool(content.get(conversation.workspace_id, getattr(message, field)))
    except ContentErased:
        return False


def keep(desk: Desk, days: int | None, data_class: str = "personal") -> None:
    actions.set_rule(desk.workspace, data_class, days, acting_user=desk.olive)


def test_without_a_rule_everything_is_kept(desk: Desk) -> None:
    conversation = old(desk, days=5_000)
    assert purging.purge(desk.workspace) == []
    assert readable(conversation)


def test_what_is_older_than_its_rule_goes_and_what_is_not_stays(desk: Desk) -> None:
    gone, fresh = old(desk, "Old", 400), old(desk, "Fresh", 300)
    keep(desk, 365)
    (purged,) = purging.purge(desk.workspace)
    assert (purged.conversations, readable(gone), readable(fresh)) == (1, False, True)
    assert desk.events("retention.rule_changed", "erasure.conversation_erased", "retention.purged") == [
        "retention.rule_changed", "erasure.conversation_erased", "retention.purged",
    ]  # fmt: skip
    assert desk.verified().ok


def test_a_second_purge_finds_nothing_and_writes_nothing(desk: Desk) -> None:
    old(desk)
    keep(desk, 365)
    purge_task(str(desk.workspace.id))
    purge_task(str(desk.workspace.id))
    assert desk.events("retention.purged") == ["retention.purged"]


def test_a_dry_run_counts_what_would_go_and_changes_nothing(desk: Desk) -> None:
    conversation = old(desk)
    keep(desk, 365)
    out = StringIO()
    call_command("purge", "--workspace", "moss", "--dry-run", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["conversations"], told["contents"], readable(conversation)) == (1, 2, True)
    for nobody in ("", "nowhere"):
        with pytest.raises(CommandError):
            call_command("purge", "--workspace", nobody, stdout=StringIO())
    assert readable(conversation)
    call_command("purge", "--workspace", str(desk.workspace.id), stdout=StringIO())
    assert not readable(conversation)


def test_what_is_held_or_waits_for_us_stays_and_is_counted(desk: Desk) -> None:
    held, person, waits = old(desk, "Held"), old(desk, "Person"), old(desk, "Waits", status="waiting_for_us")
    holds.place(held, "A claim.", acting_user=desk.olive)
    keep(desk, 365)
    (purged,) = purging.purge(desk.workspace)
    assert (purged.conversations, purged.held, purged.waiting) == (1, 1, 1)
    assert (readable(held), readable(person), readable(waits)) == (True, False, True)


def test_a_hold_on_a_person_holds_all_their_conversations(desk: Desk) -> None:
    conversation = old(desk)
    assert conversation.contact is not None
    holds.place(conversation.contact, "A claim.", acting_user=desk.olive)
    keep(desk, 365)
    (purged,) = purging.purge(desk.workspace)
    assert (purged.held, readable(conversation)) == (1, True)


def test_originals_and_files_can_go_before_the_words(desk: Desk) -> None:
    conversation = old(desk, attachments=(Attachment("a.pdf", "application/pdf", b"%PDF", "ab" * 32),))
    keep(desk, 200, "sensitive")
    (purged,) = purging.purge(desk.workspace)
    assert (purged.conversations, purged.contents) == (1, 2)
    assert (readable(conversation), readable(conversation, "raw")) == (True, False)
    assert purging.purge(desk.workspace)[0].conversations == 0
    assert desk.verified().ok


def test_no_rule_stands_below_the_floor_and_the_floor_only_goes_up(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        keep(desk, 182)
    keep(desk, 183)
    actions.raise_floor(desk.workspace, 365, acting_user=desk.paul)
    assert RetentionRule.objects.get().days == 365, "raised along"
    for days in (364, 0):
        with pytest.raises(InvalidInput):
            actions.raise_floor(desk.workspace, days, acting_user=desk.olive)
    with pytest.raises(DatabaseError), transaction.atomic():
        RetentionFloor.objects.update(days=200)
    keep(desk, None)
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.AGENT_OPERATOR])
def test_who_has_not_the_duty_changes_nothing(desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.set_rule(desk.workspace, "personal", 400, acting_user=member(desk.workspace, role))


def test_killed_in_the_middle_it_leaves_no_half_and_goes_on(committed: Desk, service_environment: dict[str, str]) -> None:
    several = [old(committed, f"Letter {number}", 400 + number) for number in range(5)]
    keep(committed, 365)
    third = sorted(several, key=lambda one: Conversation.objects.get(id=one.id).last_message_at)[2]
    command = [sys.executable, "manage.py", "purge", "--workspace", "moss"]
    with held_row(third.id) as someone_waits:
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **service_environment}, stdout=subprocess.DEVNULL)
        wait_for(someone_waits)
        child.kill()
        child.wait()
    alive = [DataKey.objects.filter(conversation=one.id, destroyed_at=None).exists() for one in several]
    assert alive == [bool(Message.objects.get(conversation=one).external_id) for one in several]
    assert alive.count(False) == 2
    (purged,) = purging.purge(committed.workspace)
    assert purged.conversations == 3
    assert not any(readable(one) for one in several)
    assert committed.verified().ok


def versions(desk: Desk, data_class: str = "public", count: int = 3, days: int = 400) -> list[Document]:
    """``count`` versions of one document; all but the last were replaced ``days`` ago, the one before the last today."""
    for number in range(1, count + 1):
        loading.load_document(desk.workspace.id, "hours.md", f"# Returns\n\nWithin {number} days.".encode(), data_class=data_class)
    found = list(Document.objects.filter(workspace=desk.workspace, source="hours.md").order_by("version"))
    Document.objects.filter(id__in=[one.id for one in found[:-1]]).update(created_at=timezone.now() - timedelta(days=days))
    return found


class held_document(held_row):  # noqa: N801 - reads as a statement
    def __enter__(self) -> Callable[[], bool]:
        self.other.execute("SELECT 1 FROM conversations_document WHERE id = %s FOR UPDATE", [self.identity])
        return self.waits


def texts(desk: Desk) -> list[bool]:
    """Of each version, whether it still has its text and its passages."""
    rows = Document.objects.filter(workspace=desk.workspace, source="hours.md").order_by("version")
    assert all(bool(one.text) == one.chunks.exists() for one in rows), "half of a version is gone"
    return [bool(one.text) for one in rows]


def test_replaced_versions_of_documents_go_after_their_time_and_the_current_one_never(desk: Desk) -> None:
    versions(desk)
    keep(desk, 200, "internal")
    assert purging.purge(desk.workspace)[0].documents == 0, "another class"
    keep(desk, 200, "public")
    (_, dry) = purging.purge(desk.workspace, dry_run=True)
    assert (dry.data_class, dry.documents, texts(desk)) == ("public", 1, [True, True, True])
    assert purging.purge(desk.workspace)[1].documents == 1
    assert texts(desk) == [False, True, True], "the second was replaced today"
    assert purging.purge(desk.workspace)[1].documents == 0
    assert desk.events("memory.document_purged", "retention.purged") == ["memory.document_purged", "retention.purged"]
    assert desk.verified().ok


def test_a_legal_hold_anywhere_in_the_workspace_keeps_every_version(desk: Desk) -> None:
    versions(desk)
    keep(desk, 200, "public")
    hold = holds.place(desk.mail(), "A claim.", acting_user=desk.olive)
    (purged,) = purging.purge(desk.workspace)
    assert (purged.documents, purged.held, texts(desk)) == (0, 1, [True, True, True])
    holds.lift(hold, acting_user=desk.olive)
    assert purging.purge(desk.workspace)[0].documents == 1


def test_killed_between_versions_it_leaves_no_half_and_goes_on(committed: Desk, service_environment: dict[str, str]) -> None:
    found = versions(committed, count=5)
    keep(committed, 200, "public")
    command = [sys.executable, "manage.py", "purge", "--workspace", "moss"]
    with held_document(found[1].id) as someone_waits:
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **service_environment}, stdout=subprocess.DEVNULL)
        wait_for(someone_waits)
        child.kill()
        child.wait()
    assert texts(committed) == [False, True, True, True, True]
    assert purging.purge(committed.workspace)[0].documents == 2
    assert texts(committed) == [False, False, False, True, True]
    assert committed.verified().ok


def test_a_purge_that_was_asked_for_is_run_by_a_worker_and_asked_once(desk: Desk) -> None:
    conversation = old(desk)
    with pytest.raises(TransitionError):
        wanting.ask(desk.workspace, acting_user=desk.olive)
    keep(desk, 365)
    with pytest.raises(NotAllowed):
        wanting.ask(desk.workspace, acting_user=member(desk.workspace, Role.REVIEWER))
    wanting.ask(desk.workspace, acting_user=desk.olive)
    with pytest.raises(TransitionError):
        wanting.ask(desk.workspace, acting_user=desk.olive)
    assert desk.waiting_events(wanting.WANTED) == [desk.workspace.id]
    assert readable(conversation)
    wanting.wanted(Event(desk.workspace.id, wanting.WANTED, desk.workspace.id, desk.workspace.id))
    assert not readable(conversation)
    assert desk.events("retention.purge_asked", "retention.purged") == ["retention.purge_asked", "retention.purged"]


def test_a_purge_goes_on_while_something_goes_and_not_for_what_is_held(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    holds.place(old(desk), "A claim.", acting_user=desk.olive)
    gone, purge = old(desk, "Where is my other lamp?"), purging.purge
    keep(desk, 365)
    monkeypatch.setattr(wanting, "PIECE", 0.0)
    monkeypatch.setattr(purging, "purge", lambda workspace, seconds: purge(workspace))
    event = Event(desk.workspace.id, wanting.WANTED, desk.workspace.id, desk.workspace.id)
    wanting.wanted(event)
    assert not readable(gone)
    assert desk.waiting_events(wanting.WANTED) == [desk.workspace.id]
    wanting.wanted(event)
    assert desk.waiting_events(wanting.WANTED) == [desk.workspace.id]


def test_a_class_is_set_with_its_entry_counts_at_once_and_stays_with_the_next_version(desk: Desk) -> None:
    found = versions(desk, count=2)
    with pytest.raises(NotAllowed):
        classing.set_class(found[1], "internal", acting_user=member(desk.workspace, Role.REVIEWER))
    with pytest.raises(TransitionError):
        classing.set_class(found[0], "internal", acting_user=desk.olive)
    with pytest.raises(InvalidInput):
        classing.set_class(found[1], "secret", acting_user=desk.olive)
    classing.set_class(found[1], "internal", acting_user=desk.olive)
    classing.set_class(found[1], "internal", acting_user=desk.olive)
    assert desk.events("memory.document_class_changed") == ["memory.document_class_changed"]
    assert set(ChunkIndex.objects.filter(chunk__document__source="hours.md").values_list("data_class", flat=True)) == {"internal"}
    loading.load_document(desk.workspace.id, "hours.md", b"# Returns\n\nNever.")
    assert Document.objects.get(source="hours.md", is_current=True).data_class == "internal"
