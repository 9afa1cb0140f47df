"""Identifiers: UUID version 7 (RFC 9562), made in Python so that a row's id is known before it is written."""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime


def uuid7() -> uuid.UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, 12 bits of the fraction (RFC 9562, 6.2, method 3: ids of one process keep
    the order in which they were made), then 62 random bits."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    random = int.from_bytes(os.urandom(8), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (rest << 12) // 1_000_000 << 64 | 0b10 << 62 | random & (2**62 - 1)
    return uuid.UUID(int=value)


def as_uuid(text: str) -> uuid.UUID | None:
    """The id that a person or an address wrote, None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def first_id_at(moment: datetime) -> uuid.UUID:
    """Below every UUIDv7 that was made at ``moment`` or later, so an index on ids is an index on times. Clocks of machines may differ by a moment."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & (2**48 - 1)) << 80)


def moment_of(identity: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, by the clock of its machine."""
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)
