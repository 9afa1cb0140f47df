"""What the requester is presumed to wish, where nobody else can have steered the agent and nothing they say speaks against it.

Lists of verbs hold only so many of the ways in which people ask for things. Where every untrusted text of a trace is inert (or there is none) the agent's reading of its requester counts for what can be taken back, unless the newest message refuses it (``opposing.is_refused``), only asks to
know, names an identifier that the call does not take up, or a figure beside one that it does (``omitting``). Beside prose of others, for what ends or grants something beside any text of theirs, for what pays and for what cannot be taken back the message must have a word of the tool; the last
two take up all that was said, with nothing against them in any way, and beside prose the tool's verb (ADR 0019, ADR 0022).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, idioms
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import told_in
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import asking
from policies.provenance.requests.asking import Wish
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import implying, inert, influence, omitting, opposing, shapes
from policies.provenance.wish.heard import TAKING, Heard
from policies.provenance.wish.matching import Known, common_words, known_of
from policies.provenance.wish.telling import overlap, telling

_LONG: Final = 3


def presumed(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """The newest message as a wish for this change, with the number of its text, where all of the above holds."""
    message = implying.newest(trace)
    if message is None:
        return []
    heard = Heard(message, known_of(tool), found, trace)
    others = [known_of(one) for one in tools if one.name != tool.name and one.writes is not False]
    if not _may_be_read(heard, others) or _is_refused(heard) or not _fits(heard, others):
        return []
    meant = heard.own.deed.general | heard.own.deed.specific
    return [(message.text.number, Wish(meant, bare(message.items[0].word), message.scope))]


def _may_be_read(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether the message has something of the call, and nobody can have steered the agent."""
    return (heard.is_here or _is_spoken_of(heard, others)) and inert.is_inert(heard.own.tool, heard.trace)


def _is_refused(heard: Heard) -> bool:
    """Whether it is said not to be wished for, or another thing is."""
    if opposing.is_refused(heard) or omitting.leaves_an_identifier(heard) or omitting.leaves_a_figure(heard) or _takes_another(heard):
        return True
    if heard.takes and omitting.leaves_a_name(heard):
        return True
    return bool(heard.is_weighty or heard.trace.untrusted) and _means_another_thing(heard)


def _fits(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether no other tool is spoken of more, and this one is where much hangs on it or others have written prose."""
    if _is_more_spoken_of(heard, others):
        return False
    much = not heard.is_light or heard.pays
    prose = any(not influence.is_data(text, heard.own.deed.specific) for text in heard.trace.untrusted)
    if much and not (_is_plain(heard) and (not prose or _has_its_verb(heard, others))):
        return False
    return _is_spoken_of(heard, others) or _names_the_deed(heard) or not (much or prose or (heard.takes and heard.trace.untrusted))


def _has_its_verb(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether the message has the verb of the tool or what means the same, and not only the name of its thing: "staple file F-12" deletes none."""
    own = heard.own
    return bool(_verbs(heard) & own.deed.specific or overlap(_plain(heard, others), own.words.heads)) or _names_the_deed(heard)


def _names_the_deed(heard: Heard) -> bool:
    return any(heard.names_the_deed(heard.message.told[number]) for number in heard.requested.intersection(heard.core))


def _is_plain(heard: Heard) -> bool:
    """Whether all of it is theirs, the call takes up all that was said, and nothing speaks against it in any way."""
    if not all(_is_theirs(one, heard.trace) for one in heard.found) or omitting.leaves_a_value(heard) or omitting.leaves_a_name(heard):
        return False
    return not any(opposing.is_against(number, heard) for number in heard.core)


def _is_theirs(one: Argument, trace: Trace) -> bool:
    """Trusted, and not because a look-up has told it: which of its records is meant is a reading of its own (``referring``). A wording has no word that only others have said."""
    if not one.trusted or one.source.startswith("tool:"):
        return False
    told = {word for word in word_list(str(one.value)) if len(word) > _LONG} if one.source == "composed" else set()
    return not (told & trace.untrusted_words) - trace.trusted_words


def _is_spoken_of(heard: Heard, others: Sequence[Known]) -> bool:
    """ "Book it then": a word of the tool or of its deed, where nothing else of the call is said."""
    return bool(_score(_plain(heard, others), heard.own) or _verbs(heard) & heard.own.deed.specific)


def _takes_another(heard: Heard) -> bool:
    """Whether a request of the message ends, takes back or takes out something, and the tool does not, or does the opposite: "return 20 boxes" where it orders them."""
    told = heard.orders
    own = heard.own.deed.specific | (_AWAY if heard.own.deed.specific & _AWAY else frozenset())
    if heard.takes_in and any(not _OUT.isdisjoint(told_in(heard.message.told[number])) for number in heard.requested):
        return True  # "get him out of Ledger" where the tool grants
    against = {other for pair in _OPPOSED if pair & heard.own.deed.specific for other in pair} - heard.own.deed.specific
    if heard.turns_off:
        own |= _AWAY
    return not any(one.verb_of(heard.own) for one in told) and any(one.deeds & ((_TAKEN - own) | against) for one in told)


_AWAY: Final = frozenset(("cancel", "delete", "close", "revoke"))
"""Much the same to who asks for it: "you can drop R-7690" of a visit."""
_OUT: Final = words("out raus heraus hors sors sortez fuera saca sacad saque uit eruit")
_OPPOSED: Final = tuple(map(frozenset, (("buy", "sell"), ("pause", "resume"), ("create", "delete"), ("approve", "reject"))))
_TAKEN: Final = TAKING | {"return", "refund"}
"""Deeds that are never another's: "cancel plus on C-118" where the tool sets it."""


def _rivals(heard: Heard, others: Sequence[Known]) -> list[Known]:
    """Tools that could take up the same values."""
    shape = shapes.of(heard.own.tool, heard.found, heard.trace.askers)
    return [one for one in others if shape.fills(one.tool)]


def _is_more_spoken_of(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether the message has more words of another tool that could take up the same values."""
    plain, verbs = _plain(heard, others), _verbs(heard)
    ours, *theirs = (_score(plain, one) + bool(verbs & one.deed.specific) for one in (heard.own, *_rivals(heard, others)))
    return any(score > ours for score in theirs)


def _means_another_thing(heard: Heard) -> bool:
    own = heard.own
    wishes = asking.wishes_of(heard.message.text.text, asking.verbs_of(own.tool)).all
    return any(one.deeds & own.deed.specific and asking.means_other(own.deed, own.words.words, one.scope, heard.takes_up) for one in wishes)


def _plain(heard: Heard, others: Sequence[Known]) -> frozenset[str]:
    """Its words that not every tool of the agent has."""
    return telling(heard.message.items) - common_words(heard.trace.askers, [heard.own, *others])


def _verbs(heard: Heard) -> frozenset[str]:
    wishes = asking.wishes_of(heard.message.text.text, asking.verbs_of(heard.own.tool)).all
    together = (
        idioms([item.word for item in heard.message.told[number].items if not item.kind])
        for number in heard.requested
        if any(item.kind and heard.takes_up(item) for item in heard.message.told[number].items)
    )
    found = frozenset().union(*(one.deeds for one in wishes), *together) - GENERAL.keys()
    return found | (_AWAY if found & _AWAY else frozenset())


def _score(said: frozenset[str], one: Known) -> int:
    return 2 * overlap(said, one.words.name) + overlap(said, one.words.words)
