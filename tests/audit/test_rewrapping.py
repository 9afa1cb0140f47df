"""The key-encryption key is changed by command: everything stays readable, and afterwards without the old key too."""

from __future__ import annotations

import base64
import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from audit import content, keys, rewrapping, signing
from audit.models import Entry, WrappedKey
from kit.actor import SYSTEM
from tests.audit.conftest import Ledger

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def said(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("audit", "rewrap_keys", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture
def written(db: None, settings: Any, ledger: Ledger) -> tuple[Ledger, list[str]]:
    """Three contents and a signing key of the time of the old key; the new one stands in front since."""
    settings.COUNTERSIGN_KEY = OLD
    signing.ensure()
    refs = [content.put(ledger.workspace, f"text {number}", conversation=uuid4(), subject=None).id for number in range(3)]
    settings.COUNTERSIGN_KEY = f"{NEW},{OLD}"
    keys.forget()
    return ledger, refs


def test_a_dry_run_counts_and_changes_nothing(written: tuple[Ledger, list[str]]) -> None:
    before = {row.id: bytes(row.wrapped) for row in WrappedKey.objects.all()}
    assert said("--dry-run") == {"outdated": 4}
    assert {row.id: bytes(row.wrapped) for row in WrappedKey.objects.all()} == before


def test_afterwards_the_old_key_is_not_needed_any_more(written: tuple[Ledger, list[str]], settings: Any) -> None:
    ledger, refs = written
    assert said() == {"rewrapped": 4, "current": 0, "outdated": 0}
    settings.COUNTERSIGN_KEY = NEW
    keys.forget()
    assert [content.get_text(ledger.workspace, ref) for ref in refs] == ["text 0", "text 1", "text 2"]
    assert signing.current() is not None
    entry = Entry.objects.get(event=rewrapping.REWRAPPED)
    assert json.loads(entry.body)["data"]["data_keys"] == 3


def test_a_second_run_finds_nothing_to_do_and_writes_nothing(written: tuple[Ledger, list[str]]) -> None:
    said()
    assert said() == {"rewrapped": 0, "current": 3, "outdated": 0}
    assert Entry.objects.filter(event=rewrapping.REWRAPPED).count() == 1


def test_killed_in_between_it_goes_on_where_it_was(written: tuple[Ledger, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrapping, "BATCH", 1)

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rewrapping.rewrap(SYSTEM, killed)
    assert rewrapping.outdated() == 3
    assert said()["rewrapped"] == 3


def test_a_key_that_nobody_can_unwrap_is_named_and_nothing_is_lost(written: tuple[Ledger, list[str]], settings: Any) -> None:
    settings.COUNTERSIGN_KEY = NEW
    with pytest.raises(ImproperlyConfigured):
        said()
    settings.COUNTERSIGN_KEY = f"{NEW},{OLD}"
    assert said()["outdated"] == 0
