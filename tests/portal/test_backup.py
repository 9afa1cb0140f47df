"""Two dumps by the real programs: the one that is kept reads as nothing without the other, which is forgotten in time."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Workspace
from audit import keys
from audit.models import Content, Entry, WrappedKey
from conversations.models import Preview
from portal.embedded.postgres import binaries
from tests.factories.mail import make_channel, receive
from tests.factories.people import make_workspace

PLANTED = "Quibbleworth of Marsh Lane"
RESTORED = "countersign_restored"


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    found = make_workspace()
    receive(make_channel(found), f"I am {PLANTED}.", f"From {PLANTED}", sent_at=None)
    return found


@pytest.fixture
def empty_database() -> Iterator[str]:
    sql("postgres", f"DROP DATABASE IF EXISTS {RESTORED}")
    sql("postgres", f"CREATE DATABASE {RESTORED}")
    yield RESTORED
    sql("postgres", f"DROP DATABASE IF EXISTS {RESTORED}")


def program(name: str, *arguments: str, check: bool = True) -> str:
    told = connection.settings_dict
    where = {"PGHOST": told["HOST"], "PGPORT": str(told["PORT"] or ""), "PGUSER": told["USER"], "PGPASSWORD": told["PASSWORD"] or ""}
    environment = {**os.environ, **{key: value for key, value in where.items() if value}}
    done = subprocess.run([str(binaries() / name), *arguments], capture_output=True, text=True, env=environment, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def sql(database: str, statement: str) -> str:
    return program("psql", "-At", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement).strip()


def lines(workspace: Workspace) -> list[dict[str, Any]]:
    return [dict(one) for one in Preview.objects.filter(conversation__workspace=workspace).order_by("conversation").values()]


def back_up(folder: Path) -> dict[str, Any]:
    out = StringIO()
    call_command("backup", "--content", str(folder / "content"), "--keys", str(folder / "keys"), stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_the_dump_that_is_kept_holds_no_key_and_no_word_of_anybody_until_the_other_is_restored(
    workspace: Workspace, tmp_path: Path, empty_database: str
) -> None:
    wrapped, contents = WrappedKey.objects.count(), Content.objects.count()
    assert Preview.objects.filter(subject__contains=PLANTED).exists()
    told = back_up(tmp_path)
    assert PLANTED not in program("pg_restore", "-f", "-", told["content"])
    assert oct(Path(told["keys"]).stat().st_mode & 0o777) == "0o600"
    program("pg_restore", "--no-owner", "-d", empty_database, told["content"])
    count = "SELECT (SELECT count(*) FROM audit_wrappedkey), (SELECT count(*) FROM audit_content), (SELECT count(*) FROM derived.conversations_preview)"
    assert sql(empty_database, count) == f"0|{contents}|0"
    program("pg_restore", "-d", empty_database, told["keys"])
    assert sql(empty_database, count) == f"{wrapped}|{contents}|0"
    ours = {str(row.id): bytes(row.wrapped).hex() for row in WrappedKey.objects.all()}
    theirs = dict(line.split("|") for line in sql(empty_database, "SELECT id, encode(wrapped, 'hex') FROM audit_wrappedkey").splitlines())
    assert theirs == ours


def test_what_is_derived_is_made_anew_as_it_was(workspace: Workspace) -> None:
    before = lines(workspace)
    Preview.objects.filter(conversation__workspace=workspace).delete()
    keys.forget()
    call_command("rebuild_derived", stdout=StringIO())
    assert lines(workspace) == before
    call_command("rebuild_derived", stdout=StringIO())
    assert lines(workspace) == before


def test_old_dumps_of_keys_are_forgotten_and_others_stay(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    for name in ("keys-20200101T000000Z.dump", "keys-29990101T000000Z.dump", "notes.txt"):
        (folder / name).write_text("x")
    told = back_up(tmp_path)
    assert told["forgotten"] == ["keys-20200101T000000Z.dump"]
    assert {one.name for one in folder.iterdir()} == {"keys-29990101T000000Z.dump", "notes.txt", Path(told["keys"]).name}
    data = json.loads(Entry.objects.get(event="portal.backup_made").body)["data"]
    assert data == {"database": told["content_sha256"], "keys": told["keys_sha256"], "forgotten": 1}


@pytest.mark.parametrize("keys_folder", ["content", "content/keys", "."])
def test_both_in_one_place_is_refused(workspace: Workspace, tmp_path: Path, keys_folder: str) -> None:
    with pytest.raises(CommandError, match="Keep the keys apart"):
        call_command("backup", "--content", str(tmp_path / "content"), "--keys", str(tmp_path / keys_folder))
    assert not list(tmp_path.rglob("*.dump"))


def test_a_dump_that_fails_leaves_nothing_behind_and_no_entry(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "there_is_no_such_database")
    with pytest.raises(CommandError, match="nothing was kept"):
        call_command("backup", "--content", str(tmp_path / "content"), "--keys", str(tmp_path / "keys"))
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    assert not Entry.objects.filter(event="portal.backup_made").exists()
