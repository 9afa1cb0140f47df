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
    "refused_answer": ("The policy denies the answer", "again"),
    "refused_edit": ("The policy denies the edited text", "again"),
}
OTHER: Final = ("Somebody was faster", "next")


def of(error: CountersignError, verb: str) -> Refused:
    if verb == "answer" and error.code == "superseded":
        return superseded_answer(error.message)
    title, step = MEANINGS.get(error.code, OTHER if error.status == 409 else MEANINGS["invalid"])
    return Refused(verb, error.code, error.status, title, error.message, step)


def refused_answer(reason: str) -> Refused:
    """As with an edit: nothing left, the item waits again."""
    title, step = MEANINGS["refused_answer"]
    return Refused("answer", "refused_answer", 409, title, f"{reason} Nothing was sent; your text is kept below.", step)


def superseded_answer(message: str) -> Refused:
    """A hand-off outlives a newer message: it can be answered at once, when that was read."""
    return Refused("answer", "superseded", 409, "The customer has written again", message, "look")


def refused_edit(reason: str) -> Refused:
    """The engine ruled on the edited text and the policy said no: nothing left, the draft stands as it was."""
    title, step = MEANINGS["refused_edit"]
    return Refused("edit", "refused_edit", 409, title, f"{reason} Nothing was sent; your text is kept below.", step)
