"""How much of what one sentence says another text says too: words, their inflections, and the glossary's translations."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.memory import glossary, words


@dataclass(frozen=True, slots=True)
class Bag:
    """The telling words of a text: without accents, their beginnings, and the concepts they stand for."""

    words: tuple[str, ...]
    known: frozenset[str]
    stems: frozenset[str]
    concepts: frozenset[int]


def bag(text: str) -> Bag:
    told = [words.plain(word) for word in words.telling(text)]
    concepts = {concept for word in told for concept in _concepts(word)}
    return Bag(tuple(told), frozenset(told), frozenset(stem(word) for word in told), frozenset(concepts))


def stem(word: str) -> str:
    """The beginning that inflections share; short words and numbers are themselves."""
    return word if len(word) <= 4 or not word.isalpha() else word[: max(4, (len(word) * 3 + 3) // 4)]


def _concepts(word: str) -> tuple[int, ...]:
    direct = glossary.concepts(word)
    return direct or tuple(concept for part in words.parts(word) for concept in glossary.concepts(part))


def holds(source: Bag, word: str) -> bool:
    """Whether ``word``, an inflection or a translation of it stands in ``source``."""
    if word in source.known or (word.isalpha() and stem(word) in source.stems):
        return True
    return any(concept in source.concepts for concept in _concepts(word))


def coverage(said: Bag, source: Bag) -> float:
    """Share of what ``said`` says (0-1), longer words weighing more; 1.0 when it says nothing."""
    weights = {word: 0.5 + min(len(word), 12) / 8 for word in said.words}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if holds(source, word)) / total if total else 1.0
