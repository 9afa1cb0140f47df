from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit import content, events
from audit.errors import NotInTransaction, RefusedData, UnregisteredEvent
from audit.models import Entry, EvidenceError, Stream
from audit.recorder import Recording, record, record_many
from kit import correlation
from kit.actor import SYSTEM, Actor
from kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> Actor:
    return Actor("user", uuid7(), "mfa")


def written(identity: UUID) -> dict[str, Any]:
    body = Entry.objects.get(id=identity).body
    value: dict[str, Any] = json.loads(body)
    assert body == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return value


def test_an_entry_holds_who_did_what_to_which_subject_and_under_which_correlation(reviewer: Actor) -> None:
    workspace, subject, stream = uuid7(), uuid7(), uuid7()
    note = content.put(workspace, "Looks right", conversation=stream, subject=None)
    with correlation.bind("walk-1"):
        identity = record(
            "test.item.approved",
            workspace=workspace,
            actor=reviewer,
            subject=subject,
            stream=stream,
            data={"digest": b"\xab" * 32, "outcome": "approved", "amount": Decimal("50.10"), "approvals": 2, "rules": [subject]},
            content={"note": note},
        )
    body = written(identity)
    assert body.pop("at").endswith("Z")
    assert body == {
        "actor": str(reviewer.id),
        "actor_kind": "user",
        "auth": "mfa",
        "content": {"note": {"commitment": note.commitment, "id": note.id, "size": 11}},
        "correlation": "walk-1",
        "data": {"digest": "ab" * 32, "outcome": "approved", "amount": "50.10", "approvals": 2, "rules": [str(subject)]},
        "event": "test.item.approved",
        "id": str(identity),
        "stream": str(stream),
        "stream_no": 1,
        "subject": str(subject),
        "v": 1,
        "workspace": str(workspace),
    }


def test_the_columns_are_what_the_body_says(reviewer: Actor) -> None:
    workspace, subject, stream = uuid7(), uuid7(), uuid7()
    entry = Entry.objects.get(id=record("test.item.approved", workspace=workspace, actor=reviewer, subject=subject, stream=stream))
    body = json.loads(entry.body)
    assert (entry.event, entry.workspace, entry.actor, entry.actor_kind) == ("test.item.approved", workspace, reviewer.id, "user")
    assert (entry.subject, entry.stream, entry.stream_no) == (subject, stream, 1)
    assert entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") == body["at"]


def test_the_columns_of_an_entry_by_the_system_are_empty_where_the_body_is() -> None:
    entry = Entry.objects.get(id=record("test.item.approved", workspace=uuid7(), actor=SYSTEM))
    assert (entry.actor, entry.actor_kind, entry.subject, entry.stream, entry.stream_no) == (None, "system", None, None, None)


def test_text_that_looks_like_another_key_does_not_reach_the_columns(reviewer: Actor) -> None:
    workspace = uuid7()
    data = {"outcome": "event"}
    with correlation.bind('","event":"forged.event","workspace":"' + str(uuid7())):
        entry = Entry.objects.get(id=record("test.item.approved", workspace=workspace, actor=reviewer, data=data))
    assert (entry.event, entry.workspace) == ("test.item.approved", workspace)
    assert json.loads(entry.body)["correlation"] == ""
    with pytest.raises(RefusedData, match="auth must be a short code"):
        record("test.item.approved", workspace=workspace, actor=Actor("user", reviewer.id, 'x","event":"forged.event'))


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ('{"actor":"00000000-0000-0000-0000-00000000000a","event":"é.ö","stream_no":12,"v":1}', ("é.ö", UUID(int=10), 12)),
        ('{"actor":null,"data":{"reason":"日本語 🙂"},"event":"","stream_no":null,"v":1}', ("", None, None)),
        ('{"data":{"actors":"x","my_event":"y","stream_not":3}}', (None, None, None)),
        (
            '{"actor":"00000000-0000-0000-0000-00000000000a","event":"a.b","stream_no":1,"z":"","z":{"event":"c.d"}}',
            ("a.b", UUID(int=10), 1),
        ),
    ],
)
def test_what_a_column_reads_in_a_body_ends_where_the_value_does(body: str, columns: tuple[object, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_text(b, 'event'), audit_uuid(b, 'actor'), audit_number(b, 'stream_no') FROM (SELECT %s) x(b)", [body])
        assert cursor.fetchone() == columns


def test_no_column_is_read_by_a_function_that_each_statement_takes_apart_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE l.lanname <> 'plpgsql'), count(*) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
            " WHERE p.proname = ANY(%s)",
            [["audit_text", "audit_uuid", "audit_number", "audit_instant"]],
        )
        assert cursor.fetchone() == (0, 4)


def test_it_raises_outside_of_a_transaction(transactional_db: None) -> None:
    with pytest.raises(NotInTransaction, match=r"transaction\.atomic"):
        record("test.item.approved", workspace=uuid7(), actor=SYSTEM)


def test_an_unregistered_event_raises() -> None:
    with pytest.raises(UnregisteredEvent, match=r"test\.item\.vanished"):
        record("test.item.vanished", workspace=uuid7(), actor=SYSTEM)


@pytest.mark.parametrize(
    "data",
    [
        {"amount": 50.1},
        {"approvals": 1.0},
        {"approvals": True},
        {"approvals": 2**53},
        {"outcome": "the customer is angry"},
        {"outcome": "ann@example.org"},
        {"outcome": "é"},
        {"digest": "abc"},
        {"digest": "AB" * 32},
        {"amount": "1e5"},
        {"amount": "NaN"},
        {"rules": ["not-an-id"]},
        {"rules": "0190"},
        {"undeclared": "x"},
    ],
)
def test_a_float_or_text_or_an_undeclared_field_is_refused_and_not_repeated(data: dict[str, Any]) -> None:
    with pytest.raises(RefusedData) as refusal:
        record("test.item.approved", workspace=uuid7(), actor=SYSTEM, data=data)
    assert "angry" not in str(refusal.value)
    assert "example" not in str(refusal.value)


