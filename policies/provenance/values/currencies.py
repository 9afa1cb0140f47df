"""Currencies as people write them: by a sign, a name or a code, and not another country's of the same name."""

from __future__ import annotations

import re
from typing import Final

from policies.provenance.language.plain import strict
from policies.provenance.reading import Text, Trace
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument

NAMES: Final = {
    "eur": ("€", "euro", "euros"),
    "usd": ("$", "dollar", "dollars", "dólares", "bucks"),
    "gbp": ("£", "pound", "pounds", "quid", "sterling", "pfund", "livres", "libras"),
    "chf": ("franken", "francs", "franc"),
}


def written(path: str, value: str, trace: Trace) -> Argument | None:
    """By its sign or its name, where who may ask has used no other; by the house's own texts where they have used none."""
    asked = [one for one in trace.askers if one.source != "system"]
    if not any(_signed(code, text) is not None for code in NAMES.keys() - {value.casefold()} for text in asked):
        for text in (*asked, *(trace.trusted if not any(value.casefold() in one.words for one in trace.trusted) else ())):
            if (place := _signed(value.casefold(), text)) is not None:
                return Argument(path, value, text.source, True, (tracing.Span(text.number, text.source, *place, True),))
    return None


def _signed(code: str, text: Text) -> tuple[int, int] | None:
    """Where a text has the sign or the name of a currency."""
    plain = strict(text.text)
    for one in NAMES[code]:
        for found in re.finditer(
            rf"(?<![^\W\d_]){re.escape(one)}(?![^\W\d_])" if one.isalpha() else rf"(?:(?<![^\W\d_])|(?<=us)){re.escape(one)}", plain.text
        ):
            if not (
                _FOREIGN.search(plain.text, 0, found.start()) or _FOREIGN_BEHIND.match(plain.text, found.end())
            ) and not tracing.denied_at(text.text, plain.span(*found.span())[0]):
                return plain.span(*found.span())
    return None


_FOREIGN: Final = re.compile(
    r"\b(?:canad\w*|kanad\w*|austral\w*|new zealand|neuseel\w*|hong kong|hongkong|singap\w*|taiwan\w*|namibi\w*|jamaic\w*|egypt\w*|ägypt\w*|leban\w*|liban\w*|sudan\w*|syri\w*|turkish|irish|falkland|gibraltar|cfa|belgi\w*|french|luxemb\w*|rwand\w*|congo\w*|cad|aud|nzd|hkd|sgd) \Z"
)
_FOREIGN_BEHIND: Final = re.compile(r" (?:cfa|of|pacifi\w*|canad\w*|austral\w*|belg\w*|congo\w*|rwand\w*)\b")
"""Of another country's money, or a weight."""
