"""The embedder that needs no download: hashed n-grams and words say how alike two texts are written, the glossary what they are about.

A vector has 384 numbers: 224 of signed hashes of character 3- to 5-grams and words, 160 of signed hashes of glossary concepts, each
part of length 1 before weighing, so that a German question and an English passage meet in the second part. Deterministic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from conversations.memory import glossary, words
from kit import ngrams

MODEL = "local-1"
DIMENSIONS = 384
_WRITTEN = 224
_MEANT = DIMENSIONS - _WRITTEN
_BITS = 22
_WEIGHT_WRITTEN, _WEIGHT_MEANT = 0.6, 0.8
_PER_CONCEPT = 3
_WORD_WEIGHT = 3.0

Array = npt.NDArray[np.float32]


def vector(text: str) -> Array:
    """A unit vector of 384 float32; all zeros only for a text without any letter."""
    told = words.telling(text)
    parts = np.concatenate([_WEIGHT_WRITTEN * _unit(_written(told)), _WEIGHT_MEANT * _unit(_meant(told))])
    return _unit(parts)


def _unit(values: Array) -> Array:
    length = float(np.linalg.norm(values))
    return values / np.float32(length) if length else values


def _written(told: list[str]) -> Array:
    folded = [words.plain(word) for word in told]
    characters = ngrams.characters(f" {' '.join(folded)} ", shortest=3, longest=5, bits=_BITS)
    whole = ngrams.words(folded, bits=_BITS)
    return _hashed(characters, _WRITTEN) + np.float32(_WORD_WEIGHT) * _hashed(whole, _WRITTEN)


def _hashed(rows: ngrams.Rows, size: int) -> Array:
    signs = 1.0 - 2.0 * (rows & 1)
    return np.bincount((rows >> 1) % size, weights=signs, minlength=size).astype(np.float32)


def _meant(told: list[str]) -> Array:
    """Each concept once, however often it is named; rarer words of one concept add nothing."""
    found = np.array(sorted(concepts_of(told)), dtype=np.int64)
    values = np.zeros(_MEANT, dtype=np.float32)
    for turn in range(_PER_CONCEPT):
        mixed = (found + 1) * (2654435761 + 40503 * turn) % 4294967291
        np.add.at(values, mixed % _MEANT, (1.0 - 2.0 * ((mixed >> 16) & 1)).astype(np.float32))
    return values


def concepts_of(told: list[str]) -> set[int]:
    found: set[int] = set()
    for word in told:
        direct = glossary.concepts(word)
        found.update(direct)
        if not direct:
            found.update(concept for part in words.parts(word) for concept in glossary.concepts(part))
    return found
