"""Arguments that are trusted where every untrusted text is inert, though no text of the requester's says them word for word.

Who steers an agent wants a target or an amount of their own. Where nobody speaks to the agent (``inert``) what is left is the agent's reading of the requester: its wording
of what they said, a day that they named by its number, and a choice among what the schema offers. Each stays what it is called in the evidence, and a choice that has no word
of the requester's is no ground for what cannot be taken back (rule ``irreversible``).

Never freed: addresses, accounts, links, amounts of money and names that nobody who may ask has said, wordings with data in them, and flags that grant or reveal something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from policies.provenance.language import numbers
from policies.provenance.language.common import COMMON, SENSITIVE, words
from policies.provenance.language.concepts import NOT
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import values
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import vocabulary
from policies.provenance.requests.vocabulary import parts, same
from policies.provenance.ties import alone, nights, reckoned, slight
from policies.provenance.types import Tool
from policies.provenance.values import carrying, choices
from policies.provenance.values.taking import taken_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import inert

_INDEX: Final = re.compile(r"\[\d+\]")
_MARKED: Final = re.compile(r"[@/\\_#<>=]|\w\.\w|https?:")
"""What a path, an address or a key has."""
_PAID: Final = words(
    "account iban bic bank card wallet payee recipient beneficiary to from email mail phone url link address host webhook destination token"
)
_GRANTED: Final = words("permission permissions access grant public allowed consent share shared admin")
_COUNTED: Final = words("quantity qty count number copies items pieces units")
_DESCRIBED: Final = words(
    "currency unit units position title titel reference referenz method methode equipment documents document extras extra purpose category kategorie subject topic format style colour color size language kind type"
)
_NAMED_IN_WORDS: Final = words("reason cause purpose subject topic occasion activity event")
_PERSONS: Final = words("guests guest persons people adults party passengers travellers visitors attendees participants covers")
_TOLD: Final = words("notify inform tell remind")
_CONCERNED: Final = _TOLD | words(
    "customer customers guest guests attendees client user users tenant patient member parent owner host team sender recipient send by email sms mail me them"
)
_ON: Final = (("enabled",), ("active",), ("on",))
_TURNED_ON: Final = words(
    "on activate enable start an ein einschalten anschalten aktivieren aktiviere allume allumer activer activez active enciende encender activar activa aan inschakelen zet aanzetten"
)
_TURNED_OFF: Final = words(
    "off deactivate disable stop pause mute aus ausschalten abschalten deaktivieren deaktiviere éteins éteindre désactiver désactive couper apaga apagar desactivar desactiva uit uitschakelen uitzetten"
)
_SOON: Final = words("asap now immediately")
_WHEN: Final = words("at when time start deliver delivery schedule due")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[ '’,-]+[^\W\d_]+)*")
_MANY: Final = 10
_MOST: Final = 50
_SHARE: Final = 2
"""Thirds of its telling words that must be the requester's."""


