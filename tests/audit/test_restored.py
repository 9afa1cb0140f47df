"""A real dump, loaded into a cluster that was made a moment ago and whose transaction ids start anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection

from portal.embedded.postgres import DATABASE, SUPERUSER, UNSAFE_BUT_FAST, Postgres, binaries
from tests.audit.conftest import Ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fresh() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="cs-"))  # a socket's path must be short
    postgres = Postgres(folder / "pg", folder / "s", folder / "log", UNSAFE_BUT_FAST)
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def restore(into: Postgres, dump: Path) -> None:
    host = unquote(urlsplit(os.environ["DATABASE_URL"]).hostname or "")
    for command in (
        ["pg_dump", "-h", host, "-d", connection.settings_dict["NAME"], "-f", str(dump)],
        ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(into.sockets), "-d", DATABASE, "-f", str(dump)],
    ):
        subprocess.run([str(binaries() / command[0]), "-U", SUPERUSER, *command[1:]], check=True, capture_output=True)


def test_a_dump_restored_into_a_fresh_cluster_seals_and_verifies_on(
    ledger: Ledger,
    seal: Callable[[], int],
    fresh: Postgres,
    service_environment: dict[str, str],
    pytestconfig: pytest.Config,
    tmp_path: Path,
) -> None:
    ledger.write(3, note="said before")
    seal()
    ledger.write(2)  # no seal yet when the dump is taken
    restore(fresh, tmp_path / "dump.sql")

    def manage(*command: str) -> str:
        environment = {**service_environment, "DATABASE_URL": fresh.url}
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=pytestconfig.rootpath, env=environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def verified() -> dict[str, Any]:
        return dict(json.loads(manage("audit", "verify")))

    before = verified()
    assert (before["ok"], before["unsealed"]) == (True, 2)
    manage("audit", "rotate_key")  # entries whose transaction ids are far below those that came with the dump
    manage("sealer", "--once")
    after = verified()
    assert (after["ok"], after["unsealed"]) == (True, 0)
    assert after["entries"] >= before["entries"] + 2 + 2  # those two, the epoch, the key
    with fresh.connect(DATABASE) as there:
        epochs = there.execute("SELECT number, system_identifier FROM audit_epoch ORDER BY number").fetchall()
        places = there.execute("SELECT entry FROM audit_seal WHERE workspace = %s ORDER BY seq", [ledger.workspace]).fetchall()
    assert [number for number, _ in epochs] == [1, 2]
    assert epochs[0][1] != epochs[1][1]
    assert [entry for (entry,) in places] == ledger.entries
