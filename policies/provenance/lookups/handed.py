"""A page that the requester has handed on the address of, and asks about.

For look-ups only: "what does it say on that page?" below a forwarded mail that links to it. Whoever steers an agent could have data go out by a choice among addresses, by what is added to one, by how it is written or by what
else is given along; so there must be one address in all that others have said, given as it stands there and alone, and it must be one that only shows something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from policies.provenance.language.common import words
from policies.provenance.language.concepts import NOT
from policies.provenance.reading import Trace
from policies.provenance.values.tracing import Argument

_SOURCES: Final = frozenset(("quoted", "forwarded", "attachment"))
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>()\[\]]+|www\.[^\s\"'<>()\[\]]+", re.IGNORECASE)
_PLAIN: Final = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/[A-Za-z0-9._~-]{0,40})*\Z")
_LONGEST: Final = 200
_PAGE: Final = words(
    "page pages site website link links linked url webpage homepage seite webseite internetseite lien página enlace sitio pagina"
)
"""Speaks of what stands there."""
_DOES: Final = words(
    "delete remove reset confirm pay unsubscribe subscribe shutdown reboot restart admin approve accept login logout signin token verify activate cancel order buy checkout track pixel click vote"
)
"""Parts of a path that may do something."""
_SPAM: Final = words("spam phishing scam fake betrug arnaque estafa oplichting")


def is_handed_on(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether ``one`` of a look-up's arguments is the one address that others have named, and the newest message of the requester, who handed it on, speaks of a page."""
    newest = next((text for text in reversed(trace.askers) if text.source == "requester"), None)
    if newest is None or not isinstance(one.value, str) or len(one.value) > _LONGEST or not _PLAIN.match(one.value):
        return False
    if any(other is not one and not other.trusted for other in found):
        return False
    told = [(text.source, each.rstrip(".,;:!?")) for text in trace.untrusted for each in _ADDRESS.findall(text.text)]
    if {each for _, each in told} != {one.value} or not all(source in _SOURCES for source, _ in told):
        return False
    said = frozenset(re.findall(r"[^\W\d_]+(?:'t)?", newest.text.casefold()))
    shows = _DOES.isdisjoint(re.findall(r"[a-z]+", urlsplit(one.value).path.lower()))
    return shows and not _PAGE.isdisjoint(said) and said.isdisjoint(NOT | _SPAM)
