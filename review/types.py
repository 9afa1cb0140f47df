"""What callers hand to the gate and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from connectors.types import Outbound
from policies.engine import Ruling
from review.models import Action, Item

Kind = Literal["reply", "tool", "triage", "hand_off"]


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """One thing an agent wants done.

    outbound    for a reply, and for triage's ``forward``: exactly what would leave, pseudonyms restored, disclosure and footer applied
    arguments   for a tool and for triage (``review.triage.kinds``) its arguments; for a hand-off ``{"reason": <code of HandOff.Reason>}``
    confidence  0.0-1.0, or None when the agent has no number
    evidence    JSON of what it rests on, kept as it is. These keys also feed the policy: ``findings`` [{"type"}] and ``data``
                {"types", "classes"} (personal data, document classes), ``arguments`` {path: {"source", "trusted"}} (provenance),
                ``action`` {"writes", "irreversible", "amount", "currency", "amount_minor"} (what the tool declares)
    """

    kind: Kind
    tool: str = ""
    outbound: Outbound | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    confidence: float | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """``actions`` in the order given; ``item`` is what a person must look at, or None when everything may leave.

    ``sorting`` is a second one, where triage waits and what else the turn wanted does not wait with it.
    """

    actions: tuple[Action, ...]
    item: Item | None
    sorting: Item | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit. ``status``: approved (it leaves), waiting (another person must agree) or refused (the policy denies it)."""

    status: Literal["approved", "waiting", "refused"]
    item: Item
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """One proposed action with its place among those of its turn, digest and ruling."""

    position: int
    proposed: ProposedAction
    digest: str
    ruling: Ruling
    held_because: str = ""

    @property
    def is_triage(self) -> bool:
        return self.proposed.kind == "triage"

    @property
    def strictness(self) -> int:
        return max(self.ruling.strictness, 1 if self.held_because else 0)
