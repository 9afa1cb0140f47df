"""What a page shows of one thing that an agent wants: a reply, a call, something of triage, a look-up, a passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from kit.ids import as_uuid
from review.models import Action, TriageChange
from review.pages.origins import Shown
from review.pages.texts import Part
from review.triage import undoing

STATES: Final[Mapping[str, str]] = {
    "done": "done", "denied": "denied by the policy", "rejected": "left out", "superseded": "set aside", "failed": "could not be done",
    "allowed": "about to be done", "unknown": "unclear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """Exactly what would leave. ``text`` is the raw text for the editor, ``parts`` the same with its marks."""

    action: Action
    subject: str
    heading: list[Part]
    to: str
    to_detail: str
    text: str
    parts: list[Part]
    files: list[str]
    unsupported: int
    masked: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """``raw`` is what an editor shows; a value that is partly hidden from the reviewer is ``masked`` and not edited here."""

    path: str
    value: str
    parts: list[Part]
    source: str
    trusted: bool | None
    raw: str = ""
    masked: bool = False
    origin: Shown | None = None
    """The words it came from."""

    @property
    def name(self) -> str:
        return self.path.replace("_", " ").replace(".", " ")

    @property
    def is_long(self) -> bool:
        return len(self.raw) > 60 or "\n" in self.raw


@dataclass(frozen=True, slots=True)
class Tool:
    """``says`` is what the call does, in one line; ``answer`` what it gave back, as lines; ``erased`` that its arguments are gone."""

    action: Action
    name: str
    arguments: list[Argument]
    irreversible: bool
    writes: bool
    label: str = ""
    says: str = ""
    answer: list[Argument] = field(default_factory=list)
    erased: bool = False
    because: list[str] = field(default_factory=list)
    """Of triage, what was found that led to it."""

    @property
    def is_triage(self) -> bool:
        return self.action.kind == Action.Kind.TRIAGE

    @property
    def state(self) -> str:
        """Of triage, how far it got."""
        change: TriageChange | None = getattr(self.action, "change", None)
        if change is not None and change.undone_at is not None:
            return f"undone by {change.undone_by or 'a former member'}"
        return STATES.get(self.action.status, "")

    @property
    def may_undo(self) -> bool:
        return self.is_triage and undoing.may_undo(self.action)

    @property
    def into(self) -> UUID | None:
        """The conversation that this one is to be merged into."""
        named = next((one.raw for one in self.arguments if one.path == "into"), "") if self.is_triage else ""
        return as_uuid(named)

    @property
    def may_leave_out(self) -> bool:
        return self.is_triage and self.action.status == Action.Status.HELD

    @property
    def may_edit(self) -> bool:
        return self.action.status == Action.Status.HELD and not self.erased and any(not one.masked for one in self.arguments)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the agent looked up before it wrote this."""

    label: str
    status: str
    lines: list[Argument]
    said: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage the draft was given. ``cited`` ones come first."""

    number: int
    title: str
    heading: str
    text: str
    parts: list[Part]
    document: UUID | None
    chunk: str
    cited: bool
