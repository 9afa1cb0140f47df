"""Reads what anchors kept: lines of JSON as this product writes them, or one signed note as text."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography import x509

from audit import notes
from audit.anchors import timestamps
from audit.anchors.timestamps import BadStamp
from audit.notes import BadNote, Statement, VerifierKey


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that was kept outside; ``key``, ``cluster`` and ``xid`` are what was noted beside it, ``fault`` what is wrong with its time
    stamp."""

    said: Statement
    note: str
    key: VerifierKey | None = None
    cluster: str = ""
    xid: int = 0
    stamped: bool = False
    fault: str = ""


@dataclass(slots=True)
class Anchored:
    """By workspace, in the order of sizes, each size once (twice where it was stamped, too). ``unreadable`` counts lines that are no
    checkpoints, ``stamps`` time stamps that hold."""

    kept: dict[UUID, list[Kept]] = field(default_factory=dict)
    lines: int = 0
    unreadable: int = 0
    stamps: int = 0


def read(*paths: Path, trusted: Sequence[x509.Certificate] = ()) -> Anchored:
    """``trusted`` are certificates of time stamping authorities.

    Raises OSError, BadNote when there is not one checkpoint, and StampProblem for time stamps that cannot be judged here.
    """
    found, sizes = Anchored(), dict[tuple[UUID, int, bytes, bool], Kept]()
    for path in paths:
        for kept in _kept(path.read_text(encoding="utf-8-sig", errors="replace"), found, trusted):
            sizes.setdefault((kept.said.workspace, kept.said.size, kept.said.root, kept.stamped), kept)
    for (workspace, *_), kept in sorted(sizes.items(), key=lambda one: one[0][:2]):
        found.kept.setdefault(workspace, []).append(kept)
    if not found.kept:
        raise BadNote(f"{' and '.join(path.name for path in paths)} holds no checkpoint.")
    return found


def _kept(text: str, found: Anchored, trusted: Sequence[x509.Certificate]) -> Iterator[Kept]:
    if "\n\n\u2014 " in text:
        found.lines += 1
        notes.signers(text)
        yield Kept(notes.read(text), text)
        return
    for line in text.splitlines():
        if line.strip():
            found.lines += 1
            try:
                kept = _parsed(line, trusted)
            except (ValueError, KeyError, TypeError, AttributeError):
                found.unreadable += 1
                continue
            found.stamps += kept.stamped and not kept.fault
            yield kept


def _parsed(line: str, trusted: Sequence[x509.Certificate]) -> Kept:
    data = json.loads(line)
    key = notes.read_key(data["verifier_key"]) if data.get("verifier_key") else None
    stamp, note = data.get("timestamp"), data["note"]
    fault = _fault_of_stamp(stamp, note, trusted) if stamp else ""
    return Kept(notes.read(note), note, key, str(data.get("cluster") or ""), int(data.get("xid") or 0), bool(stamp), fault)


def _fault_of_stamp(stamp: str, note: str, trusted: Sequence[x509.Certificate]) -> str:
    try:
        timestamps.check(b64decode(stamp, validate=True), note, trusted)
    except BadStamp as problem:
        return str(problem)
    return ""
