"""Bundles out of the running product: what they hold, what stands on the ledger before them, and that verify.py agrees."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import checkpoints, keys, notes, sealer, signing
from audit.bundle import exporting, parts, report, selection
from audit.bundle.exporting import Made, export
from audit.errors import ContentErased, ContentMissing
from audit.models import Content, DataKey, Entry
from conversations.models import Conversation
from kit.actor import Actor
from kit.errors import InvalidInput, NotFound, TransitionError
from kit.ids import uuid7
from review.models import Decision
from tests.audit.conftest import Ledger
from tests.audit.test_bundle_verifier import run
from tests.factories.people import make_workspace
from tests.factories.whole import ask, whole_story

pytestmark = pytest.mark.django_db(transaction=True)
AUDITOR = Actor("user", uuid7(), "mfa")


def opened(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as zip_file:
        return {name: zip_file.read(name).decode() for name in zip_file.namelist()}


def lines(path: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in opened(path)[name].splitlines()]


def of(about: selection.About, folder: Path) -> tuple[Path, Made]:
    target = folder / f"{about.kind}.zip"
    return target, export(about, actor=AUDITOR, target=target)


@pytest.fixture
def story(db: None) -> Conversation:
    return whole_story(make_workspace())


def test_a_conversation_is_exported_whole_and_holds_out_without_the_product(story: Conversation, tmp_path: Path) -> None:
    path, made = of(selection.conversation(story.id), tmp_path)
    done = run(tmp_path, str(path))
    assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "VERIFIED: all of it holds."), done.stdout
    told = [json.loads(line["body"]) for line in lines(path, "entries.jsonl")]
    assert [entry["stream_no"] for entry in told] == list(range(1, Entry.objects.filter(stream=story.id).count() + 1))
    assert made.entries == len(told) - 1
    assert made.contents == len(lines(path, "content.jsonl")) > 5
    assert b"How long can I return a lamp?" in b"".join(_data(one) for one in lines(path, "content.jsonl"))
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o077 == 0


def _data(line: dict[str, Any]) -> bytes:
    return base64.b64decode(line["data"])


def test_the_export_stands_on_the_ledger_before_its_first_byte(
    story: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[dict[str, Any]] = []

    def refuse(*args: Any) -> Any:
        recorded.extend(json.loads(entry.body) for entry in Entry.objects.filter(event=exporting.EXPORTED))
        raise OSError("no space left")

    monkeypatch.setattr(exporting, "writing", refuse)
    with pytest.raises(OSError, match="no space"):
        of(selection.conversation(story.id), tmp_path)
    assert [(one["actor"], one["auth"], one["data"]["kind"], one["stream"]) for one in recorded] == [
        (str(AUDITOR.id), "mfa", "conversation", str(story.id))
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_decision_is_exported_with_what_it_was_about_and_nothing_of_another(story: Conversation, tmp_path: Path) -> None:
    decided = Decision.objects.get()
    other = ask(story.channel, "Where is my second lamp?", "Another")
    for identity in (decided.id, decided.item_id):
        path, _ = of(selection.decision(identity), tmp_path)
        assert run(tmp_path, str(path)).returncode == 0
        told = [json.loads(line["body"]) for line in lines(path, "entries.jsonl")]
        events = {entry["event"] for entry in told}
        assert {"conversation.message_received", "agent.step_recorded", "review.action_proposed", "review.item_edited"} <= events
        assert {"review.delivery_sent", "conversation.message_delivered"} <= events
        assert str(other.id) not in opened(path)["entries.jsonl"]


def test_a_data_subject_is_found_by_address_and_only_its_id_leaves(story: Conversation, tmp_path: Path) -> None:
    contact = story.contact
    assert contact is not None
    address = contact.addresses.get().address
    about = selection.subject(address.upper(), story.workspace_id)
    assert about.id == contact.id == selection.subject(str(contact.id), story.workspace_id).id
    path, made = of(about, tmp_path)
    assert run(tmp_path, str(path)).returncode == 0
    assert made.entries == Entry.objects.filter(stream=story.id).count()
    assert address not in opened(path)["entries.jsonl"] + opened(path)["manifest.json"]
    with pytest.raises(NotFound):
        selection.subject(address, make_workspace("fern").id)


def test_a_period_holds_what_happened_in_it(ledger: Ledger, seal: Callable[[], int], tmp_path: Path) -> None:
    ledger.write(3)
    begin = datetime.now(UTC)
    inside = ledger.write(4, note="in it")
    end = datetime.now(UTC)
    ledger.write(2)
    path, made = of(selection.period(ledger.workspace, begin, end), tmp_path)
    done = run(tmp_path, str(path))
    assert (done.returncode, made.entries, made.contents) == (0, 4, 1), done.stdout
    assert [json.loads(line["body"])["id"] for line in lines(path, "entries.jsonl")][:4] == [str(one) for one in inside]


def test_nothing_is_nothing_and_leaves_no_entry(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write(1, stream=uuid7())
    now = datetime.now(UTC)
    with pytest.raises(NotFound):
        of(selection.period(ledger.workspace, now - timedelta(days=9), now - timedelta(days=8)), tmp_path)
    with pytest.raises(InvalidInput):
        selection.period(ledger.workspace, now, now)
    with pytest.raises(NotFound):
        selection.conversation(uuid7())
    with pytest.raises(NotFound):
        selection.decision(uuid7())
    assert not Entry.objects.filter(event=exporting.EXPORTED).exists()


def test_a_conversation_of_another_workspace_is_not_there(ledger: Ledger) -> None:
    stream = uuid7()
    ledger.write(1, stream=stream)
    assert selection.conversation(stream, ledger.workspace).id == stream
    with pytest.raises(NotFound):
        selection.conversation(stream, uuid7())


def test_erased_content_is_shown_as_erased_and_the_rest_still_holds(ledger: Ledger, tmp_path: Path) -> None:
    stream = uuid7()
    ledger.write(1, stream=stream, note="first words")
    ledger.write(1, note="other words")
    keys.destroy(set(DataKey.objects.filter(conversation=stream).values_list("id", flat=True)))
    ledger.write(1, stream=stream, note="later words")
    path, made = of(selection.conversation(stream), tmp_path)
    done = run(tmp_path, str(path))
    assert (made.contents, made.erased, done.returncode) == (1, 1, 0), done.stdout
    assert "1 erased" in done.stdout
    assert "Erased:" in opened(path)["report.html"]
    assert b"first words" not in b"".join(text.encode() for text in opened(path).values())


def test_a_disclosed_key_opens_one_content_and_is_never_the_data_key(ledger: Ledger, tmp_path: Path) -> None:
    stream = uuid7()
    ledger.write(1, stream=stream, note="one")
    ledger.write(1, stream=stream, note="two")
    path, _ = of(selection.conversation(stream), tmp_path)
    disclosed = {line["disclosure_key"] for line in lines(path, "content.jsonl")}
    data_keys = {key.hex() for key in keys.for_reading(set(DataKey.objects.values_list("id", flat=True))).values()}
    assert len(disclosed) == 2
    assert not disclosed & data_keys
    assert not any(key in text for key in data_keys for text in opened(path).values())


def test_what_was_erased_while_exporting_or_lost_is_no_bundle(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tamper: Callable[..., None]
) -> None:
    stream = uuid7()
    ledger.write(1, stream=stream, note="going")
    real = exporting._sealed

    def erase_meanwhile(workspace: UUID, entry: UUID) -> Any:
        keys.destroy(set(DataKey.objects.values_list("id", flat=True)))
        return real(workspace, entry)

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "_sealed", erase_meanwhile)
        with pytest.raises(ContentErased, match="export it again"):
            of(selection.conversation(stream), tmp_path)
    assert list(tmp_path.iterdir()) == []
    ledger.write(1, stream=stream, note="lost")
    tamper("DELETE FROM audit_content WHERE id = %(id)s", id=Content.objects.order_by("-created_at").values_list("id", flat=True)[0])
    with pytest.raises(ContentMissing, match="without an erasure"):
        of(selection.conversation(stream), tmp_path)


def test_a_kept_checkpoint_is_compared_and_another_history_is_found(ledger: Ledger, seal: Callable[[], int], tmp_path: Path) -> None:
    stream = uuid7()
    ledger.write(5, stream=stream)
    seal()
    note = checkpoints.newest(ledger.workspace)
    assert note is not None
    kept = tmp_path / "kept.txt"
    kept.write_text(note.note)
    ledger.write(3, stream=stream)
    target = tmp_path / "bundle.zip"
    export(selection.conversation(stream), actor=AUDITOR, target=target, kept=[note.size])
    assert "the one you kept" in run(tmp_path, str(target), "--checkpoint", str(kept)).stdout
    export(selection.conversation(stream), actor=AUDITOR, target=target)
    unknown = run(tmp_path, str(target), "--checkpoint", str(kept))
    assert (unknown.returncode, "is of the same history" in unknown.stdout) == (1, True)
    kept.write_text(_another_history(ledger, note.size))
    export(selection.conversation(stream), actor=AUDITOR, target=target, kept=[note.size])
    found = run(tmp_path, str(target), "--checkpoint", str(kept))
    assert (found.returncode, "kept.txt: another root at 5 entries: history was changed" in found.stdout) == (1, True), found.stdout


def _another_history(ledger: Ledger, size: int) -> str:
    """What the ledger's own key signed before everything was hashed anew."""
    with transaction.atomic():
        signer = signing.current()
        assert signer is not None
        return notes.sign(notes.Statement(signer.key.ledger, ledger.workspace, size, bytes(32)), signer.key, signer.private)


