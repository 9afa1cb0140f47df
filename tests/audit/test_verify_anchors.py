"""The tamper matrix, third part: an administrator who holds every key and leaves no trace inside is found by what was kept outside."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Workspace
from audit import checkpoints, notes, scheduled, signing, status, tree
from audit.anchors import configured, reading, rounds
from audit.models import Checkpoint, Entry, Seal, Verification
from audit.recorder import INSTALLATION
from audit.verification.findings import Report
from audit.verify import verify
from kit.ids import uuid7
from portal.embedded.postgres import SUPERUSER, binaries
from tests.audit.conftest import SEALER_AS_CUT, Ledger

pytestmark = pytest.mark.django_db(transaction=True)
Tamper = Callable[..., None]
Now = Callable[[], int]
BAD = 5


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.COUNTERSIGN_ANCHORS = [f"file://{tmp_path}/anchors"]
    return tmp_path / "anchors" / "checkpoints.jsonl"


@pytest.fixture
def kept(file: Path, ledger: Ledger, seal: Now) -> Ledger:
    """Twelve entries, a conversation among them; checkpoints of 4, 5 and 12 were kept outside."""
    stream = uuid7()
    for count in (4, 1, 7):
        ledger.write(count, stream=stream, note="words")
        seal()
        rounds.serve(configured.anchors()[0], now=True)
    report = verify(against=reading.read(file))
    assert (report.ok, report.compared) == (True, 4)  # and one of the installation
    return ledger


def first(file: Path, workspace: UUID | None = None) -> tuple[str, int | None, str | None]:
    report: Report = verify(workspace, against=reading.read(file))
    assert not report.ok
    return report.findings[0].kind, report.findings[0].seq, report.findings[0].entry


def name(ledger: Ledger, place: int) -> str:
    return str(ledger.entries[place])


CUT = (
    "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_seal WHERE workspace = %(w)s AND seq >= %(n)s)",
    "DELETE FROM audit_seal WHERE workspace = %(w)s AND seq >= %(n)s",
    "DELETE FROM audit_checkpoint WHERE workspace = %(w)s AND size > %(n)s",
    "DELETE FROM audit_anchoring WHERE workspace = %(w)s AND size > %(n)s",
    SEALER_AS_CUT,
    "UPDATE audit_stream s SET last = (SELECT coalesce(max(stream_no), 0) FROM audit_entry e WHERE e.stream = s.id)",
)


@pytest.mark.parametrize("left", [0, 5, 9])
def test_a_tail_cut_without_a_trace_inside_is_found(kept: Ledger, file: Path, tamper: Tamper, left: int) -> None:
    tamper(*CUT, w=kept.workspace, n=left)
    assert verify().ok
    assert first(file) == ("truncated", left, None)
    assert first(file, kept.workspace) == ("truncated", left, None)


def rewrite(workspace: UUID, tamper: Tamper) -> None:
    """Everything anew that follows from the bodies: hashes, links, and every checkpoint with the real key."""
    link = b""
    for seal in Seal.objects.filter(workspace=workspace).order_by("seq"):
        leaf = hashlib.sha256(b"\0" + Entry.objects.get(id=seal.entry).body.encode()).digest()
        link = hashlib.sha256(link + leaf).digest()
        tamper("UPDATE audit_seal SET leaf_hash = %(leaf)s, link = %(link)s WHERE entry = %(id)s", leaf=leaf, link=link, id=seal.entry)
    with transaction.atomic():
        signer = signing.current()
    assert signer is not None
    for row in Checkpoint.objects.filter(workspace=workspace):
        root = tree.root(workspace, row.size)
        note = notes.sign(notes.Statement(signer.key.ledger, workspace, row.size, root), signer.key, signer.private)
        tamper(
            "UPDATE audit_checkpoint SET root = %(r)s, note = %(n)s, key = %(k)s WHERE id = %(id)s",
            r=root,
            n=note,
            k=signer.number,
            id=row.id,
        )


def edit(ledger: Ledger, place: int, tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET body = replace(body, '\"approved\"', '\"rejected\"') WHERE id = %(id)s", id=ledger.entries[place])


def test_a_whole_re_hash_that_was_signed_anew_with_the_real_key_is_found(kept: Ledger, file: Path, tamper: Tamper) -> None:
    edit(kept, BAD, tamper)
    rewrite(kept.workspace, tamper)
    assert verify().ok
    assert first(file) == ("rehashed", BAD, name(kept, BAD))


def test_a_key_that_was_swapped_together_with_its_announcement_is_found(kept: Ledger, file: Path, tamper: Tamper) -> None:
    old = signing.verifier_keys()[0]
    new = signing.rotate()
    announced = Entry.objects.filter(workspace=INSTALLATION, event=signing.CREATED).earliest("id")
    body = announced.body.replace(old.public.hex(), bytes(new.public).hex())
    tamper(
        "DELETE FROM audit_entry WHERE id NOT IN (SELECT entry FROM audit_seal)",
        "UPDATE audit_entry SET body = %(body)s WHERE id = %(id)s",
        "DELETE FROM audit_signingkey WHERE number = 1",
        "UPDATE audit_signingkey SET number = 1, name = %(name)s",
        body=body,
        id=announced.id,
        name=old.name,
    )
    for workspace in (INSTALLATION, kept.workspace):
        rewrite(workspace, tamper)
    assert verify().ok
    seq = Seal.objects.get(entry=announced.id).seq
    assert first(file) == ("key", seq, str(announced.id))


def test_a_checkpoint_that_was_taken_out_is_missed(kept: Ledger, file: Path, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_checkpoint WHERE workspace = %(w)s AND size = 5", w=kept.workspace)
    assert verify().ok
    assert first(file) == ("checkpoint", 4, name(kept, 4))


TABLES = (
    "entry",
    "seal",
    "node",
    "checkpoint",
    "signingkey",
    "stream",
    "sealerstate",
    "epoch",
    "content",
    "datakey",
    "wrappedkey",
    "anchoring",
)


class Dump:
    """A real dump of the ledger's tables and its way back."""

    def __init__(self, path: Path) -> None:
        host = unquote(urlsplit(os.environ["DATABASE_URL"]).hostname or "")
        self.path, self.where = path, ("-h", host, "-U", SUPERUSER, "-d", connection.settings_dict["NAME"])
        tables = [option for table in TABLES for option in ("-t", f"audit_{table}")]
        self._run("pg_dump", "--data-only", "--disable-triggers", "-f", str(path), *tables)

    def restore(self) -> None:
        emptied = "; ".join(f"ALTER TABLE audit_{table} DISABLE TRIGGER ALL; DELETE FROM audit_{table}" for table in TABLES)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", emptied)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(self.path))

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([str(binaries() / program), *self.where, *arguments], check=True, capture_output=True)


