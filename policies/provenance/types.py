"""What the engine is asked about: a tool, a call, and what had been said before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kit.errors import InvalidInput

SOURCES: Final = ("system", "reviewer", "requester", "quoted", "forwarded", "attachment", "page")
TRACED: Final = ("asked", "presumed", "alone", "leaks", "steered")
"""Facts of an action that belong to the call and not to its tool: found by tracing the texts before it."""
_TOOL: Final = re.compile(r"tool:(?=.*\S).{1,4000}\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tool:
    """``parameters`` is a JSON schema of an object; ``writes`` and ``irreversible`` are None where the tool does not say.

    ``authoritative`` names fields of its result that are the house's own records (trusted like the system's word).
    """

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    writes: bool | None = None
    irreversible: bool | None = None
    authoritative: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By its words: what is read of a tool is kept, and its schema, which has no hash, is compared."""
        return hash((self.name, self.description))


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the trace. Raises InvalidInput for a source that is none."""

    source: str
    text: str

    def __post_init__(self) -> None:
        if self.source not in SOURCES and not _TOOL.match(self.source):
            raise InvalidInput(f"A source is one of {', '.join(SOURCES)} or tool:NAME.")


@dataclass(frozen=True, slots=True)
class Call:
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
