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
}
OTHER: Final = ("Somebody was faster", "next")


def of(error: CountersignError, verb: str) -> Refused:
    if verb == "answer" and error.code == "superseded":
        return superseded_answer(error.message)
    title, step = MEANINGS.get(error.code, OTHER if error.status == 409 else MEANINGS["invalid"])
    return Refused(verb, error.code, error.status, title, error.message, step)


def of_text(verb: str, reason: str) -> Refused:
    """The engine ruled on the text (of an edit or an answer) and the policy said no: nothing left, and the item waits again."""
    title = f"The policy denies {'the answer' if verb == 'answer' else 'the edited text'}"
    return Refused(verb, f"refused_{verb}", 409, title, f"{reason} Nothing was sent; your text is kept below.", "again")


def superseded_answer(message: str) -> Refused:
    """A hand-off outlives a newer message: it can be answered at once, when that was read."""
    return Refused("answer", "superseded", 409, "The customer has written again", message, "look")
