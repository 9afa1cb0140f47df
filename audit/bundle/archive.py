"""A zip file that is written once, in a fixed order, and knows the digest of each of its parts."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO


@dataclass(slots=True)
class Archive:
    """``moment`` is the time of all its files, so that the same bundle has the same bytes."""

    zip: zipfile.ZipFile
    moment: datetime
    files: list[dict[str, str | int]] = field(default_factory=list)

    def write(self, name: str, parts: Iterable[str | bytes], *, listed: bool = True) -> None:
        """One file from its parts, as they come; ``listed`` in the manifest."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(self._info(name), "w", force_zip64=True) as file:
            for part in parts:
                data = part.encode() if isinstance(part, str) else part
                digest.update(data)
                size += file.write(data)
        if listed:
            self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self.moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 3, 0o100644 << 16
        return info


@contextmanager
def writing(target: Path, moment: datetime) -> Iterator[Archive]:
    """The file appears under its name when it is whole; nobody but its owner can read it."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with packing(file, moment) as archive:
                yield archive
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def packing(file: IO[bytes], moment: datetime) -> Iterator[Archive]:
    with zipfile.ZipFile(file, "w") as opened:
        yield Archive(opened, moment)
    file.flush()
