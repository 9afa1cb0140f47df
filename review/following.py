"""What follows from the rulings on one turn, before anything is written: where each action goes, and what waits for a person.

Pure, so that a replay can ask the same question of recorded rulings. ``review.verdicts`` carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from conversations.models import HandOff
from policies.engine.obligations import union
from review import digests
from review.models import Action, Item
from review.triage.kinds import instead_of_reply
from review.types import Ruled

Reason = HandOff.Reason
STATUS = {0: Action.Status.ALLOWED, 1: Action.Status.HELD, 2: Action.Status.DENIED}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The item that a person must look at. ``queue`` "" is the default queue."""

    kind: str
    reason: str
    queue: str
    rules: list[dict[str, Any]] = field(default_factory=list)
    content_digest: str = ""
    ruling_digest: str = ""
    because: str = ""


def statuses(ruled: Sequence[Ruled]) -> list[str]:
    """Of each action, in the order given: the strictest ruling holds for all but the hand-offs, and for triage its own."""
    after = STATUS[strictness(ruled)]
    return [Action.Status.DONE if one.proposed.kind == "hand_off" else STATUS[one.strictness] if one.is_triage else after for one in ruled]


def strictness(ruled: Sequence[Ruled]) -> int:
    """Of the reply and the tool calls."""
    return max((one.strictness for one in _answering(ruled)), default=0)


def _answering(ruled: Sequence[Ruled]) -> list[Ruled]:
    return [one for one in ruled if one.proposed.kind != "hand_off" and not one.is_triage]


def item(ruled: Sequence[Ruled]) -> Wanted | None:
    """One item a turn: where a person looks at the reply anyway, the hand-off's reason stands on that item, and held triage waits in it."""
    wanted, triage = _answering(ruled), _held_triage(ruled)
    asked = [one for one in ruled if one.proposed.kind == "hand_off"]
    strictest = strictness(ruled)
    if wanted and strictest:
        return _held([*wanted, *triage] if strictest == 1 else wanted, strictest, _told(asked))
    if asked:
        return _handed_off(asked)
    return None if wanted else _denied_triage(ruled) or (_held(triage, 1, "") if triage else None)


def sorting(ruled: Sequence[Ruled]) -> Wanted | None:
    """An item for held triage beside the other one, or beside a reply that leaves: what the turn wanted is denied, or for a person to write."""
    triage = _held_triage(ruled)
    alone = len([one for one in ruled if one.is_triage]) == len(ruled) and _denied_triage(ruled) is None
    return _held(triage, 1, "") if triage and not alone and strictness(ruled) != 1 else None


def _held_triage(ruled: Sequence[Ruled]) -> list[Ruled]:
    return [one for one in ruled if one.is_triage and one.strictness == 1]


def _denied_triage(ruled: Sequence[Ruled]) -> Wanted | None:
    """Where it stood in the place of a reply, the customer would get none: a person takes over. Beside a reply a denial is only recorded."""
    denied = [one for one in ruled if one.is_triage and one.strictness == 2 and instead_of_reply(one.proposed.tool, one.proposed.arguments)]
    return _held(denied, 2, "") if denied else None


def _held(ruled: Sequence[Ruled], strictest: int, told: str) -> Wanted:
    deciding = [one for one in ruled if one.ruling.strictness == strictest] or list(ruled)
    denied = strictest == 2
    in_order = sorted(ruled, key=lambda one: one.position)
    return Wanted(
        Item.Kind.HAND_OFF if denied else Item.Kind.APPROVAL,
        Reason.POLICY_DENIED if denied else told or Reason.POLICY_REVIEW,
        queue=next((one.ruling.queue for one in deciding if one.ruling.queue), ""),
        rules=union(one.ruling.obligations for one in ruled),
        content_digest=digests.of_all(one.digest for one in in_order),
        ruling_digest=digests.of_all(one.ruling.digest for one in in_order),
        because=next((one.held_because for one in ruled if one.held_because), ""),
    )


def _handed_off(asked: Sequence[Ruled]) -> Wanted:
    return Wanted(
        Item.Kind.HAND_OFF,
        _told(asked),
        queue=next((one.ruling.queue for one in asked if one.ruling.queue), ""),
        rules=union([rule for rule in one.ruling.obligations if rule["kind"] == "due"] for one in asked),
    )


def _told(asked: Sequence[Ruled]) -> str:
    """Why the agent asks for a person; "" when it does not."""
    reasons = [str(one.proposed.arguments.get("reason", "")) for one in asked]
    return next((one if one in Reason.values else Reason.NOTHING_FITS for one in reasons), "")
