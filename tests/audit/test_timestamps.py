"""Time stamps by RFC 3161, by an authority that OpenSSL makes: asked for, judged, kept, compared with; and what is no time stamp."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from audit import status, verify
from audit.anchors import configured, reading, rounds, timestamps
from audit.anchors.base import Anchor
from audit.models import Anchoring, AnchorState, Verification
from tests.audit.conftest import Ledger
from tests.fakes.authority import Authority, serving

pytestmark = pytest.mark.django_db(transaction=True)
Now = Callable[[], int]


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    with serving(tmp_path / "authority") as one:
        settings.COUNTERSIGN_ANCHORS = [f"rfc3161+{one.url}?authority={one.certificates}&folder={tmp_path}/stamps&every=600"]
        yield one


def anchor() -> Anchor:
    [only] = configured.anchors()
    return only


def lines(tmp_path: Path, ledger: Ledger) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (tmp_path / "stamps" / "timestamps.jsonl").read_text().splitlines()]
    return [line for line in found if line["workspace"] == str(ledger.workspace)]


def problem() -> str:
    return AnchorState.objects.get(name="timestamp").problem


def test_each_checkpoint_gets_a_stamp_that_openssl_agrees_with(authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now) -> None:
    ledger.write(3)
    seal()
    assert rounds.serve(anchor()) == 2 == authority.asked  # and the installation's own
    [line] = lines(tmp_path, ledger)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(line["stamped_at"])) < timedelta(minutes=5)
    (tmp_path / "note").write_text(line["note"])
    (tmp_path / "stamp").write_bytes(base64.b64decode(line["timestamp"]))
    command = ["openssl", "ts", "-verify", "-data", "note", "-in", "stamp", "-CAfile", str(authority.certificates)]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert Anchoring.objects.get(workspace=ledger.workspace).anchor == "timestamp"
    assert status.status(ledger.workspace).anchors.name == "timestamp"


def verified(tmp_path: Path, *words: str) -> tuple[int, dict[str, Any]]:
    out, code = io.StringIO(), 0
    try:
        call_command("audit", "verify", "--against-anchor", str(tmp_path / "stamps" / "timestamps.jsonl"), *words, stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(out.getvalue())


def test_the_ledger_is_verified_against_stamps_and_a_stamp_of_something_else_is_found(
    authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now
) -> None:
    for _ in range(2):
        ledger.write(2)
        seal()
        rounds.serve(anchor(), now=True)
    code, answer = verified(tmp_path)
    assert (code, answer["ok"], answer["anchor"]["timestamps"], answer["anchor"]["checkpoints"]) == (0, True, 3, 3)
    file = tmp_path / "stamps" / "timestamps.jsonl"
    first, second = lines(tmp_path, ledger)
    file.write_text(json.dumps(second | {"timestamp": first["timestamp"]}) + "\n")
    code, answer = verified(tmp_path)
    assert (code, answer["kind"], answer["first_bad"]["seq"], answer["anchor"]["timestamps"]) == (1, "checkpoint", 3, 0)
    assert "The time stamp does not hold" in answer["first_bad"]["detail"]


def test_a_stamp_finds_what_was_cut_off_and_is_compared_with_once_a_day(
    authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now, tamper: Callable[..., None]
) -> None:
    ledger.write(4)
    seal()
    rounds.serve(anchor())
    assert verify.verify_and_remember()[0].compared == 2
    tamper(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_seal WHERE workspace = %(w)s AND seq >= 2)",
        "DELETE FROM audit_seal WHERE workspace = %(w)s AND seq >= 2",
        "DELETE FROM audit_checkpoint WHERE workspace = %(w)s",
        "DELETE FROM audit_anchoring WHERE workspace = %(w)s",
        "UPDATE audit_sealerstate SET sealed = (SELECT count(*) FROM audit_seal)",
        w=ledger.workspace,
    )
    report, row = verify.verify_and_remember()
    assert (report.findings[0].kind, report.findings[0].seq) == ("truncated", 2)
    assert not Verification.objects.get(id=row.id).ok


def test_the_stamps_of_another_authority_do_not_hold(
    authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now, settings: Any
) -> None:
    ledger.write()
    seal()
    with serving(tmp_path / "other") as other:
        own = settings.COUNTERSIGN_ANCHORS
        settings.COUNTERSIGN_ANCHORS = [own[0].replace(authority.url, other.url)]
        assert rounds.serve(anchor()) is None
        assert "does not hold" in problem()
        assert not (tmp_path / "stamps").exists()
        settings.COUNTERSIGN_ANCHORS = own
        assert rounds.serve(anchor(), now=True) == 2
        code, answer = verified(tmp_path, "--authority", str(other.certificates))
        assert (code, answer["kind"]) == (1, "checkpoint")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": 503}, "answers 503"),
        ({"kind": "text/html"}, "and no time stamp"),
        ({"says": b"<html>"}, "is no time stamp"),
        ({"says": b"0" * 300_000}, "answers too much"),
        ({"says": bytes.fromhex("300d300b020102a106040400000000")}, "is no time stamp"),
        ({"says": bytes.fromhex("30053003020102")}, "refuses"),
    ],
)
def test_what_is_no_time_stamp_is_a_missed_anchor_and_is_made_up_for(
    change: dict[str, Any], said: str, authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.write()
    seal()
    was = {name: getattr(authority, name) for name in change}
    for name, value in change.items():
        setattr(authority, name, value)
    assert rounds.serve(anchor()) is None
    assert said in problem()
    assert "ledger.anchor_missed" in caplog.text
    assert "The anchor timestamp keeps nothing since" in status.status(ledger.workspace).anchors.problem
    for name, value in was.items():
        setattr(authority, name, value)
    assert rounds.serve(anchor(), now=True) == 2
    assert status.status(ledger.workspace).anchors.problem == ""


def test_an_answer_that_was_recorded_before_is_refused(authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now) -> None:
    """An old stamp of the very same note repeats another number than the one that was sent."""
    ledger.write()
    seal()
    rounds.serve(anchor())
    [line] = lines(tmp_path, ledger)
    asked, trusted = timestamps.request(line["note"]), timestamps.authority(authority.certificates)
    with pytest.raises(timestamps.BadStamp, match="Nonce"):
        timestamps.check(base64.b64decode(line["timestamp"]), line["note"], trusted, asked.nonce)
    assert timestamps.check(base64.b64decode(line["timestamp"]), line["note"], trusted)


def test_nobody_there_is_a_missed_anchor(authority: Authority, ledger: Ledger, seal: Now, settings: Any) -> None:
    ledger.write()
    seal()
    settings.COUNTERSIGN_ANCHORS = [settings.COUNTERSIGN_ANCHORS[0].replace(authority.url, "http://127.0.0.1:9/")]
    assert rounds.serve(anchor()) is None
    assert "cannot be reached" in problem()


def test_without_the_package_the_anchor_says_what_to_install_and_the_rest_goes_on(
    authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    ledger.write()
    seal()
    rounds.serve(anchor())
    settings.COUNTERSIGN_ANCHORS = [*settings.COUNTERSIGN_ANCHORS, f"file://{tmp_path}/stamps"]
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    ledger.write()
    seal()
    rounds.sweep()
    rounds.serve(configured.anchors()[0], now=True)
    assert "install countersign[timestamps]" in problem()
    assert verify.verify_and_remember()[0].compared == 2  # with the file anchor alone
    with pytest.raises(CommandError, match=r"countersign\[timestamps\]"):
        verified(tmp_path)


def test_certificates_that_are_not_there_are_named(authority: Authority, tmp_path: Path, ledger: Ledger, seal: Now) -> None:
    ledger.write()
    seal()
    rounds.serve(anchor())
    (tmp_path / "empty.pem").write_text("nothing")
    for file, said in (("empty.pem", "holds no certificate"), ("nowhere.pem", "cannot be read")):
        with pytest.raises(CommandError, match=said):
            verified(tmp_path, "--authority", str(tmp_path / file))
    with pytest.raises(timestamps.StampProblem, match="--authority"):
        reading.read(tmp_path / "stamps" / "timestamps.jsonl")


def test_an_address_says_whom_to_trust_and_keeps_its_own_questions(settings: Any, tmp_path: Path) -> None:
    settings.COUNTERSIGN_ANCHORS = ["rfc3161+https://tsa.example.org/tsr?authority=/a.pem&key=1&every=900"]
    found: Any = anchor()
    assert (found.name, found.url, found.every, found.path.name) == (
        "timestamp",
        "https://tsa.example.org/tsr?key=1",
        900,
        "timestamps.jsonl",
    )
    for wrong in ("rfc3161+https://tsa.example.org/tsr", "rfc3161+https:///tsr?authority=/a.pem", "rfc3161+https://x/?authority=a.pem"):
        settings.COUNTERSIGN_ANCHORS = [wrong]
        with pytest.raises(ImproperlyConfigured, match="COUNTERSIGN_ANCHORS"):
            configured.anchors()
