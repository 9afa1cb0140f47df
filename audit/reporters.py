"""Who can tell about an app's part of the evidence: pages of a bundle, lines of the oversight report, the access export of a subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from audit.registry import Registry

Line = Mapping[str, Any]


class Reporter(Protocol):
    """Each answer is a stream of plain JSON lines; personal data stands in them as content ids, never as text."""

    def about_stream(self, workspace: UUID, stream: UUID) -> Iterable[Line]:
        """The rows behind one conversation's entries."""

    def about_subject(self, workspace: UUID, subject: UUID) -> Iterable[Line]:
        """What is held about one data subject."""

    def about_period(self, workspace: UUID, since: datetime, until: datetime) -> Iterable[Line]:
        """Counts and durations of a period: who oversaw what, how long it took, what was overridden."""


_registry: Registry[Reporter] = Registry("reporter")
register, get, registered = _registry.register, _registry.get, _registry.all
