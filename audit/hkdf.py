"""HKDF with SHA-256 (RFC 5869), on the standard library so that the stand-alone verifier can do the same."""

from __future__ import annotations

import hmac


def derive(key: bytes, info: bytes, *, salt: bytes = b"", length: int = 32) -> bytes:
    """``length`` bytes, at most 255 * 32."""
    if not 0 < length <= 255 * 32:
        raise ValueError("HKDF-SHA-256 gives 1 to 8160 bytes.")
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    block, output, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.digest(extracted, block + info + bytes([counter]), "sha256")
        output, counter = output + block, counter + 1
    return output[:length]
