"""Reads what anchors kept: lines of JSON as this product writes them, or one signed note as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from audit import notes
from audit.notes import BadNote, Statement, VerifierKey


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was kept outside; ``key``, ``cluster`` and ``xid`` are what was noted beside it."""

    said: Statement
    note: str
    key: VerifierKey | None = None
    cluster: str = ""
    xid: int = 0


@dataclass(slots=True)
class Anchored:
    """By workspace, in the order of sizes, each size once. ``unreadable`` counts lines that are no checkpoints."""

    kept: dict[UUID, list[Kept]] = field(default_factory=dict)
    lines: int = 0
    unreadable: int = 0


def read(path: Path) -> Anchored:
    """Raises OSError, and BadNote when there is not one checkpoint in the file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found, sizes = Anchored(), dict[tuple[UUID, int, bytes], Kept]()
    for kept in _kept(text, found):
        sizes.setdefault((kept.said.workspace, kept.said.size, kept.said.root), kept)
    for (workspace, *_), kept in sorted(sizes.items(), key=lambda one: one[0][:2]):
        found.kept.setdefault(workspace, []).append(kept)
    if not found.kept:
        raise BadNote(f"{path.name} holds no checkpoint.")
    return found


def _kept(text: str, found: Anchored) -> Iterator[Kept]:
    if "\n\n\u2014 " in text:
        found.lines = 1
        notes.signer(text)
        yield Kept(notes.read(text), text)
        return
    for line in text.splitlines():
        if line.strip():
            found.lines += 1
            try:
                yield _parsed(line)
            except (ValueError, KeyError, TypeError, AttributeError):
                found.unreadable += 1


def _parsed(line: str) -> Kept:
    data = json.loads(line)
    key = notes.read_key(data["verifier_key"]) if data.get("verifier_key") else None
    return Kept(notes.read(data["note"]), data["note"], key, str(data.get("cluster") or ""), int(data.get("xid") or 0))
