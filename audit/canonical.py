"""Canonical JSON (RFC 8785) for values without floats.

With keys sorted, no spaces and raw Unicode the standard encoder already writes the bytes of RFC 8785, provided that there are
no floats, no whole numbers beyond 2**53 and no keys whose order differs between code points and UTF-16 units.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from audit.errors import RefusedData

Json: TypeAlias = "bool | int | str | list[Json] | tuple[Json, ...] | Mapping[str, Json] | None"

LARGEST = 2**53 - 1
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def dumps(value: Json) -> str:
    """The canonical text of ``value``. Raises RefusedData for a float, a too large number, a lone surrogate or a strange key."""
    check(value)
    return _encode(value)


def encoded(value: Json) -> str:
    """As ``dumps`` for values whose parts were checked one by one already."""
    return _encode(value)


def check(value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        _check_number(value)
    elif isinstance(value, Mapping):
        _check_mapping(value)
    elif isinstance(value, list | tuple):
        for part in value:
            check(part)
    else:
        raise RefusedData(f"{type(value).__name__} cannot stand in an entry; write numbers with a fraction as text.")


def _check_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RefusedData("text with a lone surrogate cannot be written as UTF-8.") from error


def _check_number(value: int) -> None:
    if abs(value) > LARGEST:
        raise RefusedData(f"{value} is beyond 2**53; write it as text.")


def _check_mapping(value: Mapping[object, object]) -> None:
    for key, part in value.items():
        if not isinstance(key, str):
            raise RefusedData(f"the key {key!r} is not text.")
        _check_text(key)
        if not key.isascii() and any(ord(character) > 0xD7FF for character in key):
            raise RefusedData(f"the key {key!r} sorts differently in UTF-16; use plain names.")
        check(part)
