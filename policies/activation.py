"""What others say before a version becomes active: floors above register a check in ``ready()``; the page and the verb ask all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.errors import TransitionError
from policies.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Word:
    """One sentence for the page; ``refuses`` when the version may not become active as things stand, ``run`` is the replay it speaks of."""

    text: str
    refuses: bool = False
    run: UUID | None = None


Check = Callable[[PolicyVersion], Sequence[Word]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    _checks[name] = check


def words(version: PolicyVersion) -> list[Word]:
    return [word for check in _checks.values() for word in check(version)]


def require(version: PolicyVersion) -> None:
    """Raises TransitionError with the first sentence that stands in the way."""
    for word in words(version):
        if word.refuses:
            raise TransitionError(word.text, code="not_ready")