def freed(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` with what can be nobody else's idea trusted."""
    if all(one.trusted for one in found) or not inert.is_inert(tool, trace):
        return tuple(found)
    offered = dict(vocabulary.offered_by(tool.parameters))
    days = reckoned.days_of(found)
    return tuple(one if one.trusted else _freed(one, days, offered, tool, trace) for one in found)


def decided(tool: Tool, found: Sequence[Argument], trace: Trace) -> tuple[Argument, ...]:
    """``found`` of a call that is plainly asked for, where nobody else has had a say: a choice that says how or why is what the requester's words come to, and
    what describes, or is the only one of its kind that they have named, may stand in another sentence than the wish."""
    stray = any(one.why == "elsewhere" for one in found)
    chosen = tool.irreversible is not False and any(one.source == "chosen" for one in found)
    if not (stray or chosen) or not inert.is_inert(tool, trace):
        return tuple(found)
    offered = dict(vocabulary.offered_by(tool.parameters))
    return tuple(_decided(one, found, offered, trace, chosen=chosen) for one in found)


def _decided(one: Argument, found: Sequence[Argument], offered: Mapping[str, frozenset[str]], trace: Trace, *, chosen: bool) -> Argument:
    if chosen and one.source == "chosen" and one.trusted and (_is_left_out(one) or _is_mild(one, offered, trace)):
        return replace(one, source="composed")
    if one.why == "elsewhere" and (_describes(one) or _is_only_code(one, found, trace)):
        return replace(one, trusted=True, why="")
    return one


def _is_left_out(one: Argument) -> bool:
    """A flag for more than was asked for that is not set: `express`, `gift_wrap`."""
    return one.value is False and bool(_MORE.intersection(parts(one.path)[:1]))


_MORE: Final = words("express gift extra close priority urgent instant include add attach")


def _describes(one: Argument) -> bool:
    """A unit, a title or a kind in words, that points at nobody and nothing."""
    name = parts(_INDEX.sub("", one.path))
    return (
        isinstance(one.value, str)
        and bool(_DESCRIBED.intersection(name[-1:]))
        and not any(map(str.isdigit, one.value))
        and not _MARKED.search(one.value)
    )


def _is_only_code(one: Argument, found: Sequence[Argument], trace: Trace) -> bool:
    """The one identifier of the requester's messages that no other argument takes."""
    if not isinstance(one.value, str) or not (any(map(str.isdigit, one.value)) and any(map(str.isalpha, one.value))) or " " in one.value:
        return False
    others = [other for other in found if other is not one]
    codes = [(text, item) for text in trace.askers for item in values(text.text) if item.kind == "code"]
    left = [item for text, item in codes if not taken_by(item, text, others)]
    return bool(left) and len(codes) <= _MOST and all(item.key.casefold() == one.value.casefold() for item in left)


def _is_mild(one: Argument, offered: Mapping[str, frozenset[str]], trace: Trace) -> bool:
    """A choice among offers that has a word of the requester's, and neither grants anything nor says how much."""
    if isinstance(one.value, bool) or bare(str(one.value).casefold()) not in offered.get(_INDEX.sub("", one.path), frozenset()):
        return False
    told = word_list(str(one.value).replace("_", " "))
    own = bool(choices.DESCRIBING.intersection(parts(one.path)[-1:])) or any(
        len(word) > 2 and same(word, other) for word in told for other in trace.asked_words
    )
    return own and not (SENSITIVE | slight.HOW_MUCH).intersection((*told, *parts(one.path)))


def _freed(one: Argument, days: frozenset[date], offered: Mapping[str, frozenset[str]], tool: Tool, trace: Trace) -> Argument:
    name = parts(_INDEX.sub("", one.path))
    if _is_choice(one, offered, name, trace) or _is_slight(one, name, trace):
        return replace(one, source="chosen", trusted=True, why="")
    if (
        reckoned.is_day(one, days, trace)
        or nights.is_leaving(one, days, trace)
        or reckoned.is_month(one, trace)
        or reckoned.is_figure(one, trace)
        or _is_no_grant(one, name)
        or _is_wording(one, name, trace)
        or alone.is_reading(one, offered, tool, trace)
    ):
        return replace(one, source="composed", trusted=True, why="")
    return one


def _is_choice(one: Argument, offered: Mapping[str, frozenset[str]], name: Sequence[str], trace: Trace) -> bool:
    """One of what the schema offers, of which the requester has spoken of none, where a look-up names several; or one of several that they named."""
    own = bare(str(one.value).casefold())
    offers = offered.get(_INDEX.sub("", one.path), frozenset())
    if isinstance(one.value, bool) or own not in offers or SENSITIVE.intersection((*name, *word_list(str(one.value).replace("_", " ")))):
        return False
    if one.why == "contrary":
        return "[" in one.path
    if one.why != "untrusted" or any(same(offer, bare(word)) for offer in offers for word in trace.asked_words):
        return False  # what the requester said of one of them has been read
    holders = [text for text in trace.untrusted if own in text.words or any(span.trace == text.number for span in one.spans)]
    return bool(holders) and all(text.source.startswith("tool:") and text.words & (offers - {own}) for text in holders)


def _is_wording(one: Argument, name: Sequence[str], trace: Trace) -> bool:
    """The agent's own words for what the requester said: two of three telling words are theirs, none is an untrusted text's, and no figure is new."""
    if one.why != "invented" or one.spans or not isinstance(one.value, str) or " " not in one.value.strip() or _MARKED.search(one.value):
        return False
    if (SENSITIVE | _PAID).intersection(name[-1:]) or not all(
        piece.trusted or piece.why == "invented" for piece in carrying.examine(one.path, one.value, trace)
    ):
        return False
    said = trace.asked_words
    told = [word for word in word_list(one.value) if len(word) > 2 and word not in COMMON]
    own = [word for word in told if any(same(bare(word), other) or (len(word) > 4 and other.startswith(word[:4])) for other in said)]
    if any(word in trace.untrusted_words and word not in said for word in told):
        return False
    return bool(own) and len(own) * 3 >= len(told) * _SHARE and not alone.has_new_figure(one.value, trace)


def _is_slight(one: Argument, name: Sequence[str], trace: Trace) -> bool:
    """What the agent has thought of by itself and neither points at anything nor says how much: a purpose in words, a count of persons, "as soon as possible", a flag that tells those concerned or turns on what is to be turned on."""
    if one.why != "invented" or one.spans:
        return False
    if isinstance(one.value, bool):
        return _is_plain_flag(one.value, name, trace)
    if isinstance(one.value, int):
        counted = bool(_PERSONS.intersection(name)) and 0 < one.value < _MANY
        return counted and not any(item.kind == "number" for text in trace.askers for item in values(text.text))
    if (
        not isinstance(one.value, str)
        or not 0 < len(one.value) <= _MOST
        or not _WORDS.fullmatch(one.value)
        or any(numbers.numbers(one.value))
    ):
        return False
    told = word_list(one.value)
    if _SOON.issuperset(told):
        return bool(_WHEN.intersection(name)) and not any(
            item.kind in ("day", "hour", "clock") for text in trace.askers for item in values(text.text)
        )
    return (
        bool(_NAMED_IN_WORDS.intersection(name[-1:]))
        and not SENSITIVE.intersection((*name, *told))
        and all(word in trace.asked_words or word not in trace.untrusted_words for word in told)
    )


def _is_plain_flag(value: bool, name: Sequence[str], trace: Trace) -> bool:
    """Whether those whom it concerns are told, which nobody denies, or something is on that is said to be turned on."""
    said = trace.asked_words
    if name and name[0] in _TOLD and _CONCERNED.issuperset(name):
        return not (value and NOT.intersection(said))
    return value and tuple(name) in _ON and bool(_TURNED_ON & said) and not (_TURNED_OFF | NOT) & said


def _is_no_grant(one: Argument, name: Sequence[str]) -> bool:
    """A permission that is not given; a count of one that only stands in a text of others as well."""
    return (one.value is False and bool(_GRANTED.intersection(name))) or (
        one.value == 1 and one.why == "untrusted" and isinstance(one.value, int) and bool(_COUNTED.intersection(name))
    )