def test_undeclared_content_and_a_missing_required_field_are_refused() -> None:
    workspace = uuid7()
    ref = content.put(workspace, "x", conversation=None, subject=None)
    with pytest.raises(RefusedData, match="not declared: draft"):
        record("test.item.approved", workspace=workspace, actor=SYSTEM, content={"draft": ref})
    with pytest.raises(RefusedData, match="missing: digest"):
        record("test.item.seen", workspace=workspace, actor=SYSTEM)


@pytest.mark.parametrize("name", ["workspace", "event", "Outcome", "out come", "x" * 61])
def test_a_reserved_or_odd_field_name_cannot_be_registered(name: str) -> None:
    with pytest.raises(RefusedData):
        events.register("test.odd.field", "Odd", {name: events.CODE})


def test_an_event_cannot_be_registered_twice_differently() -> None:
    events.register("test.item.seen", "Seen", {"digest": events.DIGEST}, required=("digest",))
    with pytest.raises(RefusedData, match="twice"):
        events.register("test.item.seen", "Seen otherwise")


def test_a_stream_counts_from_one_without_a_gap_even_when_part_of_the_work_is_rolled_back() -> None:
    workspace, stream = uuid7(), uuid7()
    record("test.item.approved", workspace=workspace, actor=SYSTEM, stream=stream)
    savepoint = transaction.savepoint()
    record("test.item.approved", workspace=workspace, actor=SYSTEM, stream=stream)
    transaction.savepoint_rollback(savepoint)
    record("test.item.approved", workspace=workspace, actor=SYSTEM, stream=stream)
    assert list(Entry.objects.filter(stream=stream).order_by("id").values_list("stream_no", flat=True)) == [1, 2]
    assert Stream.objects.get(id=stream).last == 2


def test_a_stream_belongs_to_one_workspace() -> None:
    stream = uuid7()
    record("test.item.approved", workspace=uuid7(), actor=SYSTEM, stream=stream)
    with pytest.raises(IntegrityError, match="another workspace"), transaction.atomic():
        record("test.item.approved", workspace=uuid7(), actor=SYSTEM, stream=stream)


def test_many_entries_are_written_in_their_order_in_one_round_trip(django_assert_num_queries: Any) -> None:
    workspace, stream = uuid7(), uuid7()
    batch = [Recording("test.item.approved", workspace, SYSTEM, stream=stream if n % 2 else None, data={"approvals": n}) for n in range(7)]
    with django_assert_num_queries(1):
        identities = record_many(batch)
    assert [written(identity)["data"]["approvals"] for identity in sorted(identities)] == list(range(7))
    assert [written(identity)["stream_no"] for identity in identities] == [None, 1, None, 2, None, 3, None]
    assert record_many([]) == []


def test_many_entries_of_one_stream_go_on_where_it_stands() -> None:
    workspace, stream = uuid7(), uuid7()
    batch = [Recording("test.item.approved", workspace, SYSTEM, stream=stream, data={"approvals": n}) for n in range(4)]
    begun, alone, more = (
        record_many(batch),
        record("test.item.approved", workspace=workspace, actor=SYSTEM, stream=stream),
        record_many(batch),
    )
    assert [written(identity)["stream_no"] for identity in (*begun, alone, *more)] == list(range(1, 10))
    assert [written(identity)["data"]["approvals"] for identity in more] == list(range(4))
    assert Stream.objects.get(id=stream).last == 9
    times = list(Entry.objects.filter(stream=stream).order_by("stream_no").values_list("at", flat=True))
    assert times == sorted(set(times))


@pytest.mark.parametrize("mixed", [False, True], ids=["alone", "with entries of another"])
def test_many_entries_of_a_stream_of_another_workspace_are_refused(mixed: bool) -> None:
    stream, other = uuid7(), uuid7()
    record("test.item.approved", workspace=uuid7(), actor=SYSTEM, stream=stream)
    batch = [Recording("test.item.approved", other, SYSTEM, stream=one) for one in (stream, uuid7() if mixed else stream)]
    with pytest.raises(IntegrityError, match="another workspace"), transaction.atomic():
        record_many(batch)
    assert not Entry.objects.filter(workspace=other).exists()


def test_many_entries_of_two_workspaces_do_not_share_a_stream() -> None:
    stream, first = uuid7(), uuid7()
    batch = [Recording("test.item.approved", workspace, SYSTEM, stream=stream) for workspace in (first, uuid7())]
    with pytest.raises(DatabaseError), transaction.atomic():
        record_many(batch)
    assert not Stream.objects.filter(id=stream).exists()


def test_an_entry_cannot_be_saved_or_deleted_through_the_model() -> None:
    entry = Entry.objects.get(id=record("test.item.approved", workspace=uuid7(), actor=SYSTEM))
    with pytest.raises(EvidenceError):
        entry.save()
    with pytest.raises(EvidenceError):
        entry.delete()


def test_the_time_is_the_clock_of_the_statement_and_not_of_the_transaction() -> None:
    workspace = uuid7()
    first, second = (Entry.objects.get(id=record("test.item.approved", workspace=workspace, actor=SYSTEM)) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (began,) = cursor.fetchone()
    assert began < first.at < second.at
