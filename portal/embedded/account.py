"""Which account of the operating system runs PostgreSQL, which refuses to be root."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.embedded.errors import StartError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """``switch`` is set when this process is root and PostgreSQL therefore runs under another account."""

    name: str
    uid: int
    gid: int
    switch: bool

    @property
    def popen(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


def service_account() -> Account:
    if os.geteuid() != 0:
        return _own()
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise StartError("PostgreSQL cannot run as root and there is no account postgres or nobody: use an ordinary user or set DATABASE_URL.")


def _own() -> Account:
    uid = os.geteuid()
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, os.getegid(), switch=False)
    except KeyError as error:
        raise StartError(f"User id {uid} has no entry in /etc/passwd, which PostgreSQL needs: add one or set DATABASE_URL.") from error


def give(path: Path, account: Account) -> None:
    """A private folder of the account."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.switch:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)


def closed_to(path: Path, account: Account) -> Iterator[Path]:
    """The folders on the way to ``path`` that the account may not pass through."""
    groups = {account.gid} | {entry.gr_gid for entry in grp.getgrall() if account.name in entry.gr_mem}
    for folder in path.resolve().parents:
        info = folder.stat()
        bit = stat.S_IXUSR if info.st_uid == account.uid else stat.S_IXGRP if info.st_gid in groups else stat.S_IXOTH
        if not info.st_mode & bit:
            yield folder


def open_way(path: Path, account: Account) -> list[Path]:
    """As root only: let others pass through (not list) the folders above ``path``. Returns those changed, for the caller to say so."""
    closed = list(closed_to(path, account)) if account.switch else []
    for folder in closed:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    return closed
