"""Rows written by ready statements are the rows that the ORM would have written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.db.models import Model, TextChoices
from django.forms.models import model_to_dict

from kit import rows
from kit.ids import uuid7
from kit.models import DomainEvent, IdempotencyKey, Job

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


class Word(TextChoices):
    SAID = "said"


@pytest.mark.parametrize("model", [DomainEvent, IdempotencyKey, Job], ids=lambda one: one.__name__)
def test_each_value_is_written_as_the_orm_writes_it_whatever_its_kind(model: type[Model]) -> None:
    """Also one that was never made the field's own kind: a choice, an id as text, an expression."""
    name = uuid7()
    told: list[Any] = [None, "", "said", Word.SAID, name, str(name), True, 0, 3, DUE, {"a": 1}]
    ours = connections["default"]
    for field in model._meta.local_concrete_fields:
        for value in told:
            row = model()
            setattr(row, field.attname, value)
            expected = _or_error(partial(_by_the_orm, field, row, ours))
            found = _or_error(partial(next, rows._values([row], [rows._written(field)], ours, False)))
            assert (type(found), str(found)) == (type(expected), str(expected)), (field.name, value)


def _by_the_orm(field: Any, row: Model, ours: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, False), ours)


def _or_error(what: Callable[[], Any]) -> Any:
    try:
        return what()
    except Exception as error:  # noqa: BLE001 - the same error is wanted
        return error
