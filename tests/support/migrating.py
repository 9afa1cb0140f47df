"""Tables as they were some migrations ago, and as they are now again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

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
    """Before it goes back Django takes the models of all apps through every migration there is, and builds them anew at each step, which takes
    most of the time. Here they are built for those that are undone."""
    with mock.patch.object(Migration, "mutate_state", _unbuilt):
        yield


def _unbuilt(migration: Migration, state: ProjectState, preserve: bool = True) -> ProjectState:
    if preserve:
        state = state.clone()
        state.__dict__.pop("apps", None)
    return _mutate(migration, state, preserve=False)
