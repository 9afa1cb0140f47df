"""One thing that happened, as the page, the command and its JSON tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audit.story import Told
from conversations.models import Attachment
from portal.story.provenance import Given, Rest
from review.pages.origins import Sign
from review.pages.texts import Part


@dataclass(slots=True)
class Letter:
    """A message as it may be shown. ``folded`` are (title, parts) behind a summary; ``html`` whether its HTML may be looked at."""

    id: UUID
    sender: str
    subject: str
    to: str
    parts: list[Part]
    folded: list[tuple[str, list[Part]]]
    files: list[tuple[Attachment, str]]
    hidden: int
    odd: list[list[Part]]
    ours: bool
    proof: str
    machine: str
    quarantined: str
    text: str
    html: bool
    raw: bool


@dataclass(slots=True)
class Reason:
    """A ruling in words. ``record`` and ``version`` lead to the page where it can be tried again."""

    effect: str
    policy: str
    rules: list[dict[str, Any]]
    reasons: list[str]
    obligations: list[str]
    error: str
    record: UUID
    version: UUID | None


@dataclass(slots=True)
class Moment:
    """``role`` colours the dot: allow, hold, deny, person, private or none. ``title`` is bold, ``rest`` follows it, ``quiet`` ends the line."""

    told: Told
    title: str
    rest: str = ""
    quiet: list[str] = field(default_factory=list)
    role: str = ""
    chips: list[tuple[str, str]] = field(default_factory=list)
    letter: Letter | None = None
    reason: Reason | None = None
    diff: list[tuple[str, str]] = field(default_factory=list)
    draft: str = ""
    draft_parts: list[Part] = field(default_factory=list)
    """The same with a link after each sentence."""
    given: list[Given] = field(default_factory=list)
    answer: list[tuple[str, list[Part]]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    actor: str = ""
    undo: UUID | None = None
    """The triage action that a button beside it undoes."""

    @property
    def line(self) -> str:
        """As one line of text."""
        return " ".join(
            part for part in [self.title, self.rest, *[f"· {one}" for one in self.quiet], *[f"[{text}]" for _, text in self.chips]] if part
        )


def took(seconds: float) -> str:
    """For people: 52 s, 1 min 23 s, 2 h 5 min."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
