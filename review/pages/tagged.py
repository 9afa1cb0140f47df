"""The filter of lists by a tag. It stands in the address, so a list can be kept and shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LONGEST: Final = 40


def asked(text: str) -> str:
    """The tag that an address names; what cannot be one is none."""
    return text if len(text) <= LONGEST and "\0" not in text else ""


def with_asked(known: Sequence[str], text: str) -> list[str]:
    """Those to choose from: the one that is asked for is among them, also where nobody carries it any more."""
    tag = asked(text)
    return [*known] if not tag or tag in known else sorted([*known, tag])
