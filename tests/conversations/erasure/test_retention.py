"""How long things are kept: rules above a floor that only goes up, and a purge that never leaves a half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Role
from audit import content
from audit.errors import ContentErased
from audit.models import DataKey
from connectors.types import Attachment
from conversations.erasure import holds
from conversations.models import Conversation, Message
from conversations.retention import actions, purging
from conversations.retention.models import RetentionFloor, RetentionRule
from conversations.tasks import purge as purge_task
from kit.errors import InvalidInput, NotAllowed
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
    call_command("purge", "--workspace", "moss", stdout=StringIO())
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