def test_a_restored_older_dump_is_found_at_once_and_after_it_was_written_on(file: Path, ledger: Ledger, seal: Now, tmp_path: Path) -> None:
    ledger.write(6)
    seal()
    rounds.serve(configured.anchors()[0], now=True)
    dump = Dump(tmp_path / "dump.sql")
    ledger.write(4)
    seal()
    rounds.serve(configured.anchors()[0], now=True)
    dump.restore()
    assert verify().ok
    assert first(file) == ("restored", 6, None)
    del ledger.entries[6:]
    ledger.write(7)
    seal()
    assert verify().ok
    assert first(file) == ("restored", 6, name(ledger, 6))


def test_a_physical_copy_put_back_is_known_by_its_transaction_ids(kept: Ledger, file: Path, tamper: Tamper) -> None:
    ahead = file.read_text().replace('"xid": ', '"xid": 9')  # the server had come further than it is now
    file.write_text(ahead)
    tamper(*CUT, w=kept.workspace, n=9)
    assert first(file) == ("restored", 9, None)


def run(*arguments: str) -> tuple[dict[str, Any], int]:
    out = io.StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), int(end.code or 0)
    return json.loads(out.getvalue()), 0


def test_the_command_compares_with_a_file_and_with_one_signed_note(kept: Ledger, file: Path, tmp_path: Path, tamper: Tamper) -> None:
    answer, code = run("verify", "--against-anchor", str(file))
    assert (code, answer["anchor"]) == (0, {"checkpoints": 4, "lines": 4, "unreadable": 0, "timestamps": 0})
    newest = checkpoints.newest(kept.workspace)
    assert newest is not None
    (tmp_path / "note").write_text(newest.note)
    assert run("verify", "--against-anchor", str(tmp_path / "note"))[1] == 0
    tamper(*CUT, w=kept.workspace, n=9)
    for path in (file, tmp_path / "note"):
        answer, code = run("verify", "--against-anchor", str(path))
        assert (code, answer["kind"], answer["first_bad"]["seq"]) == (1, "truncated", 9)


