"""Tables as they were some migrations ago, and as they are now again; what Django takes most of the time for on the way, done with less."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.models import Field

Targets = list[tuple[str, str]]
_mutate = Migration.mutate_state


def migrate(targets: Targets) -> None:
    with thrifty_states():
        MigrationExecutor(connection).migrate(targets)


@contextmanager
def tables_of(targets: Targets) -> Iterator[None]:
    """As after ``targets``; afterwards as they are now."""
    newest: Targets = MigrationExecutor(connection).loader.graph.leaf_nodes()
    migrate(targets)
    try:
        yield
    finally:
        migrate(newest)


@contextmanager
def thrifty_states() -> Iterator[None]:
    """Before it goes back Django takes the models of all apps through every migration there is, and builds them anew at each step: here only
    for those that are undone. And to build a model it takes each field apart and makes it anew: here it is copied."""
    with mock.patch.object(Migration, "mutate_state", _unbuilt), mock.patch.object(Field, "clone", _copied):
        yield


def _unbuilt(migration: Migration, state: ProjectState, preserve: bool = True) -> ProjectState:
    if preserve:
        state = state.clone()
        state.__dict__.pop("apps", None)
    return _mutate(migration, state, preserve=False)


def _copied(field: Any) -> Any:
    """The number that puts fields in order is a new one, as that of a field that is made."""
    made = copy.deepcopy(field)
    if not field.auto_created:
        made.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return made
