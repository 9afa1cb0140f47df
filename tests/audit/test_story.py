from __future__ import annotations

from typing import Any

import pytest

from audit import content, events, story
from audit.models import Entry
from audit.recorder import record
from audit.registry import Registry
from kit import correlation
from kit.actor import SYSTEM
from kit.ids import uuid7
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db


def test_a_conversation_is_told_in_the_order_of_its_causes(ledger: Ledger, django_assert_num_queries: Any) -> None:
    stream = uuid7()
    with correlation.bind("mail-7"):
        ledger.write(1, stream=stream, note="first")
    ledger.write(1)
    ledger.write(1, stream=uuid7())
    record("test.item.seen", workspace=ledger.workspace, actor=SYSTEM, stream=stream, data={"digest": "ab" * 32})
    with django_assert_num_queries(1):
        told = story.entries(ledger.workspace, stream)
    assert [(entry.number, entry.event, entry.label) for entry in told] == [
        (1, "test.item.approved", "Approved"),
        (2, "test.item.seen", "Seen"),
    ]
    assert (told[0].actor, told[0].actor_kind, told[0].auth, told[0].correlation) == (ledger.reviewer.id, "user", "mfa", "mail-7")
    assert told[0].data == {"approvals": 0, "outcome": "approved"}
    assert (told[1].actor, told[1].subject, told[1].seq) == (None, None, None)
    texts = content.get_many(ledger.workspace, story.content_ids(told))
    assert texts[told[0].content["note"].id] == b"first"
    assert [entry.number for entry in story.entries(ledger.workspace, stream, after=1)] == [2]


def test_another_workspace_is_told_nothing(ledger: Ledger) -> None:
    stream = uuid7()
    ledger.write(1, stream=stream)
    assert story.entries(uuid7(), stream) == []


@pytest.mark.django_db(transaction=True)
def test_a_sealed_entry_shows_its_place(ledger: Ledger, seal: Any) -> None:
    stream = uuid7()
    ledger.write(2, stream=stream)
    seal()
    ledger.write(1, stream=stream)
    assert [entry.seq for entry in story.entries(ledger.workspace, stream)] == [0, 1, None]


def test_an_entry_of_an_event_that_no_longer_exists_shows_its_name(ledger: Ledger) -> None:
    assert events.label("old.thing.done") == "old.thing.done"


def test_entries_made_one_after_the_other_sort_by_their_ids(ledger: Ledger) -> None:
    written = ledger.write(200)
    assert written == sorted(written)
    assert list(Entry.objects.filter(workspace=ledger.workspace).order_by("id").values_list("id", flat=True)) == written


def test_a_register_refuses_a_second_thing_under_the_same_name() -> None:
    registry: Registry[object] = Registry("eraser")
    first = object()
    registry.register("a", first)
    registry.register("a", first)
    with pytest.raises(ValueError, match="registered twice"):
        registry.register("a", object())
    assert registry.all() == {"a": first}
    assert registry.get("a") is first
