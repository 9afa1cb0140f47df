"""What a statement of the requester implies where it names no deed: "Noah won't be in tomorrow", "22A for Hana Sato then".

Such a wish is weak, so much must hold at once. Nothing in the newest message is doubtful (a question, a condition, a report, what others will do); no word of
the tool's deed stands in it, since then the rules for plain wishes have decided; the call takes up every value the message names; the tool fits better than
any other the agent has; it ends, takes away and grants nothing; and no untrusted text can have been the idea of the call (``influence``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from policies.provenance.language import clauses
from policies.provenance.language.common import SENSITIVE, words
from policies.provenance.language.concepts import DECIDING, deeds, things
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, sentences
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import speakers
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.requesting import asks_to_know
from policies.provenance.types import Tool
from policies.provenance.values import tracing
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import influence, shapes
from policies.provenance.wish.matching import TAKING, THOUGHT, Known, common_words, known_of
from policies.provenance.wish.shapes import Shape
from policies.provenance.wish.stating import ABSENT, ADDING, AWAY, CHANGING, HOME, ILL, PRESENT, STAYS, Message, is_settled
from policies.provenance.wish.telling import overlap, telling

GRANTING: Final = SENSITIVE | words(
    "grant grants allow allows permit permits permission authorise authorises authorize authorizes authorisation unlock unlocks unblock entitle entitles release releases waive waives free share shares erlaubt berechtigt erteilt autorise autoriza"
)
_RISKY: Final = DECIDING | {"pay"}
_RENEWED: Final = words(
    "new now changed switched neu neue neuer neues nun geändert gewechselt nouveau nouvelle maintenant changé nuevo nueva ahora cambiado nieuw nieuwe nu veranderd called heißt wrong typo mess"
)
_CHOOSING: Final = words(
    "then works suits fine perfect please dann passt bitte alors convient parfait svp entonces vale perfecto favor dan past prima graag"
)
PAST: Final = words("""was were had came took went got arrived brought received happened delivered did
    war waren hatte hatten kam kamen ging gab wurde wurden geliefert était étaient avait arrivé arrivée reçu fue fueron llegó llegaron tuvo recibí
    kwam kwamen kreeg had werd werden geleverd""")  # fmt: skip
"""Tells of what has been, which asks for nothing but to be written down."""
_TODAY: Final = words("today tonight heute aujourd'hui hoy vandaag vanavond")
"""From when it is so, where the call does not need it."""
_KINDS: Final = {
    "phone": words("phone mobile telephone telefon tel telefono telefoon handy"),
    "mail": words("email mail"),
    "account": words("iban bank account konto compte cuenta rekening"),
}
"""What a value of a kind is called."""
_DEEPEST: Final = 6
_INDEX: Final = re.compile(r"\[\d+\]")


def asked(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """The newest message as one weak wish for this change, with the number of its text, where all of the above holds."""
    message = newest(trace)
    own = known_of(tool)
    if message is None or not found or not _is_harmless(own) or not all(one.trusted for one in found):
        return []
    if any(THOUGHT.intersection(item.word for item in one.items[:2]) or asks_to_know(one) for one in message.told):
        return []
    if TAKING & message.said and any(one.source.startswith("tool:") for one in found):
        return []  # who takes one of what is listed has said so plainly, or not
    if not (is_settled(message, own, found) and _takes_up_what_is_told(message, found) and influence.is_free(tool, found, trace)):
        return []
    if not _fits_best(message, own, [known_of(one) for one in tools if one.name != tool.name], found, trace):
        return []
    return [(message.text.number, Wish(own.deed.general | own.deed.specific, bare(message.items[0].word), message.scope))]


def newest(trace: Trace) -> Message | None:
    said = [one for one in trace.askers if one.text.strip()]
    if not said or said[-1].source != "requester" or speakers.names_one(said[-1].text):
        return None
    told = sentences(said[-1].text)
    return Message(said[-1], told) if told and sum(len(one.items) for one in told) <= LONGEST else None


LONGEST: Final = 80
"""Words and values of a message that implies one thing; a longer one tells more."""


def _is_harmless(own: Known) -> bool:
    """Whether it can be taken back, and ends, takes away, pays and grants nothing."""
    deed = own.deed.specific | own.deed.general
    told = own.words.heads | own.words.name
    return own.tool.irreversible is False and not deed & _RISKY and not told & GRANTING


# -- what the call takes up ---------------------------------------------------------------------------------------------------------------


def takes_up_all(tool: Tool, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether the call takes up all that those who may ask have said, and no untrusted text can have been its idea."""
    texts = [Message(one, sentences(one.text)) for one in trace.askers if one.text.strip()]
    return (
        bool(texts)
        and all(len(one.items) <= LONGEST and not left(one, found, small=True) and not leaves_a_name(one, found) for one in texts)
        and influence.is_free(tool, found, trace)
    )


