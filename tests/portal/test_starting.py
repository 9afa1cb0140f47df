"""What every process does at its start."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps

import portal

LOADED = 100_000
"""Objects at least that stay."""


@pytest.fixture
def collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_garbage_is_looked_for_once_all_is_loaded_and_never_in_that(collecting: None) -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > LOADED
    importlib.reload(portal)
    assert not gc.isenabled()
    apps.get_app_config("admin").ready()
    assert gc.isenabled()
