"""The Merkle tree of RFC 6962, section 2.1 (unchanged in RFC 9162): roots, inclusion and consistency proofs, and their verification.

Pure functions on bytes. A proof is a list of 32-byte hashes, leaf side first. Verification never raises for wrong input: it answers a
sentence that says what does not fit, or an empty text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
SIZE = 32


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    level = list(leaves)
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(level) & ~1 :]
    return level[0] if level else EMPTY_ROOT


def split(size: int) -> int:
    """The largest power of two below ``size`` (> 1)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(index, leaves) of section 2.1.1. Raises IndexError outside of the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError("there is no such leaf")
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*inclusion_proof(index, leaves[:k]), root(leaves[k:])]
    return [*inclusion_proof(index - k, leaves[k:]), root(leaves[:k])]


def consistency_proof(size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(size, leaves) of section 2.1.2: that the tree of the first ``size`` leaves is the beginning of this one."""
    if not 0 < size <= len(leaves):
        raise IndexError("the older tree must have 1 to n leaves")
    return _subproof(size, leaves, whole=True)


def _subproof(size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return [*_subproof(size, leaves[:k], whole=whole), root(leaves[k:])]
    return [*_subproof(size - k, leaves[k:], whole=False), root(leaves[:k])]


def inclusion_fault(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> str:
    """Empty when the leaf hash stands at ``index`` in the tree of ``size`` with this root (RFC 9162, 2.1.3.2)."""
    if fault := _sizes_fault([leaf, expected, *proof]):
        return fault
    if not 0 <= index < size:
        return f"index {index} is not below the size {size}"
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return "the proof is too long"
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        return "the proof is too short"
    return "" if r == expected else "the proof leads to another root"


def consistency_fault(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> str:
    """Empty when the tree (size1, root1) is the beginning of the tree (size2, root2) (RFC 9162, 2.1.4.2)."""
    if not 0 <= size1 <= size2:
        return f"the older size {size1} is not within the newer size {size2}"
    if size1 == size2:
        if proof:
            return "the sizes are equal, so the proof must be empty"
        if root1 != root2:
            return "the sizes are equal, the roots are not"
        possible = root1 not in (b"", EMPTY_ROOT) if size1 else root1 == EMPTY_ROOT
        return "" if possible else "no tree of this size has this root"
    if size1 == 0:
        return "an empty older tree proves nothing"
    if fault := _sizes_fault([root1, root2, *proof]):
        return fault
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    return _consistency_walk(size1 - 1, size2 - 1, root1, root2, path)


def _consistency_walk(fn: int, sn: int, root1: bytes, root2: bytes, path: list[bytes]) -> str:
    if not path:
        return "the proof is empty"
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return "the proof is too long"
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        return "the proof is too short"
    if fr != root1:
        return "the proof leads to another older root"
    return "" if sr == root2 else "the proof leads to another newer root"


def _sizes_fault(hashes: Sequence[bytes]) -> str:
    wrong = next((value for value in hashes if len(value) != SIZE), None)
    return "" if wrong is None else f"a hash has {len(wrong)} bytes instead of {SIZE}"


class Frontier:
    """A tree that grows at its end: the roots of its complete halves, largest first. An append costs two hashes on average, a root twenty."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes, level: int = 0) -> Sequence[tuple[int, int, bytes]]:
        """Returns the subtrees of 256, 256**2 and so on leaves that this one completes: (level, index, root).

        With a ``level``, ``leaf`` is the root of the next 2**level leaves; ``size`` must be a multiple of that.
        """
        self.size += 1 << level
        left = self.size >> level
        full = [(level, left - 1, leaf)] if level and not level & 7 else []
        while not left & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            level, left = level + 1, left >> 1
            if not level & 7:
                full.append((level, left - 1, leaf))
        self.peaks.append(leaf)
        return full

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            found = node_hash(peak, found)
        return found