def _takes_up_what_is_told(message: Message, found: Sequence[Argument]) -> bool:
    """Whether every value and every name of two words is part of the call, and the call takes something from this message."""
    return not left(message, found) and not leaves_a_name(message, found) and any(is_here(one, message) for one in found)


def left(message: Message, found: Sequence[Argument], *, small: bool = False) -> list[Item]:
    """Values that no argument takes up and that are not said to be left out; with ``small`` figures in words as well."""
    text = message.text
    return [
        one for one in message.items
        if one.kind and not (
            taken_by(one, text, found) or worded_by(one, text, found) or (not small and _is_small(one))
            or tracing.denied_at(text.text, one.start) or one.key in _TODAY or _is_of_day(one, message, found) or _names_the_day(one, message, found)
        )
    ]  # fmt: skip


def _is_small(item: Item) -> bool:
    return item.kind in ("number", "hour") and item.key.isalpha()


def _is_of_day(item: Item, message: Message, found: Sequence[Argument]) -> bool:
    """The figure of "Wednesday the 9th", whose day is taken up."""
    before = message.items[: message.items.index(item)]
    last = next((one for one in reversed(before) if one.word not in _THE), None)
    return item.kind == "number" and last is not None and last.kind == "day" and taken_by(last, message.text, found)


def _names_the_day(item: Item, message: Message, found: Sequence[Argument]) -> bool:
    """The weekday of "Friday the 26th", where the call has a 26th."""
    after = message.items[message.items.index(item) + 1 :]
    figure = next((one for one in after if one.word not in _THE), None)
    if item.kind != "day" or figure is None or figure.kind != "number":
        return False
    days = (moment[0] for one in found if one.trusted and (moment := tracing.moment(str(one.value))))
    return any(day is not None and str(day.day) == figure.key for day in days)


_THE: Final = ("the", "den", "le", "el", "de")


def leaves_a_name(message: Message, found: Sequence[Argument]) -> bool:
    """ "Maud Visser" in a message whose call names somebody else."""
    return bool(names_left(message, found))


def names_left(message: Message, found: Sequence[Argument]) -> list[tuple[Item, Item]]:
    """Pairs of words written large, of which the call takes up not both."""
    pairs = [pair for sentence in message.told if sentence.tongue != "de" for pair in pairwise(sentence.items[1:])]
    names = [(one, other) for one, other in pairs if _is_name(one, other)]
    behind = {one.start for one, _ in names}
    names = [(one, other) for one, other in names if not (one.word in _TITLES and other.start in behind)]  # "Professor Ian Abbot"
    return [pair for pair in names if not (taken_by(pair[0], message.text, found) or worded_by(pair[0], message.text, found))]


def _is_name(one: Item, other: Item) -> bool:
    return one.upper and other.upper and not (one.kind or other.kind or other.gap.strip())


_TITLES: Final = words(
    "mr mrs ms miss dr prof professor sir madam herr frau doktor monsieur madame mme mlle docteur señor señora sr sra doctor doctora profesor profesora meneer mevrouw dokter"
)
"""Belong to a name and may be left out of it."""


def is_here(one: Argument, message: Message) -> bool:
    return one.trusted and (
        any(span.trusted and span.trace == message.text.number for span in one.spans)
        or any(is_here(piece, message) for piece in one.pieces)
    )


# -- which tool is meant ------------------------------------------------------------------------------------------------------------------


def _fits_best(message: Message, own: Known, others: Sequence[Known], found: Sequence[Argument], trace: Trace) -> bool:
    shape = shapes.of(own.tool, found, trace.askers)
    said = telling(message.items) | _implied_words(message)
    said -= common_words(trace.askers, [own, *others])
    cues = _implied_deeds(message)
    ours = _score(said, own, cues)
    if not _is_spoken_of(message, own, ours, found) and not _is_only_one(message, others, shape, found):
        return False
    given = len({_INDEX.sub("", one.path) for one in found if not isinstance(one.value, bool)})
    open_ = _sized(own.tool) - given
    return not any(_beats(_score(said, one, cues), ours, one, shape, _sized(one.tool) - given - open_) for one in others)


