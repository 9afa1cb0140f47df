"""Placeholders such as <CREDIT_CARD_1>: the same value has the same name within a call, or within a conversation that keeps ``names``."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Final

from policies.redaction.types import Finding

PLACEHOLDER: Final = re.compile(r"<([A-Z][A-Z0-9_]{0,59})_([1-9][0-9]{0,5})>")
_SEPARATORS: Final = re.compile(r"[\s().\-–/]+")
_PERSON: Final = "PERSON"
_WORDS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TITLES: Final = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "herrn",
        "frau",
        "m",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "sr",
        "sra",
        "señor",
        "señora",
        "dhr",
        "mevr",
        "mevrouw",
        "s",
    )
)
_SPELLED_FREELY: Final = frozenset(("CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER"))


def name_for(finding: Finding, value: str, names: MutableMapping[str, str], text: str) -> str:
    """The placeholder of ``value``; a new one is added to ``names`` (placeholder -> value as first written).

    A number that the text itself already uses as if it were a placeholder is passed over.
    """
    wanted = folded(finding.type, value)
    taken = 0
    parts: list[str] = []
    for placeholder, known in names.items():
        match = PLACEHOLDER.fullmatch(placeholder)
        if match and match[1] == finding.type:
            if folded(finding.type, known) == wanted:
                return placeholder
            if finding.type == _PERSON and person_words(value) < person_words(known):
                parts.append(placeholder)
            taken = max(taken, int(match[2]))
    if len(parts) == 1:  # "Ms Miller" after "Jane Miller"; of two Millers neither can be told
        return parts[0]
    while f"<{finding.type}_{taken + 1}>" in text:
        taken += 1
    names[f"<{finding.type}_{taken + 1}>"] = value
    return f"<{finding.type}_{taken + 1}>"


def folded(kind: str, value: str) -> str:
    """The same card with and without blanks is one card."""
    plain = value.casefold()
    if kind == _PERSON:
        return " ".join(word for word in _WORDS.findall(plain) if word not in _TITLES) or plain
    return _SEPARATORS.sub("", plain) if kind in _SPELLED_FREELY else plain


def person_words(name: str) -> frozenset[str]:
    """The words of a name without titles: two spellings share them."""
    return frozenset(word for word in _WORDS.findall(name.casefold()) if word not in _TITLES)


def without_marks(text: str) -> str:
    """Words of somebody outside that are written like a placeholder are none: they must not lead to a value."""
    return PLACEHOLDER.sub(r"‹\1_\2›", text)


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
