"""What anchors kept of a ledger, as it can be read back from them: for a bundle, the first line that covers its entries and the newest."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from audit import notes
from audit.anchors.base import Anchor, AnchorFailed
from audit.anchors.configured import anchors
from audit.models import Anchoring

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """``line`` is the anchor's own, byte for byte."""

    anchor: str
    size: int
    note: str
    line: str
    stamp: str


def received(workspace: UUID, covering: int, largest: int) -> list[Received]:
    """Of each anchor that is configured. ``covering`` entries are what the bundle needs, ``largest`` is its checkpoint."""
    try:
        configured = anchors()
    except ImproperlyConfigured:  # the pages say so
        configured = []
    return [one for anchor in configured for one in _of(anchor, workspace, covering, largest)]


def _of(anchor: Anchor, workspace: UUID, covering: int, largest: int) -> Iterator[Received]:
    rows = Anchoring.objects.filter(workspace=workspace, anchor=anchor.name, size__lte=largest)
    first, newest = rows.filter(size__gte=covering).order_by("size").first(), rows.order_by("-size").first()
    for row in {row.id: row for row in (first, newest) if row}.values():
        try:
            found = _line(anchor.received(row.receipt), workspace, row.size)
        except (AnchorFailed, OSError, ValueError) as problem:
            logger.warning("ledger.anchor_not_read", extra={"kind": anchor.name, "exception": type(problem).__name__})
            continue
        if found:
            yield Received(anchor.name, row.size, *found)


def _line(data: bytes, workspace: UUID, size: int) -> tuple[str, str, str] | None:
    """The last one about this checkpoint: its note, the line, its time stamp."""
    for line in reversed(data.decode("utf-8", "replace").splitlines()):
        if str(workspace) not in line:
            continue
        try:
            told = json.loads(line)
            said = notes.read(told["note"])
        except (ValueError, KeyError, TypeError):  # a line that a crash left half-written
            continue
        if (said.workspace, said.size) == (workspace, size):
            return told["note"], line, str(told.get("timestamp") or "")
    return None
