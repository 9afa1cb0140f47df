"""The day on which somebody leaves who said the nights they stay: Wednesday for "Monday and Tuesday night"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from policies.provenance.language import dates
from policies.provenance.language.common import ENDS, words
from policies.provenance.language.named import DAYS
from policies.provenance.language.plain import flat
from policies.provenance.reading import Text, Trace
from policies.provenance.requests.vocabulary import parts
from policies.provenance.ties import reckoned
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument

_LEAVING: Final = ENDS | words("checkout leave leaving leaves depart departing until abreise auszug salida vertrek")
_DAY: Final = "|".join(sorted((one for one in DAYS if len(one) > 4), key=len, reverse=True))
_DATED: Final = rf"(?:(?:{_DAY})|\d{{1,2}}(?:st|nd|rd|th|\.|e)?)"
_NIGHTS: Final = re.compile(
    rf"(?<![\w-])(?P<day>{_DAY})(?:[- ]?nights?|nacht|(?: por la)? noche)(?!\w)"
    rf"|(?<![\w-])(?:nights?|nuits?|noches?|nachten|nacht|nachte) (?:of |du |de |del |van |vom |von |am )?(?:the |de |den )?(?P<list>{_DATED}(?:,? ?(?:,|and|et|y|en|und|&) ?(?:the |du |de |del |van |den )?{_DATED}){{0,6}})(?!\w| (?:auf|op|a|al) )"
)
_STAY: Final = 8
"""Days within which one of the call's other days must lie."""


def is_leaving(one: Argument, days: frozenset[date], trace: Trace) -> bool:
    """Whether a day that stands in no text follows the last of the nights that the requester has named; ``days`` are the others of the call."""
    moment = tracing.moment(one.value) if isinstance(one.value, str) and one.why == "invented" and not one.spans else None
    if moment is None or moment[0] is None or moment[1] is not None or not _LEAVING.intersection(parts(one.path)):
        return False
    last = moment[0] - timedelta(days=1) if moment[0] > date.min else moment[0]
    near = not days or any(0 < (moment[0] - other).days < _STAY for other in days)
    return near and any(day.means(last, trace.todays) for text in trace.askers for day in _last_nights(text))


def _last_nights(text: Text) -> Iterator[dates.Day]:
    """The last night of a text that none of its sentences tells of what was."""
    told = [one for one in _NIGHTS.finditer(flat(text.plain.text)) if not reckoned.is_past(text, one.start())]
    for found in told[-1:]:
        start, end = found.span("day" if found["day"] else "list")
        named = [day for day in dates.days(text.plain.text) if start <= day.start < end]
        latest = max((day.start for day in named), default=0)
        yield from (day for day in named if day.start == latest)
