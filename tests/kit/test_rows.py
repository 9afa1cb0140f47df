"""Rows written by ready statements are the rows that the ORM would have written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.forms.models import model_to_dict

from kit import rows
from kit.ids import uuid7
from kit.models import DomainEvent, IdempotencyKey

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def event(**given: object) -> DomainEvent:
    return DomainEvent(**{"subscriber": "s", "name": "a.b", "workspace": uuid7(), "subject": uuid7(), "available_at": DUE, **given})


def test_several_rows_are_stored_with_the_defaults_and_times_of_the_model() -> None:
    first, second = event(), event(correlation_id="it's 100 % mine")
    rows.insert(first, second)
    for row in (first, second):
        stored = DomainEvent.objects.get(id=row.id)
        assert model_to_dict(stored) == model_to_dict(row)
        assert stored.created_at == row.created_at
        assert stored.failed_at is None
    first.error = "saved, not inserted again"
    first.save()
    assert DomainEvent.objects.get(id=first.id).error == "saved, not inserted again"


def test_a_document_and_its_absence_come_back_as_they_were() -> None:
    told = {"workspace": uuid7(), "user": uuid7(), "request_digest": "d"}
    full, empty = IdempotencyKey(key="full", response={"a": [1, None]}, **told), IdempotencyKey(key="empty", **told)
    rows.insert(full, empty)
    assert IdempotencyKey.objects.get(key="full").response == {"a": [1, None]}
    assert IdempotencyKey.objects.filter(response__isnull=True).get().key == "empty"


def test_an_update_changes_the_fields_it_names_and_no_other() -> None:
    row = event()
    rows.insert(row)
    row.attempts, row.error = 3, "left alone"
    rows.update(row, ["attempts"])
    stored = DomainEvent.objects.get(id=row.id)
    assert (stored.attempts, stored.error) == (3, "")
    with pytest.raises(ValueError, match="attempt"):
        rows.update(row, ["attempt"])


def test_an_update_of_a_row_that_is_gone_raises() -> None:
    row = event()
    rows.insert(row)
    DomainEvent.objects.all().delete()
    with pytest.raises(DatabaseError, match="not there"):
        rows.update(row, ["attempts"])
