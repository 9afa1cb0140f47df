"""What the policy says about one action."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

STRICTNESS: Final = {"allow": 0, "review": 1, "deny": 2}
NO_RULE: Final = "no_rule_matched"
ENGINE_ERROR: Final = "engine_error"
AT_THE_LIMIT: Final = {"full": "rate_limit_reached", "unknown": "rate_limit_unknown"}
"""By ``rate.state``: why an action waits although rules allow it."""


@dataclass(frozen=True, slots=True)
class MatchedRule:
    id: str
    name: str
    effect: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "effect": self.effect}


@dataclass(frozen=True, slots=True)
class Ruling:
    """``effect`` allow, review or deny; ``queue`` empty means the default queue; ``reasons`` are codes; ``error`` is empty or says which
    rule failed and how (no values of facts); ``used`` names the facts the matched and failed rules mention."""

    effect: str
    queue: str = ""
    obligations: tuple[dict[str, Any], ...] = ()
    rules: tuple[MatchedRule, ...] = ()
    reasons: tuple[str, ...] = ()
    version_id: UUID | None = None
    error: str = ""
    used: tuple[str, ...] = ()
    digest: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))

    @property
    def strictness(self) -> int:
        return STRICTNESS[self.effect]

    def stricter_than(self, other: Ruling) -> bool:
        return self.strictness > other.strictness

    def as_dict(self) -> dict[str, Any]:
        return {
            "effect": self.effect,
            "queue": self.queue,
            "obligations": list(self.obligations),
            "rules": [rule.as_dict() for rule in self.rules],
            "reasons": list(self.reasons),
        }


def failed(error: str, version_id: UUID | None = None) -> Ruling:
    """The ruling when the engine could not do its work: a person looks at it."""
    return Ruling("review", reasons=(ENGINE_ERROR,), version_id=version_id, error=error[:200])


def _digest(ruling: Ruling) -> str:
    """SHA-256 over effect, obligations and ids of the matched rules; what an approval binds to."""
    bound = {"effect": ruling.effect, "obligations": list(ruling.obligations), "rules": [rule.id for rule in ruling.rules]}
    return hashlib.sha256(json.dumps(bound, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
