"""Whether a wish that uses a known word for the deed is for this very call: for its thing, with all that it names, and for no better tool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.scopes import FROM, Scope, is_determiner
from policies.provenance.language.sentences import sentences
from policies.provenance.reading import Text, Trace
from policies.provenance.requests import vocabulary
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.requesting import Request
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import shapes
from policies.provenance.wish.matching import SUBJECTS, AskedFor, common_words, known_of
from policies.provenance.wish.telling import overlap, telling

_CLEARLY: Final = 2
_TAKEN_UP: Final = frozenset(("code", "mail", "account", "link", "phone", "money", "day"))
_ONE: Final = words("one appointment booking meeting event visit slot termin rendez-vous cita reserva afspraak")
_TODAY: Final = words("today heute aujourd'hui hoy vandaag tonight")


def is_meant(tool: Tool, tools: Sequence[Tool], wish: Wish, text: Text, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether a plain wish is for this tool: for no other thing, with all that it names, and no other tool fits it better."""
    return not _is_anothers(tool, tools, wish) and _takes_up(wish, text, found) and not _is_rivalled(tool, tools, wish, text, found, trace)


def _is_anothers(tool: Tool, tools: Sequence[Tool], wish: Wish) -> bool:
    """Whether the same deed on the thing that the wish names is another tool's: "cancel the policy" is not for what cancels claims."""
    own = telling(wish.scope.items) - {wish.verb}
    if overlap(own, vocabulary.of(tool).words):
        return False
    rivals = [known_of(one) for one in tools if one.name != tool.name and one.writes is not False]
    return any(
        wish.deeds & (one.deed.specific or one.deed.general) and overlap(own, one.words.name) for one in rivals
    )  # fmt: skip


def _takes_up(wish: Wish, text: Text, found: Sequence[Argument]) -> bool:
    """Whether the call takes up every identifier, amount and day that the wish names; one that is left out asks for another call ("take me
    out of YOGA-07, I'm M-1", and M-1 is taken out of all). Of a list each may have a call of its own."""
    scope = wish.scope
    used = [taken_by(item, text, found) or worded_by(item, text, found) for item in scope.items]
    return all(
        taken or item.kind not in _TAKEN_UP or (item.kind == "link" and place < scope.own[0]) or _is_beside(scope, place) or tracing.denied_at(text.text, item.start) or _is_listed_with(scope, place, used)
        for place, (item, taken) in enumerate(zip(scope.items, used, strict=True))
    )  # fmt: skip


def _is_beside(scope: Scope, place: int) -> bool:
    """What is so now or was ("from Thursday", "that I placed on Monday", "today"): no part of what shall be."""
    item, before = scope.items[place], scope.items[scope.at + 1 : place]
    if item.kind in ("day", "money"):
        return (
            any(one.word in FROM for one in before[-3:])
            or any(one.word in SUBJECTS and not (one.word == "on" and scope.tongue != "fr") for one in before)
            or item.key in _TODAY
            or _is_its_name(scope, place)
        )
    return False


def _is_its_name(scope: Scope, place: int) -> bool:
    """ "Cancel the Friday one, T-5": a day that says which of them is meant, beside its number."""
    between, after = scope.items[scope.at + 1 : place], scope.items[place + 1 : place + 2]
    return (
        bool(between) and all(is_determiner(one.word, scope.tongue) for one in between)
        and any(one.word in _ONE for one in after) and any(one.kind == "code" for one in scope.items[place:])
    )  # fmt: skip


def _is_listed_with(scope: Scope, place: int, used: Sequence[bool]) -> bool:
    """Whether another of its kind is taken up that stands in a list with it, or nearer to the verb: which of them is meant, binding tells."""
    kind = scope.items[place].kind
    for other in (at for at, taken in enumerate(used) if taken and scope.items[at].kind == kind):
        low, high = sorted((place, other))
        between = scope.items[low + 1 : high + 1]
        listed = any(one.joins or "," in one.gap or not one.gap for one in between)
        if listed and all(one.word.split("'")[0] not in SUBJECTS or one.joins for one in between):
            return True
        if scope.at < other < place:
            return True
    return False


def _is_rivalled(tool: Tool, tools: Sequence[Tool], wish: Wish, text: Text, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether the words of a plain wish are rather those of another change that could take up the same values."""
    own, shape = known_of(tool), shapes.of(tool, found, trace.askers)
    rivals = [known_of(one) for one in tools if one.name != tool.name and one.writes is not False and shape.fits(one)]
    request = _request_of(wish, text)
    if not rivals or request is None:
        return False
    asked = AskedFor(text, request, wish.scope, common_words(trace.askers, [own, *rivals]))
    mine = asked.score(own)[0]
    return any(asked.score(one)[0] >= mine + _CLEARLY for one in rivals)


def _request_of(wish: Wish, text: Text) -> Request | None:
    at = wish.scope.items[wish.scope.at].start
    places = ((n, p) for n, one in enumerate(sentences(text.text)) for p, item in enumerate(one.items) if item.start == at)
    return next((Request(number, place, "asked") for number, place in places), None)