@pytest.mark.parametrize(
    "changed",
    [
        lambda note: "\ufeff" + note,
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("\n\n", "\n\n\u2014 witness.example/w AAAAAAAAAAAA\n"),
        lambda note: note + "\u2014 witness.example/w AAAAAAAAAAAA\n",
    ],
    ids=["byte order mark", "carriage returns", "a witness first", "a witness last"],
)
def test_a_note_is_still_ours_after_a_mail_program_or_a_witness_had_it(kept: Ledger, tmp_path: Path, changed: Callable[[str], str]) -> None:
    newest = checkpoints.newest(kept.workspace)
    assert newest is not None
    (tmp_path / "note").write_bytes(changed(newest.note).encode())
    answer, code = run("verify", "--against-anchor", str(tmp_path / "note"))
    assert (code, answer["ok"], answer["anchor"]["checkpoints"]) == (0, True, 1)


@pytest.mark.parametrize("wrong", [["--since", "-1"], ["--since", "x"], ["--workspace", "no-such-name"]])
def test_arguments_that_mean_nothing_are_no_damage(kept: Ledger, wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        run("verify", *wrong)


def test_nothing_to_verify_is_no_yes(kept: Ledger) -> None:
    with pytest.raises(CommandError, match="holds nothing of the workspace"):
        run("verify", "--workspace", str(uuid7()))
    with pytest.raises(CommandError, match="from place 99 on"):
        run("verify", "--workspace", str(kept.workspace), "--since", "99")
    with pytest.raises(CommandError, match="of any workspace from place 99 on"):
        run("verify", "--since", "99")


def test_a_workspace_is_named_by_its_id_or_its_short_name(kept: Ledger) -> None:
    Workspace.objects.create(id=kept.workspace, slug="moss", name="Moss")
    for name in ("moss", str(kept.workspace)):
        answer, code = run("verify", "--workspace", name)
        assert (code, answer["workspace"], answer["entries"]) == (0, str(kept.workspace), 12)


def test_a_file_without_a_checkpoint_or_none_at_all_is_refused(kept: Ledger, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("{}\n")
    for path in ("empty", "absent"):
        with pytest.raises(CommandError):
            run("verify", "--against-anchor", str(tmp_path / path))


def test_a_forged_line_of_the_file_is_named(kept: Ledger, file: Path) -> None:
    file.write_text(file.read_text().replace("\\n5\\n", "\\n6\\n"))
    kind, place, entry = first(file)
    assert (kind, place, entry) == ("checkpoint", 5, name(kept, 5))


def test_the_verification_of_the_day_compares_with_the_anchor_file_and_runs_once(
    kept: Ledger, file: Path, tamper: Tamper, caplog: pytest.LogCaptureFixture
) -> None:
    whole = scheduled.verify_if_due()
    assert whole is not None
    assert whole.ok
    assert scheduled.verify_if_due() is None
    assert status.status(kept.workspace).verified_to == 12
    tamper("DELETE FROM audit_verification", *CUT, w=kept.workspace, n=9)
    found = scheduled.verify_if_due()
    assert found is not None
    assert (found.ok, found.kind) == (False, "truncated")
    assert "ledger.does_not_verify" in caplog.text
    assert Verification.objects.count() == 1
