"""A file that only grows, on a disk of its own at best: another machine, another owner, a medium that is written once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from audit.anchors.base import AnchorFailed, Line

FILE = "checkpoints.jsonl"
WINDOW = 4 * 1024 * 1024
"""Bytes of a file that hold a round of some thousand workspaces."""


class FileAnchor:
    def __init__(self, name: str, every: float, folder: Path) -> None:
        self.name, self.every, self.folder = name, every, folder

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def keep(self, lines: Sequence[Line]) -> str:
        try:
            end = append(self.path, "".join(map(str, lines)).encode())
        except OSError as error:
            raise AnchorFailed(f"The anchor file {self.path} cannot be written ({error.strerror}).") from error
        return f"{FILE}:{end}"

    def received(self, receipt: str) -> bytes:
        return before(self.path, receipt)


def before(path: Path, receipt: str) -> bytes:
    """What stands in front of the place in a receipt ``name:place``."""
    end = int(receipt.rpartition(":")[2])
    with path.open("rb") as file:
        file.seek(max(end - WINDOW, 0))
        return file.read(min(end, WINDOW))


def append(path: Path, data: bytes) -> int:
    """Written at the end and flushed to the disk; the size after it. What a crash left half-written becomes a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            data = b"\n" + data
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
        size = os.fstat(handle).st_size
    finally:
        os.close(handle)
    if fresh:
        _flush_folder(path.parent)
    return size


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
