"""A day that follows from what the requester said without standing there: "the 22nd" is that of the weeks to come."""

from __future__ import annotations

import re
from typing import Final

from policies.provenance.reading import Trace
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument

_DAY: Final = re.compile(
    r"(?<!\w)(?:the|den|dem|der|am|zum|le|el|de|du|on|of|pour le)\s+(\d{1,2})(?:st|nd|rd|th|er|e|\.)?(?![\w:,/%-]|\.\d| [^\W\d_]+s\b)|(?<![\w.,:/-])(\d{1,2})(?:st|nd|rd|th|er|e)(?!\w)",
    re.IGNORECASE,
)
_AHEAD: Final = 62
"""Days ahead that a day of no month may lie."""


def is_told(one: Argument, trace: Trace) -> bool:
    """Whether a day that stands in no text is one that the requester has named by its number."""
    moment = tracing.moment(one.value) if isinstance(one.value, str) and one.why == "invented" and not one.spans else None
    if moment is None or moment[0] is None or moment[1] is not None:
        return False
    ahead = any(0 <= (moment[0] - today).days <= _AHEAD for today in trace.todays)
    said = {int(one[1] or one[2]) for text in trace.askers for one in _DAY.finditer(text.plain.text)}
    return ahead and moment[0].day in said
