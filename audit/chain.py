"""The arithmetic of the ledger: how an entry becomes a leaf and a leaf a link."""

from __future__ import annotations

import hashlib

BEGIN = b""
"""What stands before the first link of a workspace."""


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 || body), the leaf of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def link(previous: bytes, leaf: bytes) -> bytes:
    """SHA-256(previous link || leaf hash): a change anywhere changes all that follows."""
    return hashlib.sha256(previous + leaf).digest()
