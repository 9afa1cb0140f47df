"""Which agents, channels and tools a workspace has: told from above, where they live. A limit may name one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.errors import InvalidInput
from policies.rates.models import RateLimit


@dataclass(frozen=True, slots=True)
class Subject:
    """``name`` is what a limit keeps (an id, or a tool's name), ``label`` what people call it."""

    name: str
    label: str


Source = Callable[[UUID], Iterable[tuple[str, str]]]
_sources: dict[str, Source] = {}
NAMED = (RateLimit.Per.AGENT, RateLimit.Per.CHANNEL, RateLimit.Per.TOOL)


def register(per: str, source: Source) -> None:
    """Called once from ``ready()`` of the app that owns them; ``source(workspace)`` gives names with labels."""
    if _sources.setdefault(per, source) is not source:
        raise ValueError(f"two apps say which there are: {per}")


def known(workspace: UUID, per: str) -> list[Subject]:
    source = _sources.get(per)
    return [Subject(name, label) for name, label in source(workspace)] if source else []


def check(workspace: UUID, per: str, only: str) -> None:
    """Raises InvalidInput where ``only`` names nobody of this workspace."""
    if not only:
        return
    if per not in NAMED:
        raise InvalidInput(f"only: a limit per {per} names none of them.")
    if only not in {one.name for one in known(workspace, per)}:
        raise InvalidInput(f"only: there is no such {per} in this workspace.")


def label(limit: RateLimit) -> str:
    """Such as "each agent", "the tool Refund", "the workspace"."""
    return labels([limit])[limit.id]


def labels(limits: Sequence[RateLimit]) -> dict[UUID, str]:
    """Of many limits, by id; each kind is asked once a workspace."""
    kinds = {(one.workspace_id, one.per) for one in limits if one.only}
    there = {kind: {one.name: one.label for one in known(*kind)} for kind in kinds}
    told = {}
    for limit in limits:
        named = there.get((limit.workspace_id, limit.per), {}).get(limit.only, "")
        told[limit.id] = f"the {limit.per} {named}" if named else f"a {limit.per} that is gone"
        if not limit.only:
            told[limit.id] = "the workspace" if limit.per == RateLimit.Per.WORKSPACE else f"each {limit.per}"
    return told
