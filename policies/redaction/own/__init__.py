"""A workspace's own recognisers: what they are made of, whatever they are kept in. Nothing here needs the detection library."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kit.errors import InvalidInput

PATTERN: Final = "pattern"
WORDS: Final = "words"
KINDS: Final = (PATTERN, WORDS)
MOST: Final = 50
"""Recognisers of one workspace that search at the same time."""
LONGEST_FINDING: Final = 200
LONGEST_PATTERN: Final = 500
MOST_WORDS: Final = 1000
LONGEST_WORD: Final = 80
MOST_CONTEXT: Final = 30
MOST_SAMPLES: Final = 20
LONGEST_SAMPLE: Final = 500
_MARK: Final = " (own)"


class Refused(InvalidInput):
    """``field`` is the part of the recogniser that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


@dataclass(frozen=True, slots=True)
class Definition:
    """What one recogniser looks for. Two with the same ``digest`` are the same; ``context`` are single words in lower case."""

    digest: str
    name: str = field(compare=False)
    entity: str = field(compare=False)
    kind: str = field(compare=False)
    pattern: str = field(compare=False)
    words: tuple[str, ...] = field(compare=False)
    ignores_case: bool = field(compare=False)
    context: tuple[str, ...] = field(compare=False)
    checksum: str = field(compare=False)
    score: float = field(compare=False)

    @property
    def shown_name(self) -> str:
        """As findings carry it: never the name of a shipped recogniser."""
        return f"{self.name}{_MARK}"


def is_own(recogniser: str) -> bool:
    """Whether a finding's recogniser is one of a workspace's own."""
    return recogniser.endswith(_MARK)


def defined(
    *,
    name: str,
    entity: str,
    kind: str,
    pattern: str = "",
    words: Iterable[str] = (),
    ignores_case: bool = True,
    context: Iterable[str] = (),
    checksum: str = "",
    score: float = 0.5,
) -> Definition:
    """A definition as it stands, with its digest. Whether it is any good says ``checked``."""
    words, context = tuple(words), tuple(context)
    parts = [name, entity, kind, pattern, words, ignores_case, context, checksum, f"{score:.2f}"]
    digest = hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
    return Definition(digest, name, entity, kind, pattern, words, ignores_case, context, checksum, score)
