"""How much of what one sentence says another text says too: words, their inflections, and the glossary's translations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    return _stands(source, *_sought(word))


def _sought(word: str) -> tuple[str, str, tuple[int, ...]]:
    """The word, its stem where it has one, its concepts: everything that it may be known by."""
    return word, stem(word) if word.isalpha() else "", _concepts(word)


def _stands(source: Bag, word: str, begun: str, concepts: tuple[int, ...]) -> bool:
    return word in source.known or begun in source.stems or not source.concepts.isdisjoint(concepts)


def held(said: Bag, sources: Sequence[Bag]) -> list[frozenset[str]]:
    """The words of ``said`` that each source holds. Several sources together hold what any of them does."""
    sought = [_sought(word) for word in dict.fromkeys(said.words)]
    return [frozenset(one[0] for one in sought if _stands(source, *one)) for source in sources]


def weights(said: Bag) -> dict[str, float]:
    """What each word of it counts: longer ones more."""
    return {word: 0.5 + min(len(word), 12) / 8 for word in said.words}


def share(weighed: Mapping[str, float], words: frozenset[str]) -> float:
    """How much of all that is weighed these words are (0-1); 1.0 when there is nothing."""
    total = sum(weighed.values())
    return sum(weighed[word] for word in words) / total if total else 1.0


def coverage(said: Bag, source: Bag) -> float:
    """Share of what ``said`` says (0-1); 1.0 when it says nothing."""
    return share(weights(said), held(said, [source])[0])
