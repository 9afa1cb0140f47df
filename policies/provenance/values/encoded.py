"""What an unreadable token says once it is decoded: base64, base32, hexadecimal, URL-encoding, backwards, shifted by thirteen."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_plus

from policies.provenance.language.plain import loose
from policies.provenance.reading import Trace

_LEAST: Final = 4
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){4,}")
_READ: Final = 8192


def source_of(token: str, trace: Trace) -> str | None:
    """The source whose words a decoded form of ``token`` repeats; None where it says nothing known."""
    for text in decoded(token[:_READ]):
        found = holder_of(text, trace)
        if found:
            return found
    return None


def decoded(token: str, depth: int = 2) -> Iterator[str]:
    """Readable texts that parts of ``token`` stand for; an encoded text may hold another."""
    for text in _unpacked(token):
        yield text
        if depth > 1:
            yield from decoded(text, depth - 1)
    yield token[::-1]
    yield codecs.encode(token, "rot13")


def _unpacked(token: str) -> Iterator[str]:
    plain = unquote_plus(token)
    if plain != token and "%" in token:
        yield plain
    for found in _HEX.findall(token):
        yield from _readable(bytes.fromhex(re.sub(r"[ :]", "", found)))
    for found in _BASE64.findall(token):
        yield from _readable(_base64(found))
        if re.fullmatch(r"[A-Z2-7]{8,}", found):
            yield from _readable(_base32(found))


def _base64(text: str) -> bytes:
    body = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        return b""


def _base32(text: str) -> bytes:
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return b""


def _readable(data: bytes) -> Iterator[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    if len(text) >= _LEAST and text.isprintable():
        yield text


def holder_of(text: str, trace: Trace) -> str | None:
    """Who holds a telling part of ``text``: the whole of it, or a piece between spaces and signs."""
    whole = loose(text).text.strip()
    parts = [whole, *re.split(r"[\s&=,;:|/?]+", whole)]
    for part in parts:
        if len(part) < _LEAST + 1:
            continue
        holder = next((one.source for one in (*trace.untrusted, *trace.trusted) if part in loose(one.text).text), None)
        if holder:
            return holder
    return None


def holder_of_digits(digits: str, trace: Trace) -> str | None:
    return next((one.source for one in (*trace.untrusted, *trace.trusted) if digits in re.sub(r"\D", "", one.text)), None)
