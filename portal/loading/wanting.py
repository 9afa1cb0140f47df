"""Named at start by every process, so it is light: what fills the sample is loaded by the worker that does it."""

from __future__ import annotations

from typing import Final

from kit.events import Event

KIND: Final = "sample"
WANTED: Final = "portal.sample_wanted"


def wanted(event: Event) -> None:
    """The subscriber: one step; the next is another row."""
    from portal.loading import steps  # mail reader and search come with the first step, not with every command

    steps.step(event.subject)
