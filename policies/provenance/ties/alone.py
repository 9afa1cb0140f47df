"""Arguments of a change where nobody but its requester and the house has said anything: the agent's reading of them. But for wordings and joined names, only of one that can be taken back.

A trace without any text of others has nobody in it who could want a target or an amount of their own. What is left to check is whether the agent has read right, so that figures, addresses, accounts, identifiers
and rights must still be said; a name may be longer than it was said ("Priscilla" for Priscilla Boone), a wording is the agent's own as long as its figures are the requester's, and a choice of which
they have named no other is the agent's (ADR 0021).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policies.provenance.language import clocks, numbers
from policies.provenance.language.common import COMMON, GUARDS, SENSITIVE, words
from policies.provenance.language.plain import bare, loose
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.types import Tool
from policies.provenance.values import arguments, carrying
from policies.provenance.values.tracing import Argument

_INDEX: Final = re.compile(r"\[\d+\]")
_POINTS: Final = re.compile(r"[@/\\_#<>=]|\w\.\w|https?:")
_NAMED: Final = 3
"""Words of a name."""
_ADDRESSED: Final = words(
    "account iban bic bank card wallet email mail phone url link address host webhook destination token path folder file street city"
)
_RIGHTS: Final = (SENSITIVE | GUARDS) - words("notify notification notifications alert alerts confirm confirmation auto all")
"""Told to those concerned, or all there is of what was named, takes and grants nothing."""


def is_reading(one: Argument, offered: Mapping[str, frozenset[str]], tool: Tool, trace: Trace) -> bool:
    """Whether an argument that no text holds may be what the agent has understood."""
    name = parts(_INDEX.sub("", one.path))
    if (
        one.why == "invented"
        and isinstance(one.value, str)
        and not _ADDRESSED.intersection(name[-1:])
        and _is_joined_name(one.value, trace)
    ):
        return True
    if (
        not trace.untrusted
        and one.why == "invented"
        and isinstance(one.value, str)
        and arguments.is_worded(_INDEX.sub("", one.path).rpartition(".")[2], one.value)
        and _is_wording(one, trace)
    ):
        return True
    if trace.untrusted or tool.irreversible is not False or one.why not in ("invented", "added") or _RIGHTS.intersection(name):
        return False
    if isinstance(one.value, bool):
        return tuple(name) != ("confirm",)
    offers = offered.get(_INDEX.sub("", one.path), frozenset())
    if offers:
        return bare(str(one.value).casefold()) in offers and not _RIGHTS.intersection(word_list(str(one.value).replace("_", " ")))
    if not isinstance(one.value, str) or not one.value.strip() or _ADDRESSED.intersection(name[-1:]) or _POINTS.search(one.value):
        return False
    return _is_longer_name(one.value, trace) or _is_wording(one, trace)


def _is_longer_name(value: str, trace: Trace) -> bool:
    """ "Ruby Danvers" where they said Ruby, or "Marian Holt" where they said Frau Holt."""
    told = word_list(value)
    large = all(word[:1].isupper() for word in value.split())
    return 1 < len(told) <= _NAMED and large and not any(map(str.isdigit, value)) and any(word in trace.asked_words for word in told)


def _is_joined_name(value: str, trace: Trace) -> bool:
    """ "Ruby Danvers" where they said Ruby, and the system calls them Danvers; beside look-ups as well."""
    told = word_list(value)
    return (
        _is_longer_name(value, trace) and all(word in trace.trusted_words for word in told) and not trace.untrusted_words.intersection(told)
    )


def _is_wording(one: Argument, trace: Trace) -> bool:
    """Several words, of which a part is theirs, no new figure, and each identifier in them trusted by itself."""
    told = [word for word in word_list(str(one.value)) if len(word) > _SHORT and word not in COMMON]
    own = [word for word in told if any(same(word, other) for other in trace.asked_words)]
    return (
        len(told) > 1
        and len(own) * _SHARE >= len(told)
        and not has_new_figure(str(one.value), trace)
        and all(piece.trusted for piece in carrying.examine(one.path, str(one.value), trace))
    )


_SHORT: Final = 2
_SHARE: Final = 4
"""One telling word in four is theirs."""


def has_new_figure(value: str, trace: Trace) -> bool:
    """Whether a wording has a figure that neither a trusted text has nor the year is."""
    known = {reading for text in trace.trusted for each in numbers.numbers(text.plain.text) for reading in each.readings}
    known |= {Decimal(day.year) for day in trace.todays}
    told = {(hour % 24, one.minute) for text in trace.trusted for one in clocks.clocks(text.plain.text) for hour in _hours_of(one)}
    plain = loose(value).text
    held = {place for one in clocks.clocks(plain) if (one.hour, one.minute) in told for place in range(one.start, one.end)}
    return any(not known.intersection(each.readings) and each.start not in held for each in numbers.numbers(plain))


def _hours_of(one: clocks.Clock) -> tuple[int, ...]:
    """ "At three" may be 15:00."""
    return (one.hour, one.hour + _HALF_A_DAY) if one.open and one.hour < _HALF_A_DAY else (one.hour,)


_HALF_A_DAY: Final = 12
