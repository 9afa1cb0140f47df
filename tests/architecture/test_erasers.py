"""Every table that could hold something about a person has an eraser, or says why it holds nothing."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from audit import erasers
from tests.architecture.impersonal import IMPERSONAL

OWN = ("kit", "audit", "accounts", "policies", "connectors", "conversations", "review", "agents", "portal")
TELLING = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def tables() -> set[str]:
    own = [model for name in OWN for model in apps.get_app_config(name).get_models()]
    return {model._meta.db_table.replace('"', "") for model in own if any(isinstance(one, TELLING) for one in model._meta.fields)}


def covered() -> set[str]:
    return {place for eraser in erasers.registered().values() for place in eraser.covers}


def test_every_table_with_text_has_an_eraser_or_a_reason() -> None:
    assert tables() - covered() - set(IMPERSONAL) == set(), "register an eraser, or give a reason in tests/architecture/impersonal.py"


def test_no_table_has_both_and_no_reason_has_outlived_its_table() -> None:
    assert covered() & set(IMPERSONAL) == set()
    assert set(IMPERSONAL) - tables() == set()
