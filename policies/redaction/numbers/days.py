"""Days and months in digits, which numbers in groups must not be taken for."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = re.compile(r"(?:\d{1,2}[/.-])?\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}[/.-]\d{1,2}(?:[/.-]\d{1,2})?")
_LONGEST: Final = 31
_SHORT: Final = 2


def is_day(written: str) -> bool:
    """A day or a month with a year of four digits, in whichever order."""
    parts = re.split(r"\D", written) if _DAY.fullmatch(written) else []
    return bool(parts) and all(0 < int(part) <= _LONGEST for part in parts if len(part) <= _SHORT)