def test_without_a_seal_there_is_no_bundle(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write(1, stream=(stream := uuid7()))
    monkeypatch.setattr(sealer, "once", lambda: None)
    monkeypatch.setattr(exporting, "PATIENCE", 0.2)
    with pytest.raises(TransitionError, match="not yet sealed"):
        of(selection.conversation(stream), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_table_is_safe_in_a_spreadsheet(ledger: Ledger, tmp_path: Path) -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"):
        assert parts.safe(text) == f"'{text}"
    assert [parts.safe(value) for value in (None, 12, "plain", "a=b")] == ["", "12", "plain", "a=b"]
    stream = uuid7()
    ledger.write(2, stream=stream)
    path, _ = of(selection.conversation(stream), tmp_path)
    rows = list(csv.reader(io.StringIO(opened(path)["entries.csv"].removeprefix("\ufeff"))))
    assert rows[0] == list(parts.COLUMNS)
    assert [row[2] for row in rows[1:]] == ["test.item.approved"] * 2 + [exporting.EXPORTED]


def test_the_report_runs_nothing_loads_nothing_and_shows_what_hides(story: Conversation, tmp_path: Path) -> None:
    page = opened(of(selection.conversation(story.id), tmp_path)[0])["report.html"]
    assert "<script" not in page.replace("&lt;script", "")
    assert not re.search(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:|//)""", page)
    assert """content="default-src 'none'; style-src 'unsafe-inline'\"""" in page
    assert "How long can I return a lamp?" in page
    assert "[U+202E]" in page
    assert "\u202e" not in page
    assert report.visible("a\u200bb\nc\td") == "a[U+200B]b\nc\td"


def test_the_command_answers_one_line(story: Conversation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "bundle.zip"
    call_command("audit", "bundle", "--conversation", str(story.id), "--out", str(target))
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["kind"], answer["file"]) == (True, "conversation", str(target))
    assert answer["checkpoint"] > answer["seq"] > answer["entries"] > answer["contents"] > 5
    assert run(tmp_path, str(target)).returncode == 0
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for words in (["--decision", str(Decision.objects.get().id)], ["--from", today, "--to", today, "--workspace", str(story.workspace_id)]):
        call_command("audit", "bundle", *words, "--out", str(target))
        assert json.loads(capsys.readouterr().out)["ok"]
        assert run(tmp_path, str(target)).returncode == 0
    with pytest.raises(SystemExit):
        call_command("audit", "bundle", "--subject", "nobody@example.org", "--workspace", str(story.workspace_id), "--out", str(target))
    assert json.loads(capsys.readouterr().out)["error"] == selection.ABSENT["subject"]


def test_an_export_that_was_broken_off_goes_on_under_its_entry(story: Conversation, tmp_path: Path) -> None:
    about, identity = selection.conversation(story.id), uuid7()
    first = exporting.prepare(about, actor=AUDITOR, bundle=identity)
    with pytest.raises(OSError, match="killed"), (tmp_path / "first").open("w+b") as file:
        exporting.write(first, file, progress=_die)
    again = exporting.prepare(about, actor=AUDITOR, bundle=identity)
    assert again.entry.id != first.entry.id  # the first entry is one of the conversation by now
    with (tmp_path / "again.zip").open("w+b") as file:
        made = exporting.write(again, file)
    assert run(tmp_path, str(tmp_path / "again.zip")).returncode == 0
    assert (made.bundle, made.entries) == (identity, first.entry.stream_no)


def _die(done: int, total: int, said: str) -> None:
    raise OSError("killed")


def test_the_report_tells_in_short_who_decided_what_and_shows_the_words_at_once(story: Conversation, tmp_path: Path) -> None:
    page = opened(of(selection.conversation(story.id), tmp_path)[0])["report.html"]
    decided = next(
        json.loads(line["body"]) for line in lines(tmp_path / "conversation.zip", "entries.jsonl") if '"decision"' in line["body"]
    )
    short = page[page.index('id="short"') : page.index('id="entries"')]
    assert re.search(r'<a href="#entry-\d+">Edited and approved</a> by Rita Reviewer', short)
    assert decided["event"] == "review.item_edited"
    said = re.findall(r'<blockquote dir="auto">(.*?)</blockquote>', page, re.DOTALL)
    assert ["You have 30 days. The label is free in Germany." in one for one in said].count(True) >= 2  # edited, and delivered
    assert "<b>Returning a lamp</b>" in said[0]
    assert not any("Attachment(" in one for one in said)  # the mail as it came opens on demand


def test_what_was_written_is_found_in_messages_drafts_and_plain_words() -> None:
    for text, said in (
        ("A reason.", ("", "A reason.")), ('{"text": "Hello", "subject": "S"}', ("S", "Hello")), ('{"outbound": {"text": "Out"}}', ("", "Out")),
        ('{"outbound": null, "arguments": {}}', ("", "")), ("[1]", ("", "")), ('{"text": 3}', ("", "")), ('{"outbound": 5}', ("", "")),
    ):  # fmt: skip
        assert report._said_in(text) == said


@pytest.mark.parametrize("wrong", [["--from", "2026-11-26", "--to", "9999-12-31"], ["--conversation", "x"], ["--from", "soon"], []])
def test_arguments_that_mean_nothing_end_in_words(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("audit", "bundle", *wrong, "--out", str(tmp_path / "bundle.zip"))


def test_a_kept_note_that_is_no_text_is_an_error_of_the_answer(
    story: Conversation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note").write_bytes(b"\xff\x00\x80")
    options = ["--conversation", str(story.id), "--out", str(tmp_path / "bundle.zip"), "--checkpoint", str(tmp_path / "note")]
    with pytest.raises(SystemExit):
        call_command("audit", "bundle", *options)
    assert json.loads(capsys.readouterr().out)["error"] == "This is not a checkpoint."
