"""Placeholders such as <CREDIT_CARD_1>: the same value has the same name within a call, or within a conversation that keeps ``names``."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from itertools import islice
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


class Names:
    """``given`` (placeholder -> value as first written) with an index beside it: a value is looked up, not held against every name there is.

    New names are added to ``given`` in place; while this is in use nobody else may add to it.
    """

    def __init__(self, given: MutableMapping[str, str]) -> None:
        self.given = given
        self._by_value: dict[tuple[str, str], str] = {}
        self._highest: dict[str, int] = {}
        self._persons: dict[str, frozenset[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._read: tuple[str, frozenset[str]] = ("", frozenset())
        for placeholder, value in given.items():
            if match := PLACEHOLDER.fullmatch(placeholder):
                self._enter(match[1], int(match[2]), placeholder, value, folded(match[1], value))

    def name_for(self, finding: Finding, value: str, text: str) -> str:
        """The placeholder of ``value``; a new one is added.

        A number that ``text`` itself already uses as if it were a placeholder is passed over.
        """
        plain = folded(finding.type, value)
        known = self._by_value.get((finding.type, plain)) or (self._whole(value) if finding.type == _PERSON else None)
        if known:
            return known
        number = self._highest.get(finding.type, 0) + 1
        while (placeholder := f"<{finding.type}_{number}>") in self._written(text):
            number += 1
        self.given[placeholder] = value
        self._enter(finding.type, number, placeholder, value, plain)
        return placeholder

    def _enter(self, kind: str, number: int, placeholder: str, value: str, plain: str) -> None:
        self._by_value.setdefault((kind, plain), placeholder)
        self._highest[kind] = max(self._highest.get(kind, 0), number)
        if kind == _PERSON and (words := person_words(value)):
            self._persons[placeholder] = words
            for word in words:
                self._by_word.setdefault(word, []).append(placeholder)

    def _whole(self, value: str) -> str | None:
        """ "Ms Miller" after "Jane Miller"; of two Millers neither can be told."""
        words = person_words(value)
        sharing = min((self._by_word.get(word, []) for word in words), key=len, default=list(self._persons))
        found = list(islice((one for one in sharing if words < self._persons[one]), 2))
        return found[0] if len(found) == 1 else None

    def _written(self, text: str) -> frozenset[str]:
        if self._read[0] is not text:  # once for a text, not once for each value in it
            self._read = (text, frozenset(placeholders(text)))
        return self._read[1]


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
