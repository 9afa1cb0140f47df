"""Two dumps that never lie in one place: the database without wrapped keys and without what is derived, and the wrapped keys alone.

Whoever has the first alone reads no content. The second lives for COUNTERSIGN_KEY_BACKUP_DAYS at most: older ones are deleted with
each run, so that what was erased is unreadable in every backup from then on, as certificates say.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.models import WrappedKey
from audit.recorder import INSTALLATION, record
from kit.actor import Actor
from kit.errors import CountersignError, InvalidInput
from portal.embedded.errors import StartError
from portal.embedded.postgres import binaries

KEYS: Final = f"public.{WrappedKey._meta.db_table}"
CONTENT_ONLY: Final = ("--format=custom", "--no-comments", f"--exclude-table-data={KEYS}", "--exclude-table-data=derived.*")
KEYS_ONLY: Final = ("--format=custom", "--data-only", f"--table={KEYS}")


class BackupFailed(CountersignError):
    code, status = "backup_failed", 500


@dataclass(frozen=True, slots=True)
class Made:
    """``forgotten``: names of key dumps that were too old."""

    content: Path
    keys: Path
    content_digest: str
    keys_digest: str
    forgotten: list[str]

    def as_json(self) -> dict[str, object]:
        digests = {"content_sha256": self.content_digest, "keys_sha256": self.keys_digest}
        return {"content": str(self.content), "keys": str(self.keys), **digests, "forgotten": self.forgotten}


def back_up(content: Path, keys: Path, *, actor: Actor) -> Made:
    """Content first: every content of the dump has its key in the later one, unless it was erased meanwhile. Raises BackupFailed."""
    content, keys = content.resolve(), keys.resolve()
    if content == keys or content in keys.parents or keys in content.parents:
        raise InvalidInput("Keep the keys apart: neither folder may be in the other, and best not on one disk.")
    now = timezone.now()
    whole = _dump(content, f"content-{now:%Y%m%dT%H%M%SZ}.dump", CONTENT_ONLY)
    alone = _dump(keys, f"keys-{now:%Y%m%dT%H%M%SZ}.dump", KEYS_ONLY)
    made = Made(whole, alone, _digest(whole), _digest(alone), _forget(keys, now))
    with transaction.atomic():
        data = {"database": made.content_digest, "keys": made.keys_digest, "forgotten": len(made.forgotten)}
        record("portal.backup_made", workspace=INSTALLATION, actor=actor, data=data)
    return made


def _dump(folder: Path, name: str, options: tuple[str, ...]) -> Path:
    """Under its name only when it is whole; readable by us alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, whole = folder / f".{name}.part", folder / name
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        done = subprocess.run([_program(), *options], stdout=file, stderr=subprocess.PIPE, env=_environment(), check=False)  # noqa: S603 - a program of PostgreSQL with options of our own
        file.flush()
        os.fsync(file.fileno())
    if done.returncode:
        part.unlink()
        raise BackupFailed(f"pg_dump failed, and nothing was kept: {done.stderr.decode(errors='replace').strip()[-300:]}")
    part.rename(whole)
    return whole


def _program() -> str:
    """Of the package that the embedded server is from, else what the machine has."""
    try:
        ours = binaries() / "pg_dump"
    except StartError:
        ours = Path()
    found = str(ours) if ours.is_file() and not settings.PRODUCTION else shutil.which("pg_dump")
    if not found:
        raise BackupFailed("There is no pg_dump on this machine. Install the client of PostgreSQL.")
    return found


def _environment() -> dict[str, str]:
    """The password stands in no list of processes."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{name: str(told[key]) for name, key in names.items() if told.get(key)}}


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _forget(folder: Path, now: datetime) -> list[str]:
    """By the time in their names: a copy that was moved about has another time on the disk."""
    oldest = f"keys-{now - timedelta(days=settings.COUNTERSIGN_KEY_BACKUP_DAYS):%Y%m%dT%H%M%SZ}.dump"
    old = sorted(one for one in folder.glob("keys-*.dump") if one.name < oldest)
    for one in old:
        one.unlink()
    return [one.name for one in old]
