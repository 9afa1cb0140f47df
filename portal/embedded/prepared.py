"""Whether the embedded database already has what this code needs, without loading the code: a resume must be quick."""

from __future__ import annotations

import hashlib
from pathlib import Path

MARK = "countersign-prepared"


def fingerprint(base: Path) -> str:
    """Of all migrations, of the lock, which brings those of the libraries, and of the sample's tools."""
    found = hashlib.sha256()
    for path in [*sorted(base.glob("*/migrations/*.py")), base / "requirements.lock", base / "portal/sample/tools.json"]:
        found.update(str(path.relative_to(base)).encode() + b"\0")
        found.update(path.read_bytes() if path.exists() else b"")
    return found.hexdigest()


def is_prepared(base: Path, data: Path) -> bool:
    """The mark lies in the data folder, so that it is gone when the data is."""
    try:
        return (data / MARK).read_text(encoding="ascii") == fingerprint(base)
    except OSError:
        return False


def mark(base: Path, data: Path) -> None:
    (data / MARK).write_text(fingerprint(base), encoding="ascii")
