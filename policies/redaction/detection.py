"""Detection by Presidio."""

from __future__ import annotations

from policies.redaction import fast
from policies.redaction.types import Finding


def detect(text: str, language: str) -> list[Finding]:
    return fast.detect(text, language)
