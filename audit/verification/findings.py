"""What a verification finds, and its answer. The kinds are those of the command's contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "edited", "deleted", "inserted", "reordered", "moved", "gap", "rehashed", "truncated", "restored", "key", "checkpoint", "content"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """``seq`` is the place in the workspace, None when the entry has none; ``detail`` is a sentence for a person."""

    kind: Kind
    workspace: str
    seq: int | None
    entry: str | None
    detail: str

    def as_json(self) -> dict[str, Any]:
        return {"workspace": self.workspace, "seq": self.seq, "entry": self.entry, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that fits: the tree of the first ``size`` entries is the one that was signed."""

    workspace: str
    size: int
    root: str
    at: str
    key: str

    def as_json(self) -> dict[str, Any]:
        return {"workspace": self.workspace, "size": self.size, "root": self.root, "at": self.at, "key": self.key}


@dataclass(slots=True)
class Report:
    """The answer of ``audit verify``. ``findings`` holds at most the first of each workspace and of each further check.

    ``checkpoint`` is the largest that fits, of all workspaces the one that was signed last; ``checkpoints`` counts them,
    ``compared`` those that were kept outside and fit.
    """

    entries: int = 0
    workspaces: int = 0
    contents: int = 0
    erased: int = 0
    checkpoints: int = 0
    compared: int = 0
    checkpoint: Signed | None = None
    unsealed: int = 0
    oldest_unsealed: str | None = None
    last_seq: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def is_empty(self) -> bool:
        """There was nothing to verify, which is no yes where somebody named what to look at."""
        return not (self.entries or self.unsealed or self.checkpoints or self.compared or self.findings)

    def as_json(self) -> dict[str, Any]:
        first = self.findings[0] if self.findings else None
        return {
            "ok": self.ok,
            "entries": self.entries,
            "checkpoint": self.checkpoint.as_json() if self.checkpoint else None,
            "first_bad": first.as_json() if first else None,
            "kind": first.kind if first else None,
            "workspaces": self.workspaces,
            "last_seq": self.last_seq,
            "unsealed": self.unsealed,
            "oldest_unsealed": self.oldest_unsealed,
            "checkpoints": self.checkpoints,
            "contents": self.contents,
            "erased": self.erased,
            "findings": [{"kind": finding.kind, **finding.as_json()} for finding in self.findings],
        }
