"""What an anchor is: something that keeps lines, each a checkpoint with what a later comparison needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audit.models import Checkpoint
from audit.notes import VerifierKey


class AnchorFailed(Exception):
    """The sentence says why the checkpoints were not kept and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database was: its cluster and number, and the transaction id that it had reached."""

    cluster: str
    xid: int


@dataclass(frozen=True, slots=True)
class Line:
    checkpoint: Checkpoint
    key: VerifierKey
    place: Place

    def __str__(self) -> str:
        place = {"cluster": self.place.cluster, "xid": self.place.xid}
        line: dict[str, Any] = {**self.checkpoint.as_json(), "verifier_key": str(self.key), **place}
        return json.dumps(line, ensure_ascii=False) + "\n"


class Anchor(Protocol):
    """``name`` names it on pages and in rows, ``every`` is the time between two rounds in seconds."""

    name: str
    every: float

    def keep(self, lines: Sequence[Line]) -> str:
        """Return once the lines are kept for good, with a short receipt. Raises AnchorFailed. Keeping a line twice does no harm."""
        ...

    def received(self, receipt: str) -> bytes:
        """The end of what was kept by then, as much as holds a round; nothing where it cannot be read back. Raises AnchorFailed, OSError."""
        ...
