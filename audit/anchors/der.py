"""The certificates of a time stamp, brought into the order that DER prescribes for a set.

Authorities send their chain as it lies in their files, root first or mixed. The set of certificates is not signed, so its order says nothing;
the decoder of rfc3161-client, which is strict, takes such an answer for none at all. What is kept stays as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_CERTIFICATES: Final = 0xA0
_LONGEST: Final = 4  # bytes of a length


@dataclass(frozen=True, slots=True)
class Value:
    """``data[start:end]`` with its content from ``inner`` on."""

    tag: int
    start: int
    inner: int
    end: int


def sorted_certificates(answer: bytes) -> bytes:
    """``answer`` with the same certificates in order; as it was where it is not built like a time stamp."""
    try:
        found = _certificates(answer)
    except (IndexError, ValueError):
        return answer
    parts = sorted(answer[one.start : one.end] for one in found)
    return answer[: found[0].start] + b"".join(parts) + answer[found[-1].end :] if found else answer


def _certificates(answer: bytes) -> list[Value]:
    """Down to SignedData, whose certificates stand before its signers: response, content info, [0], signed data, [0]."""
    response = _values(answer, 0, len(answer))[0]
    token = _values(answer, response.inner, response.end)[1]
    content = _values(answer, token.inner, token.end)[1]
    signed = _values(answer, content.inner, content.end)[0]
    held = [one for one in _values(answer, signed.inner, signed.end) if one.tag == _CERTIFICATES]
    return _values(answer, held[0].inner, held[0].end) if held else []


def _values(data: bytes, start: int, end: int) -> list[Value]:
    """One after the other. Raises IndexError or ValueError for what is no DER."""
    found: list[Value] = []
    while start < end:
        tag, length, inner = data[start], data[start + 1], start + 2
        if length >= 0x80:
            size = length & 0x7F
            if not 1 <= size <= _LONGEST:
                raise ValueError("a length that DER does not know")
            length, inner = int.from_bytes(data[inner : inner + size]), inner + size
        if inner + length > end:
            raise ValueError("a value that ends outside of what holds it")
        found.append(Value(tag, start, inner, inner + length))
        start = inner + length
    return found
