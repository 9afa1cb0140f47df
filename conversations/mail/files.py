"""Mail in files: .eml, mbox, Maildir."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from connectors.mail.mbox import messages


def each(path: Path) -> Iterator[tuple[str, bytes]]:
    """(file, raw message) of all that lies at ``path``, in order. Raises OSError."""
    if not path.is_dir():
        yield from ((str(path), raw) for raw in messages(path.read_bytes()))
        return
    for file in sorted(_of_folder(path), key=lambda one: one.name):
        yield str(file), file.read_bytes()


def _of_folder(path: Path) -> Iterator[Path]:
    """A Maildir's ``new`` and ``cur`` (never ``tmp``); of any other folder its .eml files."""
    parts = [path / name for name in ("new", "cur") if (path / name).is_dir()]
    if parts:
        yield from (file for part in parts for file in part.iterdir() if file.is_file() and not file.name.startswith("."))
    else:
        yield from (file for file in path.glob("*.eml") if file.is_file())
