"""Placeholders such as <CREDIT_CARD_1>: the same value has the same name within a call, or within a conversation that keeps ``names``."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Final

from policies.redaction.types import Finding

PLACEHOLDER: Final = re.compile(r"<([A-Z][A-Z0-9_]{0,59})_([1-9][0-9]{0,5})>")
_SEPARATORS: Final = re.compile(r"[\s().\-–/]+")
_SPELLED_FREELY: Final = frozenset(("CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER"))


def name_for(finding: Finding, value: str, names: MutableMapping[str, str], text: str) -> str:
    """The placeholder of ``value``; a new one is added to ``names`` (placeholder -> value as first written).

    A number that the text itself already uses as if it were a placeholder is passed over.
    """
    wanted = _key(finding.type, value)
    taken = 0
    for placeholder, known in names.items():
        match = PLACEHOLDER.fullmatch(placeholder)
        if match and match[1] == finding.type:
            if _key(finding.type, known) == wanted:
                return placeholder
            taken = max(taken, int(match[2]))
    while f"<{finding.type}_{taken + 1}>" in text:
        taken += 1
    names[f"<{finding.type}_{taken + 1}>"] = value
    return f"<{finding.type}_{taken + 1}>"


def _key(kind: str, value: str) -> str:
    """The same card with and without blanks is one card."""
    folded = value.casefold()
    return _SEPARATORS.sub("", folded) if kind in _SPELLED_FREELY else folded


def placeholders(text: str) -> list[str]:
    """Every placeholder that stands in ``text``: a draft that holds one is never sent."""
    return [match[0] for match in PLACEHOLDER.finditer(text)]


def restore(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """``text`` with the known placeholders replaced, and the placeholders nobody knows."""
    unknown: list[str] = []

    def real(match: re.Match[str]) -> str:
        if match[0] not in names:
            unknown.append(match[0])
        return names.get(match[0], match[0])

    return PLACEHOLDER.sub(real, text), unknown
