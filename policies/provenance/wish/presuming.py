"""What the requester is presumed to wish, where nobody else can have steered the agent and nothing they say speaks against it.

Lists of verbs hold only so many of the ways in which people ask for things. Where every untrusted text of a trace is inert (or there is none), and each argument of a call is what the requester or the system has said, or a choice, the agent's reading of
its requester counts, unless the newest message speaks against it (``opposing``), only asks to know, or names a value or somebody that the call leaves out (``omitting``). Beside any untrusted text, and for what ends, grants or cannot be taken back, the message
must have a word of the tool as well, and no other tool that could take up the same values may be spoken of more (ADR 0018, ADR 0019).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language.concepts import DECIDING, GENERAL
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_telling
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import asking
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.requesting import requests
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import implying, inert, omitting, opposing, shapes
from policies.provenance.wish.heard import SEVERAL, TAKING, Heard
from policies.provenance.wish.matching import HEAVY, AskedFor, Known, common_words, known_of, reach
from policies.provenance.wish.telling import overlap, telling

_LONG: Final = 3


def presumed(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """The newest message as a wish for this change, with the number of its text, where all of the above holds."""
    message = implying.newest(trace)
    if message is None or not all(_is_theirs(one, trace) for one in found) or not inert.is_inert(tool, trace):
        return []
    heard = Heard(message, known_of(tool), found, trace)
    if any(opposing.is_against(number, heard) for number in heard.core) or opposing.only_asks(heard):
        return []
    if omitting.leaves_a_value(heard) or omitting.leaves_a_name(heard) or not _is_meant(heard, tools):
        return []
    meant = heard.own.deed.general | heard.own.deed.specific
    return [(message.text.number, Wish(meant, bare(message.items[0].word), message.scope))]


def _is_theirs(one: Argument, trace: Trace) -> bool:
    """Trusted, and not because a look-up has told it: which of its records is meant is a reading of its own (``referring``). A wording has no word that only others have said."""
    if not one.trusted or one.source.startswith("tool:"):
        return False
    told = {word for word in word_list(str(one.value)) if len(word) > _LONG} if one.source == "composed" else set()
    return not (told & trace.untrusted_words) - trace.trusted_words


def _is_meant(heard: Heard, tools: Sequence[Tool]) -> bool:
    """Whether this tool may be meant, and not another: by its words where much hangs on it, little was said or others have been read."""
    others = [known_of(one) for one in tools if one.name != heard.own.tool.name]
    if not heard.is_here and not (heard.requested and _is_spoken_of(heard, others)):
        return False
    if _does_another(heard):
        return False
    if heard.is_weighty and not heard.requested.intersection(heard.core):
        return False
    if not heard.requested and _says_more(heard) and not _is_spoken_of(heard, others):
        return False
    plain = not (heard.is_weighty or heard.trace.untrusted or heard.taken < SEVERAL)
    return plain or _is_best(heard, others)


def _says_more(heard: Heard) -> bool:
    """Whether a sentence about the call has words beside the values and what goes with any."""
    items = (item for number in heard.core for item in heard.message.told[number].items)
    return any(is_telling(item) and not item.kind and not (heard.takes_up(item) or heard.words_up(item)) for item in items)


def _is_spoken_of(heard: Heard, others: Sequence[Known]) -> bool:
    """ "Book it then": a word of the tool or of its deed, where nothing else of the call is said."""
    return bool(_score(_plain(heard, others), heard.own) or _verbs(heard) & heard.own.deed.specific)


def _does_another(heard: Heard) -> bool:
    """Whether a request of the message has a verb that everybody knows, and that is none of the tool's: "return 20 boxes" where it orders them."""
    told = [AskedFor(heard.message.text, one, reach(heard.message.told, one)) for one in requests(heard.message.text.text)]
    if not told or any(one.verb_of(heard.own) for one in told):
        return False
    if any(one.deeds & _TAKEN - heard.own.deed.specific for one in told):
        return True
    strict = heard.trace.untrusted or heard.own.deed.specific & HEAVY
    return bool(strict) and any(one.is_another(heard.own) for one in told)


_TAKEN: Final = TAKING | {"return", "refund"}
"""Deeds that are never another's: "cancel plus on C-118" where the tool sets it."""


def _is_best(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether the message has a word of the tool or of its deed, and no tool that could take up the same values is spoken of more."""
    own, plain, verbs = heard.own, _plain(heard, others), _verbs(heard)
    if heard.takes and not (verbs & own.deed.specific or overlap(plain, own.words.heads)):
        return False  # "the mails for meter M-55" names no cutting off
    if own.deed.specific & DECIDING and _means_another_thing(heard):
        return False
    shape = shapes.of(own.tool, heard.found, heard.trace.askers)
    rivals = [one for one in others if shape.fills(one.tool)]
    ours = _score(plain, own) + bool(verbs & own.deed.specific)
    if not ours and not _is_only_one(heard, rivals):
        return False
    return not any(_score(plain, one) + bool(verbs & one.deed.specific) > ours for one in rivals)


def _means_another_thing(heard: Heard) -> bool:
    own = heard.own
    wishes = asking.wishes_of(heard.message.text.text, asking.verbs_of(own.tool)).all
    return any(one.deeds & own.deed.specific and asking.means_other(own.deed, own.words.words, one.scope, heard.takes_up) for one in wishes)


def _is_only_one(heard: Heard, rivals: Sequence[Known]) -> bool:
    """Whether no word of it is needed: it takes up several values, which no other tool could; beside texts of others more of them, by a request."""
    if not (heard.trace.untrusted or heard.is_weighty):
        return heard.taken >= SEVERAL or not any(one.tool.writes is False for one in rivals)
    if rivals or heard.own.deed.specific & HEAVY or heard.taken < SEVERAL:
        return False
    return not heard.trace.untrusted or (bool(heard.requested) and heard.taken > SEVERAL)


def _plain(heard: Heard, others: Sequence[Known]) -> frozenset[str]:
    """Its words that not every tool of the agent has."""
    return telling(heard.message.items) - common_words(heard.trace.askers, [heard.own, *others])


def _verbs(heard: Heard) -> frozenset[str]:
    wishes = asking.wishes_of(heard.message.text.text, asking.verbs_of(heard.own.tool)).all
    return frozenset().union(*(one.deeds for one in wishes)) - GENERAL.keys()


def _score(said: frozenset[str], one: Known) -> int:
    return 2 * overlap(said, one.words.name) + overlap(said, one.words.words)
