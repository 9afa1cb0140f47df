"""Statements that PostgreSQL keeps planned for a connection: how many plans, when they end, and what happens when something breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, NotSupportedError, OperationalError, ProgrammingError, connection
from psycopg.adapt import PyFormat

from kit import prepared, statements

pytestmark = pytest.mark.django_db
PLANS = "SELECT count(*) FROM pg_prepared_statements WHERE statement = $1"
MAKE = """INSERT INTO kit_domainevent (id, subscriber, name, workspace, subject, correlation_id, attempts, created_at, available_at, error)
    VALUES (%s, 's', 'a.b', %s, %s, '', 0, now(), now(), '')"""
FIND = "SELECT workspace FROM kit_domainevent WHERE id = %s"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A worker's connection: the server binds the values, and plans are kept from the third saying on."""
    ours: Any = connection.copy()
    options = {**ours.settings_dict["OPTIONS"], "server_side_binding": True, "prepare_threshold": 2}
    ours.settings_dict = {**ours.settings_dict, "OPTIONS": options}
    monkeypatch.setattr(statements, "connections", {"default": ours})
    yield ours
    ours.close()


def plans(ours: Any, query: str) -> int:
    found = ours.connection.pgconn.exec_params(PLANS.encode(), [query.encode()])
    return int(found.get_value(0, 0))


def test_a_plan_is_made_when_a_statement_comes_often_and_once_for_each_set_of_kinds(worker: Any) -> None:
    numbers = "SELECT $1 + 1"
    for times, expected in ((2, 0), (1, 1), (5, 1)):
        for number in range(times):
            assert statements.ask("SELECT %s + 1", [number]) == [(number + 1,)]
        assert plans(worker, numbers) == expected
    assert statements.ask("SELECT %s + 1", [70_000]) == [(70_001,)]
    assert plans(worker, numbers) == 2


def test_kinds_beyond_those_that_are_kept_are_answered_without_a_plan(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_KINDS", 1)
    for number in (1, 2, 3, 4, 70_000, 5_000_000_000):
        assert statements.ask("SELECT %s + 1", [number]) == [(number + 1,)]
    assert plans(worker, "SELECT $1 + 1") == 1


def test_where_no_plan_is_wanted_none_is_made(worker: Any) -> None:
    worker.ensure_connection()
    worker.connection.prepare_threshold = None
    for number in range(9):
        assert statements.ask("SELECT %s + 1", [number]) == [(number + 1,)]
    assert plans(worker, "SELECT $1 + 1") == 0


def test_plans_of_statements_that_make_room_end_with_them(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 3)
    for number in range(7):
        for _ in range(4):
            assert statements.ask(f"SELECT {number} + %s::int", [1]) == [(number + 1,)]
    assert sum(plans(worker, f"SELECT {number} + $1::int") for number in range(7)) <= 3


def test_a_plan_that_no_longer_fits_its_table_costs_one_error(worker: Any) -> None:
    statements.tell("CREATE TEMPORARY TABLE changing AS SELECT 1 AS a")
    for _ in range(4):
        assert statements.ask("SELECT * FROM changing WHERE a = %s", [1]) == [(1,)]
    statements.tell("ALTER TABLE changing ADD COLUMN b int DEFAULT 2")
    with pytest.raises(NotSupportedError, match="cached plan"):
        statements.ask("SELECT * FROM changing WHERE a = %s", [1])
    assert statements.ask("SELECT * FROM changing WHERE a = %s", [1]) == [(1, 2)]


def test_plans_that_somebody_has_thrown_away_cost_one_error(worker: Any) -> None:
    for _ in range(4):
        statements.ask("SELECT %s + 1", [1])
    statements.tell("DISCARD PLANS")
    statements.tell("DEALLOCATE ALL")
    with pytest.raises(DatabaseError):
        statements.ask("SELECT %s + 1", [1])
    assert statements.ask("SELECT %s + 1", [1]) == [(2,)]


def test_a_server_that_goes_away_is_said_so_and_a_new_connection_goes_on(worker: Any) -> None:
    ((mine,),) = statements.ask("SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
    with pytest.raises(OperationalError):
        statements.ask("SELECT %s + 1", [1])
    with pytest.raises(OperationalError):
        statements.ask("SELECT %s + 1", [1])
    worker.close_if_unusable_or_obsolete()
    assert statements.ask("SELECT %s + 1", [1]) == [(2,)]


@pytest.mark.parametrize("isolation", [None, psycopg.IsolationLevel.SERIALIZABLE])
def test_a_transaction_begins_with_its_first_statement_and_goes_back_as_a_whole(worker: Any, isolation: Any) -> None:
    worker.ensure_connection()
    worker.connection.isolation_level = isolation
    worker.set_autocommit(False)
    told, workspace = uuid4(), uuid4()
    assert statements.tell(MAKE, [told, workspace, uuid4()]) == 1
    assert statements.ask("SHOW transaction_isolation") == [("serializable" if isolation else "read committed",)]
    assert statements.ask(FIND, [told]) == [(workspace,)]
    worker.rollback()
    assert statements.ask(FIND, [told]) == []


def test_no_answer_is_held_until_the_next(worker: Any) -> None:
    assert len(statements.ask("SELECT repeat('x', %s)", [100_000])[0][0]) == 100_000
    (kept,) = vars(worker.connection)["countersign_prepared"].values()
    assert kept.ways.pgresult is None


def test_what_answers_with_no_rows_says_so_where_rows_are_asked_for(worker: Any) -> None:
    assert statements.tell("SET LOCAL lock_timeout = 0") == -1
    with pytest.raises(ProgrammingError):
        statements.ask("SET LOCAL lock_timeout = 0")


def test_places_are_numbered_in_the_order_of_their_values() -> None:
    auto, binary = PyFormat.AUTO, PyFormat.BINARY
    assert prepared.numbered("a %s '%%' %b::bytea") == (b"a $1 '%' $2::bytea", [], [auto, binary])
    assert prepared.numbered("%(b)s = %(a)s OR %(b)s") == (b"$1 = $2 OR $1", ["b", "a"], [auto, auto])
    for wrong in ("LIKE 'a%'", "%d", "%"):
        with pytest.raises(psycopg.ProgrammingError, match="%%"):
            prepared.numbered(wrong)
