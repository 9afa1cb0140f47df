"""What a telling function may look at while it tells of a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from portal.story.material import Material
from portal.story.moments import Moment
from portal.story.provenance import Traces
from review.pages.masking import Mask


@dataclass(slots=True)
class Scene:
    material: Material
    mask: Mask
    all_seeing: bool
    drafts: dict[UUID, str] = field(default_factory=dict)
    """What the reply of an action said last."""
    kinds: dict[UUID, str] = field(default_factory=dict)
    """Kind of each action proposed so far."""
    ruled: dict[str, str] = field(default_factory=dict)
    """Digest of the last ruling on an action."""
    traces: Traces = field(init=False)


Tell = Callable[[Moment, Scene], None]
