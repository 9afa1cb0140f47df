"""What anchors have kept goes into a bundle as they give it back, and is checked there without the product."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audit import checkpoints
from audit.anchors import configured, rounds
from audit.bundle import selection
from audit.bundle.exporting import export
from audit.models import Stream
from kit.actor import Actor
from kit.ids import uuid7
from tests.audit.conftest import Ledger
from tests.audit.test_bundle_tampered import files, written
from tests.audit.test_bundle_verifier import run
from tests.fakes.authority import Authority, serving

pytestmark = pytest.mark.django_db(transaction=True)
AUDITOR = Actor("user", uuid7(), "mfa")
Now = Callable[[], int]


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    with serving(tmp_path / "authority") as one:
        settings.COUNTERSIGN_ANCHORS = [
            f"file://{tmp_path}/anchors", f"git://{tmp_path}/repository", "mailto:auditor@example.org",
            f"rfc3161+{one.url}?authority={one.certificates}&folder={tmp_path}/stamps",
        ]  # fmt: skip
        yield one


@pytest.fixture
def bundle(authority: Authority, ledger: Ledger, seal: Now, tmp_path: Path) -> Path:
    """Anchored before its entries (2), right after them (7), and twice later (8, 9)."""
    stream = uuid7()
    for count, where in ((2, None), (5, stream), (1, None), (1, None)):
        ledger.write(count, stream=where, note="words")
        seal()
        for anchor in configured.anchors():
            assert rounds.serve(anchor, now=True) is not None
    export(selection.conversation(stream), actor=AUDITOR, target=tmp_path / "bundle.zip")
    return tmp_path / "bundle.zip"


def test_the_first_line_that_covers_it_and_the_newest_of_each_anchor_are_in_it_and_hold(bundle: Path, tmp_path: Path) -> None:
    held = files(bundle)
    for name, kept in (("file", "anchors"), ("git", "repository"), ("timestamp", "stamps")):
        own = next((tmp_path / kept).glob("*.jsonl")).read_bytes().splitlines()
        lines = held[f"anchors/{name}.jsonl"].splitlines()
        assert [json.loads(line)["size"] for line in lines] == [7, 9]
        assert all(line in own for line in lines)
    assert "anchors/mail.jsonl" not in held
    done = run(tmp_path, str(bundle))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "3 of one and the same history, 6 times kept by anchors" in done.stdout


def test_openssl_checks_the_time_stamp_with_nothing_but_the_bundle_and_the_certificates(
    bundle: Path, authority: Authority, tmp_path: Path
) -> None:
    with zipfile.ZipFile(bundle) as zip_file:
        zip_file.extractall(tmp_path / "out")
    note, stamp = "checkpoints/000000000007.txt", "anchors/timestamp-000000000007.tsr"
    command = ["openssl", "ts", "-verify", "-data", note, "-in", stamp, "-CAfile", str(authority.certificates)]
    assert subprocess.run(command, cwd=tmp_path / "out", capture_output=True, check=False).returncode == 0


def test_an_anchor_that_says_something_else_is_named(bundle: Path, tmp_path: Path) -> None:
    held = files(bundle)
    first, second = (json.loads(line) for line in held["anchors/timestamp.jsonl"].splitlines())
    swapped = held | {"anchors/timestamp.jsonl": json.dumps(second | {"timestamp": first["timestamp"]}).encode() + b"\n"}
    edited = held | {"anchors/file.jsonl": json.dumps(first | {"note": first["note"].replace("\n7\n", "\n8\n")}).encode() + b"\n"}
    unproven = held | {"checkpoints/consistency.jsonl": held["checkpoints/consistency.jsonl"].splitlines()[0] + b"\n"}
    for changed, said in (
        (swapped, "line 1: the time stamp is of something else"),
        (edited, "does not fit"),
        (unproven, "of the same history"),
    ):
        done = run(tmp_path, str(written(changed, tmp_path)))
        assert (done.returncode, "NOT VERIFIED: the first thing that does not fit is consistency" in done.stdout) == (1, True), done.stdout
        assert said in done.stdout


def test_a_history_that_was_changed_after_it_was_anchored_is_found_in_the_bundle(
    bundle: Path, ledger: Ledger, tmp_path: Path, settings: Any
) -> None:
    """An anchor kept another root than the one the ledger has today, under a signature of the ledger's own key."""
    from tests.audit.test_bundle import _another_history

    kept = tmp_path / "anchors" / "checkpoints.jsonl"
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    forged = [
        line | {"note": _another_history(ledger, 9)} if line["size"] == 9 and line["workspace"] == str(ledger.workspace) else line
        for line in lines
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in forged)
    assert len(text.encode()) == kept.stat().st_size
    kept.write_text(text)
    about = selection.conversation(Stream.objects.get(workspace=ledger.workspace).id)
    export(about, actor=AUDITOR, target=tmp_path / "again.zip")
    done = run(tmp_path, str(tmp_path / "again.zip"))
    assert (done.returncode, "another root at 9 entries: history was changed" in done.stdout) == (1, True), done.stdout


def test_an_anchor_that_cannot_be_read_back_is_left_out(
    bundle: Path, ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "anchors" / "checkpoints.jsonl").unlink()
    about = selection.conversation(Stream.objects.get(workspace=ledger.workspace).id)
    export(about, actor=AUDITOR, target=tmp_path / "again.zip")
    assert "anchors/file.jsonl" not in files(tmp_path / "again.zip")
    assert "ledger.anchor_not_read" in caplog.text
    assert run(tmp_path, str(tmp_path / "again.zip")).returncode == 0
    assert checkpoints.newest(ledger.workspace) is not None