def _is_spoken_of(message: Message, own: Known, ours: int, found: Sequence[Argument]) -> bool:
    """Whether the message has words of the tool, or a word of the kind of change it makes, or is itself what the tool writes down."""
    if PAST & message.said:
        return _is_written_down(message, found)
    many, told, cues = taken(found), own.deed.general | own.deed.specific, _implied_deeds(message)
    renewed = many > 0 and "update" in cues and ours > 1 and any(item.kind in _KINDS for item in message.items)
    cued = bool(cues) and (not told or bool(cues & told))
    return renewed or (many > 1 and (bool(ours) or cued)) or _is_written_down(message, found)


def _is_only_one(message: Message, others: Sequence[Known], shape: Shape, found: Sequence[Argument]) -> bool:
    """Whether the message asks by its form, and no other tool could take up the same values."""
    return message.is_asking and not PAST & message.said and taken(found) > 1 and not any(shape.fits(one.tool) for one in others)


def taken(found: Sequence[Argument]) -> int:
    """How many parameters have a value that a trusted text names."""
    named = (one for one in found if one.trusted and one.spans and one.source not in _NOBODY and not isinstance(one.value, bool))
    return len({one.path.partition("[")[0] for one in named})


def _is_written_down(message: Message, found: Sequence[Argument]) -> bool:
    """ "For EV-88: two guests are coeliac": most words of the message are those of a wording in the call."""
    told = {word for word in word_list(message.text.text) if len(word) > 3}
    return bool(taken(found)) and any(
        len(told & set(word_list(str(one.value)))) >= max(2, _MOSTLY * len(told))
        for one in found
        if one.source == "composed" or len(str(one.value).split()) > 3
    )


_MOSTLY: Final = 0.6
_NOBODY: Final = ("schema", "chosen", "composed")


def _beats(theirs: int, ours: int, other: Known, shape: Shape, more: int) -> bool:
    """Whether another tool takes up the same values and is spoken of as much, or is spoken of much more. ``more``: parameters it would leave open beside ours."""
    if shape.fits(other.tool):
        return theirs > ours or (theirs == ours and more <= 0)
    return theirs > ours + (1 if ours else 0)


def _score(said: frozenset[str], one: Known, cues: frozenset[str]) -> int:
    """How much of what is said or implied is the tool's: its name, its words, its things, its kind of change."""
    about = frozenset().union(*(things(word) for word in said if not deeds(word)))
    changes = bool(cues & (one.deed.general | one.deed.specific))
    return 2 * overlap(said, one.words.name) + overlap(said, one.words.words) + len(about & one.words.things) + changes


@lru_cache(maxsize=1024)
def _sized(tool: Tool) -> int:
    return _leaves(tool.parameters, 0)


def _leaves(schema: Any, depth: int) -> int:
    """How many values a call may hold."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return 0
    inner = schema.get("properties")
    if isinstance(inner, Mapping):
        return sum(_leaves(below, depth + 1) for below in inner.values())
    return _leaves(schema["items"], depth + 1) if isinstance(schema.get("items"), Mapping) else int(schema.get("type") != "boolean")


def _implied_words(message: Message) -> frozenset[str]:
    """Who is ill or not there is absent."""
    denied = any(
        clauses.denies(one.items, at) and PRESENT.intersection(item.word for item in one.items[at + 1 : at + 4])
        for one in message.told for at in range(len(one.items))
    )  # fmt: skip
    stays = bool(STAYS & message.said and HOME & message.said)
    away = bool(AWAY & message.said)
    return (ABSENT if denied or stays or away or ILL & message.said else frozenset()) | kinds_of(message)


def kinds_of(message: Message) -> frozenset[str]:
    """What the values of a message are called: who names a mail address has named a mail."""
    return frozenset(word for item in message.items for word in _KINDS.get(item.kind, ()))


def _implied_deeds(message: Message) -> frozenset[str]:
    """ "Instead" changes, "also" adds, "then" chooses."""
    found = set()
    if CHANGING & message.said and message.is_asking:
        found |= {"update"}
    if ADDING & message.said and message.is_asking:
        found |= {"create", "buy", "ship"}
    if _CHOOSING & message.said:
        found |= {"create", "book", "update"}
    if _RENEWED & message.said:
        found |= {"update"}
    return frozenset(found)
