"""What the requester has handed on with their message, and asks about: the code in a friend's mail, the page that it links to.

For look-ups only. A forwarded text that says "use HIKE40" or "everything is on https://walks.example/july" gives no order to the agent when its own reader asks "does this work?"; and an address
that is opened as it stands carries nothing out. Whatever a text adds to be sent along (a query, a fragment, a second word) is no such value.
"""

from __future__ import annotations

import re
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.reading import Trace
from policies.provenance.values.tracing import Argument

_SOURCES: Final = frozenset(("quoted", "forwarded", "attachment"))
_PLAIN: Final = re.compile(r"[^\s?&#=%@]{1,200}\Z")
_ABOUT: Final = words(
    """this that these those it here there below above attached attachment link linked page site website url mail email message letter text note sent says wrote customer
    dies diese dieser dieses das hier dort unten oben anhang angehängt seite mail nachricht brief schreibt geschrieben kunde steht
    ceci cela ça ce cette ici là dessous lien page site mail message lettre écrit client
    esto este esta eso aquí ahí abajo adjunto enlace página correo mensaje carta dice cliente
    dit deze dat hier daar onder bijlage link pagina mail bericht brief schrijft staat klant"""
)
"""Speaks of what was handed on."""


def is_handed_on(one: Argument, trace: Trace) -> bool:
    """Whether a value stands, as it is, in what the requester has handed on and in no other text of others, and their newest message speaks of that."""
    others = [span for span in one.spans if not span.trusted]
    newest = next((text for text in reversed(trace.askers) if text.source == "requester"), None)
    if newest is None or not others or not isinstance(one.value, str) or not _PLAIN.match(one.value):
        return False
    texts = {text.number: text.text for text in trace.untrusted}
    whole = all(span.source in _SOURCES and one.value.casefold() in texts.get(span.trace, "").casefold() for span in others)
    return whole and not _ABOUT.isdisjoint(re.findall(r"[^\W\d_]+", newest.text.casefold()))
