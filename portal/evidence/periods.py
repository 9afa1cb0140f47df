"""Times as places in the order of ids: a UUIDv7 begins with its milliseconds, so an index on ids is an index on times."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID


def first_id_at(moment: datetime) -> UUID:
    """Below every id that was made at ``moment`` or later. Clocks of several machines may differ by a moment."""
    return UUID(int=(int(moment.timestamp() * 1000) & (2**48 - 1)) << 80)
