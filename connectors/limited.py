"""Which channels and tools a rate limit may name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from connectors.models import Channel, Tool


def channels(workspace: UUID) -> Iterable[tuple[str, str]]:
    return [(str(one.id), one.name) for one in Channel.objects.filter(workspace=workspace).order_by("name")]


def tools(workspace: UUID) -> Iterable[tuple[str, str]]:
    """By the name that rules and agents know a tool by."""
    return [(one.name, one.label) for one in Tool.objects.filter(workspace=workspace).order_by("label")]
