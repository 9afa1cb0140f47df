"""A small glossary of the trade in twelve languages: which words mean the same thing. Written by us, one concept a line.

``data/glossary.txt``: ``key | en: words | de: words ...``. A word stands for its inflections too: an entry of four letters or more
matches words that begin with it and are at most ``_TAIL`` letters longer.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "glossary.txt"
_TAIL = 4
_STEM = 4


@dataclass(frozen=True, slots=True)
class Glossary:
    """``entries``: folded word to concept numbers. ``words``: concept number to language to words."""

    entries: dict[str, tuple[int, ...]]
    words: tuple[dict[str, tuple[str, ...]], ...]


@functools.cache
def load() -> Glossary:
    entries: dict[str, tuple[int, ...]] = {}
    concepts: list[dict[str, tuple[str, ...]]] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        by_language = _line(line)
        for word in {word for members in by_language.values() for word in members}:
            entries[_key(word)] = (*entries.get(_key(word), ()), len(concepts))
        concepts.append(by_language)
    return Glossary(entries, tuple(concepts))


def _line(line: str) -> dict[str, tuple[str, ...]]:
    fields = (field.partition(":") for field in line.split("|"))
    return {language.strip(): tuple(words.split()) for language, _, words in fields}


def _key(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=20_000)
def concepts(word: str) -> tuple[int, ...]:
    """Numbers of the concepts ``word`` may stand for: itself first, then the longest entry it is an inflection of."""
    entries, key = load().entries, _key(word)
    if key in entries:
        return entries[key]
    for length in range(len(key) - 1, max(_STEM, len(key) - _TAIL) - 1, -1):
        found = entries.get(key[:length])
        if found:
            return found
    return ()


def translations(concept: int, language: str) -> tuple[str, ...]:
    """How a concept is called in ``language``; empty when the glossary does not say."""
    return load().words[concept].get(language, ())
