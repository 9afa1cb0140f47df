"""Folders for Unix sockets: private, and short, for the system cuts socket paths at about 100 bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from portal.embedded.account import Account, give
from portal.embedded.errors import StartError

LONGEST = 80  # of 104 (macOS) to 108 (Linux); the rest is for the socket's own name


def socket_folder(wanted: Path, account: Account) -> Path:
    """``wanted`` if its path is short enough, else a folder in the temporary directory named after it."""
    folder = wanted if len(os.fsencode(wanted)) <= LONGEST else _short(wanted)
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (account.uid, os.geteuid())):
        raise StartError(f"{folder} belongs to somebody else: remove it or set TMPDIR to a folder of your own.")
    give(folder, account)
    return folder


def _short(wanted: Path) -> Path:
    name = hashlib.sha256(f"{os.geteuid()} {wanted}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"countersign-{name}"
