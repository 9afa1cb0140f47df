from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit import content, guards
from audit.models import Content
from audit.recorder import record
from audit.testing import mark_recorded
from kit.actor import SYSTEM
from kit.ids import uuid7
from tests.audit.conftest import Connect, Ledger

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = [
    "UPDATE audit_entry SET body = body || ' '",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "UPDATE audit_seal SET seq = seq + 1",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "UPDATE audit_epoch SET system_identifier = '1'",
    "DELETE FROM audit_epoch",
    "UPDATE audit_content SET sealed = ''",
    "DELETE FROM audit_content",
    "TRUNCATE audit_content",
]


@pytest.mark.parametrize("as_superuser", [False, True], ids=["ordinary role", "superuser"])
@pytest.mark.parametrize("statement", REFUSED)
def test_evidence_cannot_be_changed_removed_or_emptied(
    statement: str, as_superuser: bool, ledger: Ledger, seal: Callable[[], int], connect: Connect
) -> None:
    ledger.write(2, note="kept")
    seal()
    with pytest.raises(psycopg.errors.RestrictViolation, match="refused"):
        connect(as_superuser=as_superuser).execute(statement)


def test_content_goes_only_by_purge_and_only_with_its_entry(ledger: Ledger) -> None:
    ledger.write(1, note="to be purged")
    (identity,) = Content.objects.values_list("id", flat=True)
    with pytest.raises(IntegrityError, match="with its entry"), transaction.atomic():
        content.purge(ledger.workspace, [identity])
    with transaction.atomic():
        record("audit.content.purged", workspace=ledger.workspace, actor=SYSTEM, data={"count": 1, "reason": "retention"})
        assert content.purge(ledger.workspace, [identity]) == 1
    assert not Content.objects.exists()


@pytest.fixture
def guarded_table() -> Iterator[str]:
    """A table of an app, with the guards that its migration would put there."""
    operations = [guards.recorded_only("test_item", update_of=["status"]), guards.append_only("test_decision", may_change=["seen"])]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_item (id int, status text, lease int)")
        cursor.execute("CREATE TABLE test_decision (id int, outcome text, seen boolean DEFAULT false)")
        for operation in operations:
            cursor.execute(str(operation.sql))
    yield "test_item"
    with connection.cursor() as cursor:
        for operation in operations:
            cursor.execute(str(operation.reverse_sql))
        cursor.execute("DROP TABLE test_item, test_decision")


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write_and_record(record_first: bool) -> None:
    with transaction.atomic():
        if record_first:
            record("test.item.approved", workspace=uuid7(), actor=SYSTEM)
        run("INSERT INTO test_item VALUES (1, 'open')")
        if not record_first:
            record("test.item.approved", workspace=uuid7(), actor=SYSTEM)


@pytest.mark.parametrize("record_first", [True, False])
def test_a_write_with_its_record_commits_in_either_order(guarded_table: str, record_first: bool) -> None:
    write_and_record(record_first)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM test_item")
        assert cursor.fetchall() == [("open",)]


def test_a_write_without_a_record_cannot_commit(guarded_table: str) -> None:
    with pytest.raises(IntegrityError, match=r"put nothing on the ledger"), transaction.atomic():
        run("INSERT INTO test_item VALUES (1, 'open')")


def test_a_bulk_update_around_the_verbs_cannot_commit(guarded_table: str) -> None:
    write_and_record(True)
    with pytest.raises(IntegrityError, match=r"UPDATE of test_item"):
        run("UPDATE test_item SET status = 'approved'")
    with pytest.raises(IntegrityError, match=r"DELETE of test_item"):
        run("DELETE FROM test_item")
    with pytest.raises(DatabaseError, match=r"TRUNCATE of test_item"):
        run("TRUNCATE test_item")


def test_columns_that_are_no_evidence_are_written_freely(guarded_table: str) -> None:
    write_and_record(True)
    run("UPDATE test_item SET lease = 5")


def test_the_record_of_an_earlier_transaction_does_not_count(guarded_table: str) -> None:
    write_and_record(True)
    with pytest.raises(IntegrityError, match="put nothing on the ledger"):
        run("INSERT INTO test_item VALUES (2, 'open')")


def test_a_record_that_was_rolled_back_to_a_savepoint_does_not_count(guarded_table: str) -> None:
    def write_after_undone_record() -> None:
        with transaction.atomic():
            savepoint = transaction.savepoint()
            record("test.item.approved", workspace=uuid7(), actor=SYSTEM)
            transaction.savepoint_rollback(savepoint)
            run("INSERT INTO test_item VALUES (1, 'open')")

    with pytest.raises(IntegrityError, match="put nothing on the ledger"):
        write_after_undone_record()


def test_a_session_cannot_pretend_for_all_its_transactions(guarded_table: str) -> None:
    run("SET countersign.recorded = 'on'")
    with pytest.raises(IntegrityError, match="put nothing on the ledger"):
        run("INSERT INTO test_item VALUES (1, 'open')")
    run("RESET countersign.recorded")


def test_append_only_lets_named_columns_change_and_nothing_else(guarded_table: str) -> None:
    run("INSERT INTO test_decision VALUES (1, 'approved')")
    run("UPDATE test_decision SET seen = true")
    with pytest.raises(IntegrityError, match="only seen may change"):
        run("UPDATE test_decision SET outcome = 'rejected'")
    with pytest.raises(IntegrityError, match="refused"):
        run("DELETE FROM test_decision")


def test_a_factory_may_mark_its_transaction_in_a_test(guarded_table: str) -> None:
    with transaction.atomic():
        run("INSERT INTO test_item VALUES (1, 'open')")
        mark_recorded()
