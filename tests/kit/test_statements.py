"""A statement by a kept cursor is a statement like any other: answers, errors, transactions, and what tests see of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from kit import rows, statements
from kit.models import DomainEvent, IdempotencyKey

pytestmark = pytest.mark.django_db
ECHO = "SELECT %s::text, %s::text"
MAKE = "INSERT INTO kit_idempotencykey (key, workspace, \"user\", request_digest, created_at) VALUES ('k', %s, %s, '', now()), ('k', %s, %s, '', now())"


@pytest.fixture(params=[False, True], ids=["bound here", "bound by the server"])
def connected(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The connection of a command, and one like a worker's, which keeps its statements planned."""
    ours: Any = connection
    if request.param:
        ours = connection.copy()
        ours.settings_dict = {**ours.settings_dict, "OPTIONS": {**ours.settings_dict["OPTIONS"], "server_side_binding": True}}
        ours.settings_dict["OPTIONS"]["prepare_threshold"] = 1
        monkeypatch.setattr(statements, "connections", {"default": ours})
    yield ours
    if request.param:
        ours.close()


def test_the_same_statement_again_has_its_own_answer_whatever_the_kinds_of_its_values(connected: Any) -> None:
    name = uuid4()
    said = [("a", 1), (None, name), (3.5, None), ("%s", "it's"), (name, "a")]
    for values in said * 3:
        assert statements.ask(ECHO, values) == [tuple(None if one is None else str(one) for one in values)]
    assert statements.ask("SELECT %(a)s::int + %(a)s::int", {"a": 4}) == [(8,)]
    assert statements.tell("SELECT generate_series(1, %s)", [7]) == 7


def test_a_cursor_is_made_once_for_a_statement(connected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    statements.ask(ECHO, ["a", "b"])
    made = connected.connection.cursor
    monkeypatch.setattr(connected.connection, "cursor", lambda *given: pytest.fail("another one") if given == () else made(*given))
    assert statements.ask("".join([ECHO[:5], ECHO[5:]]), ["c", "d"]) == [("c", "d")], "an equal text is the same statement"


def test_answers_of_another_kind_are_read_as_such(connected: Any) -> None:
    for value in (UUID(int=1), "a", True, UUID(int=2), "b"):
        assert statements.ask("SELECT %s", [value]) == [(value,)]


def test_an_error_is_that_of_the_cursor_of_django_and_the_next_call_works(connected: Any) -> None:
    given = [uuid4(), uuid4()]
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.tell(MAKE, [*given, *given])
    assert statements.ask(ECHO, ["a", "b"]) == [("a", "b")]
    assert not IdempotencyKey.objects.filter(key="k").exists()


def test_nothing_is_said_in_a_transaction_that_is_broken() -> None:
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            statements.ask(ECHO, ["a", "b"])


def test_who_counts_or_listens_sees_them() -> None:
    heard: list[str] = []
    statements.ask(ECHO, ["a", "b"])
    with CaptureQueriesContext(connection) as captured:
        statements.ask(ECHO, ["a", "b"])

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        heard.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(listen):
        statements.ask(ECHO, ["a", "b"])
    assert len(captured) == 1
    assert heard == [ECHO]


def test_more_statements_than_are_kept_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 3)
    for number in range(10):
        assert statements.ask(f"SELECT {number} + %s::int", [1]) == [(number + 1,)]
        assert len(vars(connection.connection)[statements._ATTRIBUTE]) <= 3


def test_a_new_connection_begins_without_cursors_of_the_old_one(connected: Any) -> None:
    if connected is connection:
        pytest.skip("the transaction of a test cannot outlive its connection")
    statements.ask(ECHO, ["a", "b"])
    connected.close()
    assert statements.ask(ECHO, ["c", "d"]) == [("c", "d")]


def test_a_table_that_changes_under_a_kept_plan_costs_at_most_one_transaction(transactional_db: None, connected: Any) -> None:
    connected.cursor().execute("CREATE TABLE test_plans AS SELECT 1 AS number")
    said = ["SELECT number FROM test_plans", "SELECT number + 1 FROM test_plans"]
    for statement in said * 4:
        statements.ask(statement)
    with connection.cursor() as another:
        another.execute("ALTER TABLE test_plans ALTER number TYPE bigint")
    assert [statements.ask(one) for one in said * 2] == [[(1,)], [(2,)]] * 2
    with connection.cursor() as another:
        another.execute("ALTER TABLE test_plans ALTER number TYPE text")
    answers = []
    for _ in range(3):
        try:
            connected.set_autocommit(False)
            answers.append(statements.ask(said[0]))
        except NotSupportedError:
            answers.append([])
        finally:
            connected.rollback()
            connected.set_autocommit(True)
    assert answers[1:] == [[("1",)]] * 2
    connected.cursor().execute("DROP TABLE test_plans")


def test_what_the_server_cannot_do_is_an_error_as_ever(transactional_db: None, connected: Any) -> None:
    for _ in range(2):
        with pytest.raises(NotSupportedError):
            statements.ask("SELECT count(*) FROM kit_domainevent FOR UPDATE")
    assert statements.ask(ECHO, ["a", "b"]) == [("a", "b")]


def test_rows_of_a_model_are_read_by_its_columns() -> None:
    told = DomainEvent(subscriber="s", name="a.b", workspace=uuid4(), subject=uuid4(), available_at="2026-03-02T09:30:00Z")
    told.save()
    statement = f"SELECT {rows.columns(DomainEvent, 'e')} FROM kit_domainevent e WHERE e.id = %s"
    (found,) = rows.read(DomainEvent, statement, [told.id])
    assert {**vars(found), "_state": None} == {**vars(DomainEvent.objects.get(id=told.id)), "_state": None}
    found.attempts = 2
    found.save()
    assert DomainEvent.objects.get().attempts == 2
    with pytest.raises(TypeError, match="stored otherwise"):
        rows.columns(IdempotencyKey)


@pytest.mark.parametrize(
    ("statement", "values"),
    [("SELECT repeat('x', %s)", [100_000]), ("SELECT length(%s)", ["x" * 100_000]), ("SELECT generate_series(1, %s)", [1001])],
    ids=["a long answer", "a long value", "many rows"],
)
def test_no_cursor_holds_on_to_much(connected: Any, statement: str, values: list[Any]) -> None:
    assert statements.ask(statement, values)
    assert statement not in vars(connected.connection).get("countersign_cursors", {})
    small = [3] if isinstance(values[0], int) else ["abc"]
    assert statements.ask(statement, small)[0] in [("xxx",), (3,), (1,)]
    assert statement in vars(connected.connection)["countersign_cursors"]
