"""Entries and contents of one block leave together, in the order they were given, or not at all."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import content
from audit.errors import ContentErased
from audit.models import Content, DataKey, Entry
from audit.recorder import Recording, record, record_many
from audit.together import together
from kit.actor import SYSTEM
from kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> UUID:
    return uuid7()


@pytest.fixture
def stream() -> UUID:
    return uuid7()


def approve(workspace: UUID, stream: UUID | None, count: int = 1, note: content.ContentRef | None = None) -> list[UUID]:
    one = Recording("test.item.approved", workspace, SYSTEM, stream=stream, content={"note": note} if note else None)
    return record_many([one] * count)


def in_stream(stream: UUID) -> list[UUID]:
    return list(Entry.objects.filter(stream=stream).order_by("stream_no").values_list("id", flat=True))


def test_they_are_written_at_the_end_in_one_statement_and_in_the_order_of_the_calls(workspace: UUID, stream: UUID) -> None:
    other = uuid7()
    approve(workspace, stream)
    content.put(workspace, "the key of this conversation", conversation=stream, subject=None)
    with CaptureQueriesContext(connection) as queries:
        with together():
            note = content.put(workspace, "Looks right", conversation=stream, subject=None)
            same = content.put(workspace, "Looks right", conversation=stream, subject=None)
            first = record("test.item.approved", workspace=workspace, actor=SYSTEM, stream=stream, content={"note": note})
            [second] = approve(workspace, other)
            third = approve(workspace, None)
            fourth, fifth = approve(workspace, stream, 2)
            assert same.id == note.id
            assert not Entry.objects.filter(id=first).exists()
        written = [one["sql"] for one in queries if "INSERT INTO audit_content" in one["sql"] or "audit_record" in one["sql"]]
    assert len(written) == 1
    assert in_stream(stream)[1:] == [first, fourth, fifth]
    assert in_stream(other) == [second]
    assert Entry.objects.get(id=third[0]).stream_no is None
    assert list(Entry.objects.filter(id=first).values_list("stream_no", flat=True)) == [2]
    assert content.get_text(workspace, note.id) == "Looks right"


def test_what_waits_can_be_read_and_an_inner_block_is_part_of_the_outer_one(workspace: UUID, stream: UUID) -> None:
    with together():
        with together():
            note = content.put(workspace, "Looks right", conversation=stream, subject=None)
            approve(workspace, stream, note=note)
        assert content.get_text(workspace, note.id) == "Looks right"
        assert content.get_many(uuid7(), [note.id]) == {}
        assert not Content.objects.filter(id=note.id).exists()
    assert Content.objects.filter(id=note.id).exists()
    assert len(in_stream(stream)) == 1


def fail_after_recording(workspace: UUID, stream: UUID) -> None:
    with together():
        approve(workspace, stream, note=content.put(workspace, "Looks right", conversation=stream, subject=None))
        raise LookupError


def test_an_error_leaves_nothing_behind_and_nothing_for_the_next_block(workspace: UUID, stream: UUID) -> None:
    with pytest.raises(LookupError):
        fail_after_recording(workspace, stream)
    with together():
        pass
    assert in_stream(stream) == []
    assert not Content.objects.filter(workspace=workspace).exists()


def test_recording_under_a_savepoint_of_its_own_is_refused(workspace: UUID, stream: UUID) -> None:
    with pytest.raises(RuntimeError, match="savepoint"), together(), transaction.atomic():
        approve(workspace, stream)
    with together(), transaction.atomic(savepoint=False):
        approve(workspace, stream)
    assert len(in_stream(stream)) == 1


def test_a_key_that_is_destroyed_meanwhile_undoes_entries_and_contents_alike(workspace: UUID, stream: UUID) -> None:
    content.put(workspace, "the key of this conversation", conversation=stream, subject=None)
    before = Entry.objects.count()

    def write() -> None:
        with together():
            note = content.put(workspace, "Too late", conversation=stream, subject=None)
            approve(workspace, stream, note=note)
            DataKey.objects.filter(conversation=stream).update(destroyed_at=timezone.now())

    with pytest.raises(ContentErased):
        write()
    assert Entry.objects.count() == before
    assert not Content.objects.filter(media_type="text/plain", size=len("Too late")).exists()
