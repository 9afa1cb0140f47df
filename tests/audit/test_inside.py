"""Keys that one transaction reads or makes: once, and never longer than they are true."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Workspace
from audit import keycache, keys
from audit.models import DataKey
from kit.ids import uuid7
from tests.factories.people import make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def rolled_back(workspace: Workspace, subject: UUID) -> tuple[UUID, bytes]:
    """A key that never was."""
    with transaction.atomic():
        made = keys.for_writing(workspace.id, None, subject)
        transaction.set_rollback(True)
    return made


def test_a_key_that_was_made_in_this_transaction_is_not_asked_for_again(workspace: Workspace, django_assert_num_queries: Any) -> None:
    subject = uuid7()
    made = keys.for_writing(workspace.id, None, subject)
    with django_assert_num_queries(0):
        assert keys.for_writing(workspace.id, None, subject) == made
        assert keys.for_reading({made[0]}) == {made[0]: made[1]}
    assert keys.for_writing(workspace.id, None, uuid7()) != made


def test_one_that_was_read_is_not_read_again_until_it_is_forgotten(workspace: Workspace, django_assert_num_queries: Any) -> None:
    identity, key = keys.for_writing(workspace.id, None, uuid7())
    keys.forget()
    with django_assert_num_queries(1):
        assert keys.for_reading({identity}) == {identity: key}
        assert keys.for_reading({identity}) == {identity: key}
    keys.forget({identity})
    with django_assert_num_queries(1):
        assert keys.for_reading({identity}) == {identity: key}


def test_what_is_answered_gives_the_key_that_the_answer_is_written_under(workspace: Workspace, django_assert_num_queries: Any) -> None:
    conversation, subject = uuid7(), uuid7()
    made = keys.for_writing(workspace.id, conversation, subject)
    keys.forget()
    keys.for_reading({made[0]})
    with django_assert_num_queries(1):  # which key it is, and that it lives
        assert keys.for_writing(workspace.id, conversation, subject) == made
    keys.destroy({made[0]})
    assert keys.for_writing(workspace.id, conversation, subject)[0] != made[0]


def test_what_is_rolled_back_takes_its_key_along(workspace: Workspace) -> None:
    subject = uuid7()
    lost = rolled_back(workspace, subject)
    assert keys.for_reading({lost[0]}) == {}
    made = keys.for_writing(workspace.id, None, subject)
    assert made[0] != lost[0]
    assert DataKey.objects.get(subject=subject).id == made[0]


def test_one_that_is_destroyed_opens_nothing_any_more_in_the_same_transaction(workspace: Workspace) -> None:
    subject = uuid7()
    gone = keys.for_writing(workspace.id, None, subject)
    keys.destroy({gone[0]})
    assert keys.for_reading({gone[0]}) == {}
    assert keys.for_writing(workspace.id, None, subject)[0] != gone[0]


@pytest.mark.django_db(transaction=True)
def test_another_transaction_begins_with_none_of_them(workspace: Workspace, django_assert_num_queries: Any) -> None:
    subject = uuid7()
    rolled_back(workspace, subject)
    with transaction.atomic():
        identity, _ = keys.for_writing(workspace.id, None, subject)
    keys.forget()
    with transaction.atomic(), django_assert_num_queries(1):
        assert set(keys.for_reading({identity})) == {identity}


@pytest.mark.django_db(transaction=True)
def test_a_key_of_the_memory_that_is_written_under_is_kept_no_longer_than_it_would_have_been(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    now = [1000.0]
    for module in (keys, keycache):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    subject = uuid7()
    identity, key = keys.for_writing(workspace.id, None, subject)
    keys.forget()
    keys.for_reading({identity})
    now[0] += keys.TTL - 1
    assert keys.for_writing(workspace.id, None, subject) == (identity, key)
    with django_assert_num_queries(0):
        assert keys.for_writing(workspace.id, None, subject) == (identity, key)
    now[0] += 2
    with django_assert_num_queries(1):
        assert keys.for_reading({identity}) == {identity: key}
