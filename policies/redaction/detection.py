"""Detection by Presidio."""

from __future__ import annotations

from policies.redaction.stock import analyse
from policies.redaction.types import Finding


def detect(text: str, language: str) -> list[Finding]:
    return analyse(text, language)
