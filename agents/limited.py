"""Which agents a rate limit may name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from agents.models import Agent


def agents(workspace: UUID) -> Iterable[tuple[str, str]]:
    return [(str(one.id), one.name) for one in Agent.objects.filter(workspace=workspace).order_by("name")]
