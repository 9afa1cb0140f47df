"""Hashed character and word n-grams as table rows: the features of every small classifier in the house."""

from __future__ import annotations

import itertools
import zlib

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]
_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)


def characters(text: str, *, shortest: int, longest: int, bits: int) -> Rows:
    """Rows in 0..2**bits-1 of all character n-grams; repeated n-grams give repeated rows."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    shift = np.uint32(32 - bits)
    found: list[npt.NDArray[np.uint32]] = []
    rolling = codes * _MIX
    for size in range(1, longest + 1):
        if size > len(codes):
            break
        if size > 1:
            rolling = (rolling[:-1] ^ (rolling[:-1] >> np.uint32(15))) * _PRIME + codes[size - 1 :] * _MIX
        if size >= shortest:
            found.append(((rolling ^ (rolling >> np.uint32(13))) * _MIX) >> shift)
    return np.concatenate(found).astype(np.intp) if found else np.zeros(0, dtype=np.intp)


def words(tokens: list[str], *, bits: int, pairs: bool = False) -> Rows:
    """Rows of whole words (and of neighbouring pairs), in the same table as the character n-grams."""
    grams = [f"\x02{token}" for token in tokens]
    if pairs:
        grams += [f"\x03{first} {second}" for first, second in itertools.pairwise(tokens)]
    mask = (1 << bits) - 1
    return np.array([zlib.crc32(gram.encode("utf-8", "replace")) & mask for gram in grams], dtype=np.intp)
