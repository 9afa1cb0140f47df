"""Anchors keep what was signed outside the database; a missed one raises an alarm."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from audit import checkpoints, notes, status
from audit.anchors import configured, reading, rounds
from audit.anchors.base import Anchor
from audit.anchors.doing import doing
from audit.models import Anchoring, AnchorState, SigningKey
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Now = Callable[[], int]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.COUNTERSIGN_ANCHORS = [f"file://{tmp_path}/anchors?every=60"]
    return tmp_path / "anchors"


def anchor() -> Anchor:
    [only] = configured.anchors()
    return only


def lines(folder: Path, ledger: Ledger) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (folder / "checkpoints.jsonl").read_text().splitlines()]
    return [line for line in found if line["workspace"] == str(ledger.workspace)]


def test_the_newest_checkpoint_of_each_workspace_that_grew_is_appended_to_the_file(folder: Path, ledger: Ledger, seal: Now) -> None:
    other = Ledger()
    for one in (ledger, other):
        one.write(2)
    seal()
    ledger.write()
    seal()
    assert rounds.serve(anchor()) == 3  # and the installation's own
    assert rounds.serve(anchor(), now=True) == 0
    other.write()
    seal()
    assert rounds.serve(anchor(), now=True) == 1
    assert [line["size"] for line in lines(folder, ledger)] == [3]
    assert [line["size"] for line in lines(folder, other)] == [2, 3]
    newest = checkpoints.newest(other.workspace)
    assert newest is not None
    line = lines(folder, other)[-1]
    assert line["note"] == newest.note
    assert notes.signature_fault(line["note"], notes.read_key(line["verifier_key"])) == ""
    kept = Anchoring.objects.filter(workspace=other.workspace).latest("id")
    assert (kept.anchor, kept.size, kept.checkpoint) == ("file", 3, newest.id)
    assert kept.receipt == f"checkpoints.jsonl:{(folder / 'checkpoints.jsonl').stat().st_size}"


def test_an_anchor_is_served_when_it_is_due_and_by_one_worker_at_a_time(folder: Path, ledger: Ledger, seal: Now) -> None:
    ledger.write()
    seal()
    assert rounds.serve(anchor()) == 2
    ledger.write()
    seal()
    assert rounds.serve(anchor()) is None
    AnchorState.objects.update(tried_at=timezone.now() - timedelta(seconds=61), busy_until=timezone.now() + timedelta(seconds=60))
    rounds.sweep()
    assert len(lines(folder, ledger)) == 1
    AnchorState.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    rounds.sweep()
    assert len(lines(folder, ledger)) == 2


def test_what_a_crash_left_half_written_stays_a_line_of_its_own(folder: Path, ledger: Ledger, seal: Now) -> None:
    folder.mkdir()
    (folder / "checkpoints.jsonl").write_text('{"workspace": "01a2')
    ledger.write()
    seal()
    rounds.sweep()
    found = reading.read(folder / "checkpoints.jsonl")
    assert (found.lines, found.unreadable) == (3, 1)
    assert [kept.said.size for kept in found.kept[ledger.workspace]] == [1]


def test_a_missed_anchor_raises_an_alarm_and_catches_up(folder: Path, ledger: Ledger, seal: Now, caplog: pytest.LogCaptureFixture) -> None:
    folder.write_text("a file where the folder should be")
    ledger.write()
    seal()
    assert rounds.serve(anchor()) is None
    assert "ledger.anchor_missed" in caplog.text
    problem = status.status(ledger.workspace).anchors.problem
    assert "The anchor file keeps nothing since" in problem
    assert "cannot be written" in problem
    folder.unlink()
    assert rounds.serve(anchor()) is None  # tried again after a minute
    AnchorState.objects.update(tried_at=timezone.now() - timedelta(seconds=61))
    rounds.sweep()
    now = status.status(ledger.workspace).anchors
    assert (now.problem, now.name, now.size) == ("", "file", 1)


def test_a_note_that_was_tampered_with_does_not_stop_the_others(
    folder: Path, ledger: Ledger, seal: Now, tamper: Callable[..., None]
) -> None:
    other = Ledger()
    for one in (ledger, other):
        one.write()
    seal()
    tamper("UPDATE audit_checkpoint SET note = 'nothing' WHERE workspace = %(w)s", w=other.workspace)
    assert rounds.serve(anchor()) == 3
    found = reading.read(folder / "checkpoints.jsonl")
    assert found.unreadable == 1
    assert ledger.workspace in found.kept


def test_an_anchor_that_nobody_serves_is_noticed(folder: Path, ledger: Ledger, seal: Now) -> None:
    ledger.write()
    seal()
    assert doing(ledger.workspace).problem == ""
    SigningKey.objects.update(retired_at=None)
    rounds.sweep()
    AnchorState.objects.update(tried_at=timezone.now() - timedelta(seconds=1000))
    assert "is not served" in doing(ledger.workspace).problem


def test_a_git_repository_gets_a_commit_and_its_remote_a_push(tmp_path: Path, ledger: Ledger, seal: Now, settings: Any) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "remote")], check=True)
    settings.COUNTERSIGN_ANCHORS = [f"git://{tmp_path}/repository?push={tmp_path}/remote"]
    for size in (1, 2):
        ledger.write()
        seal()
        rounds.serve(anchor(), now=True)
        commit = Anchoring.objects.latest("id").receipt
        shown = subprocess.run(
            ["git", "--git-dir", str(tmp_path / "remote"), "show", f"{commit}:checkpoints.jsonl"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert [json.loads(line)["size"] for line in shown.splitlines()][-1] == size
    settings.COUNTERSIGN_ANCHORS = [f"git://{tmp_path}/repository?push={tmp_path}/nowhere"]
    ledger.write()
    seal()
    assert rounds.serve(anchor(), now=True) is None
    assert "git push" in AnchorState.objects.get().problem


def test_the_auditor_gets_a_mail_that_can_be_compared_with(tmp_path: Path, ledger: Ledger, seal: Now, settings: Any) -> None:
    settings.COUNTERSIGN_ANCHORS = ["mailto:auditor@example.org"]
    ledger.write()
    seal()
    assert rounds.serve(anchor()) == 2
    [message] = mail.outbox
    assert message.to == ["auditor@example.org"]
    assert f"{ledger.workspace}  1 entries" in message.body
    name, data, _ = message.attachments[0]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert [kept.said.size for kept in reading.read(tmp_path / name).kept[ledger.workspace]] == [1]


@pytest.mark.parametrize(
    "address", ["file://relative", "ftp://a/b", "mailto:nobody", "file:///x?every=soon", "file:///x?every=0.5", "nonsense"]
)
def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(address: str, settings: Any) -> None:
    settings.COUNTERSIGN_ANCHORS = [address]
    with pytest.raises(ImproperlyConfigured, match="COUNTERSIGN_ANCHORS"):
        configured.anchors()


def test_two_anchors_of_a_kind_have_names_of_their_own(settings: Any) -> None:
    settings.COUNTERSIGN_ANCHORS = ["file:///a", "file:///b?every=5", "git:///c"]
    assert [(one.name, one.every) for one in configured.anchors()] == [("file", 60), ("file-2", 5), ("git", 3600)]
