"""What a refused decision means to the person who made it: a title, what happened, and the one next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kit.errors import CountersignError


@dataclass(frozen=True, slots=True)
class Refused:
    """``step`` is what the page offers next: again (take it again), look (the fresh state is below), next, fix (a field), none."""

    verb: str
    code: str
    status: int
    title: str
    message: str
    step: str


# code -> (title, next step)
MEANINGS: Final = {
    "stale": ("It has changed since you looked", "look"),
    "superseded": ("The customer has written again", "next"),
    "lost_claim": ("Your time with this item ended", "again"),
    "same_person": ("A second person must agree", "next"),
    "not_allowed": ("You cannot decide this", "none"),
    "stopped": ("An emergency stop is in force", "none"),
    "placeholder": ("The text is not ready to leave", "fix"),
    "invalid": ("Something is missing", "fix"),
    "refused_edit": ("The policy denies the edited text", "again"),
}
OTHER: Final = ("Somebody was faster", "next")


def of(error: CountersignError, verb: str) -> Refused:
    title, step = MEANINGS.get(error.code, OTHER if error.status == 409 else MEANINGS["invalid"])
    return Refused(verb, error.code, error.status, title, error.message, step)


def refused_edit(reason: str) -> Refused:
    """The engine ruled on the edited text and the policy said no: nothing left, the draft stands as it was."""
    title, step = MEANINGS["refused_edit"]
    return Refused("edit", "refused_edit", 409, title, f"{reason} Nothing was sent; your text is kept below.", step)
