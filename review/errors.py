"""Why the gate, a reviewer's verb or the release said no."""

from __future__ import annotations

from kit.errors import TransitionError


class Superseded(TransitionError):
    """The conversation has moved on since this was drafted; nothing was written."""

    code = "superseded"


class StaleView(TransitionError):
    """What the reviewer saw is not what would leave now."""

    code = "stale"


class LostClaim(TransitionError):
    """The lease ended, or somebody else holds the item."""

    code = "lost_claim"


class SamePerson(TransitionError):
    """A second approval needs a second human."""

    code = "same_person"


class Stopped(TransitionError):
    """An emergency stop is in force in this workspace."""

    code = "stopped"
