"""What the models of urgency and intent see of a text: words, neighbours, beginnings of words, and what the glossary says they mean.

The glossary's concepts are the same rows in every language, so that what is learned in one helps in the others.
"""

from __future__ import annotations

import itertools
import zlib

import numpy as np

from conversations.memory import glossary, words
from kit import language, ngrams
from kit.ngrams import Rows

BITS = 16
_CONCEPT_WEIGHT = 2
_STEM = 5


def rows(text: str) -> Rows:
    """Table rows, none for a text without words. Its first ``language.READ`` characters count: what follows an aim only blurs it."""
    tokens = [words.plain(token) for token in language.clean(text).split()]
    if not tokens:
        return np.zeros(0, dtype=np.intp)
    letters = ngrams.characters(f" {' '.join(tokens)} ", shortest=4, longest=5, bits=BITS)
    meant = [_row(name) for name in _meanings(tokens)]
    asked = [_row("\x05?")] if text.rstrip().endswith("?") else []
    stems = ngrams.words([f"\x06{token[:_STEM]}" for token in tokens], bits=BITS)
    return np.concatenate([letters, ngrams.words(tokens, bits=BITS, pairs=True), stems, np.array(meant + asked, dtype=np.intp)])


def _meanings(tokens: list[str]) -> list[str]:
    told = [concept for token in tokens for concept in (glossary.concepts(token) or _of_parts(token))]
    once = sorted(set(told))
    together = [f"\x07{first} {second}" for first, second in itertools.combinations(once[:8], 2)]
    return [f"\x04{concept}" for concept in once for _ in range(_CONCEPT_WEIGHT)] + together


def _of_parts(token: str) -> tuple[int, ...]:
    return tuple(concept for part in words.parts(token) for concept in glossary.concepts(part)) if len(token) > 7 else ()


def _row(name: str) -> int:
    return zlib.crc32(name.encode()) & ((1 << BITS) - 1)
