"""What the system has told about the requester, and who has asked to pass it on.

An agent knows the customer's account, birthday and address to do its work with. A note or a message that carries one of them is trusted only where the one who asks has spoken
of it by any name it has there. Where a text of others asks for something, that is so for every figure; else for long ones only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from policies.provenance.language.common import SECRET, words
from policies.provenance.language.concepts import things
from policies.provenance.language.scopes import LIGHT
from policies.provenance.reading import Trace, word_list
from policies.provenance.values import tracing
from policies.provenance.values.tracing import Argument, Span

_WHOLE: Final = 5
"""Characters of what is nobody's by chance."""
_FIGURES: Final = 2
_LONG_AGO: Final = 400
_LED: Final = 5
"""Words before a value that say what it is."""
_NEAR: Final = 60
_PROSE: Final = re.compile(r"(?:(?<![^\s\"'(])[^\W\d_A-Z][^\W\d_]*[\s,]+){4}")
"""Words written small, one behind the other."""
_GROUPED: Final = frozenset("0123456789 +-/()\xa0")
_NUMBER: Final = 7
"""Figures of a telephone number or an account; a day has eight, and is told by itself."""


def is_private(one: Argument, trace: Trace) -> bool:
    """Whether only the system's word about the requester holds the number or key, and nobody who asks has spoken of it."""
    told = str(one.value)
    own = [span for span in one.spans if span.trusted]
    if (
        not (one.trusted and own)
        or "@" in told
        or any(span.source != "system" for span in own)
        or all(text.source == "system" for text in trace.askers)
    ):
        return False
    figures = any(map(str.isdigit, told))
    telling = _is_telling(told, trace) or (
        figures and any(_is_secret(span, trace) or (not tracing.moment(told) and _is_of_a_number(span, trace)) for span in own)
    )
    return telling and not any(_is_spoken_of(span, trace) for span in own)


def _is_telling(told: str, trace: Trace) -> bool:
    moment = tracing.moment(told)
    figures = sum(map(str.isdigit, told))
    if len(told) >= _WHOLE and figures and not moment:
        return True
    return figures >= _FIGURES and not (moment and is_now(moment[0], trace)) and is_asked_for(trace)


def is_now(day: date | None, trace: Trace) -> bool:
    """An hour, or what may be today: a day of the system's text that is not long before another, or before the day of the call."""
    last = max((*trace.todays, *([trace.today] if trace.today else [])), default=None)
    return day is None or (last is not None and day in trace.todays and (last - day).days < _LONG_AGO)


def is_asked_for(trace: Trace) -> bool:
    """Whether a text of others asks for anything, or says anything at all in a whole sentence."""
    return any(_PROSE.search(text.text) or tracing.asks(text.text) for text in trace.untrusted)


def _is_of_a_number(span: Span, trace: Trace) -> bool:
    """Whether it is a group of a long number: "410" of "+353 86 410 2297"."""
    text = next(one.text for one in trace.trusted if one.number == span.trace)
    start = next((at + 1 for at in range(span.start - 1, -1, -1) if text[at] not in _GROUPED), 0)
    end = next((at for at in range(span.end, len(text)) if text[at] not in _GROUPED), len(text))
    return "\n" not in text[start:end].strip() and sum(map(str.isdigit, text[start:end])) >= _NUMBER


def _is_secret(span: Span, trace: Trace) -> bool:
    """Whether a word for what nobody may know leads it: "PIN 8802"."""
    text = next(one.text for one in trace.trusted if one.number == span.trace)
    return any(word in SECRET for word in _labels(text[max(0, span.start - _NEAR) : span.start]))


def _is_spoken_of(span: Span, trace: Trace) -> bool:
    """By a telling word that leads it in the system's text; not by the name of a person, which stands there and below every letter."""
    text = next(one.text for one in trace.trusted if one.number == span.trace)
    asked = frozenset().union(*(one.words for one in trace.askers if one.source != "system"))
    return any(word in asked and word not in _SMALL for word in _labels(text[max(0, span.start - _NEAR) : span.start]))


_SMALL: Final = (LIGHT - words("iban bic")) | words(
    "has have had was were will can is are hat wird ist sont est ont son está heeft zijn wordt not only"
)
"""Stands before any value and in any message: "the alarm code for the studio"."""


def _labels(before: str) -> Iterator[str]:
    for raw in re.split(r"[,;.]\s", before)[-1].split()[-_LED:]:
        for word in word_list(raw):
            if len(word) > 2 and word.isalpha() and (raw[0].islower() or raw.isupper() or things(word)):
                yield word
