"""What the requester is presumed to wish, where nobody else can have steered the agent and nothing they say speaks against it.

Lists of verbs hold only so many of the ways in which people ask for things. Where every untrusted text of a trace is inert (or there is none), and each argument of a call is what the requester or the system has said, or a choice, the agent's reading of
its requester counts, unless the newest message speaks against it (``opposing``), only asks to know, or names a value or somebody that the call leaves out (``omitting``). What can be taken back and takes up several values needs no more than that. Beside texts that are more
than data, for what moves money, and for what ends, grants or cannot be taken back and says little or decides, the message must have a word of the tool as well, and no other tool that could take up the same values may be spoken of more (ADR 0018, ADR 0019, ADR 0020).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import DECIDING, GENERAL, idioms
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import told_in
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import asking
from policies.provenance.requests.asking import Wish
from policies.provenance.types import Tool
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import implying, inert, influence, omitting, opposing, shapes
from policies.provenance.wish.heard import SEVERAL, TAKING, Heard
from policies.provenance.wish.matching import HEAVY, Known, common_words, known_of
from policies.provenance.wish.telling import overlap, telling
from policies.provenance.wish.urging import is_urged

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
    """Whether this tool may be meant, and not another: by its words where others have written more than data, where little was said, or where much hangs on it."""
    others = [known_of(one) for one in tools if one.name != heard.own.tool.name]
    deed, untrusted, several = heard.own.deed.specific, heard.trace.untrusted, heard.taken >= SEVERAL
    if not heard.is_here and not (heard.requested and _is_spoken_of(heard, others)):
        return False
    paid = _names_the_payment(heard)
    if not paid and (_takes_another(heard) or (deed & DECIDING and _means_another_thing(heard))):
        return False
    spoken = paid or _is_spoken_of(heard, others)
    if untrusted and not spoken:
        urged = is_urged(heard.own.tool, heard.found, heard.trace)
        if urged or _does_another(heard) or not all(influence.is_data(text, deed) for text in untrusted):
            return False
    if heard.is_light and several and not heard.pays and (heard.requested or spoken or not untrusted):
        return True
    if untrusted and not paid and (_does_another(heard) or not heard.requested.intersection(heard.core)):
        return False
    if untrusted or (heard.is_weighty and (not several or heard.pays or deed & DECIDING)):
        return _is_best(heard, others)
    return not _is_more_spoken_of(heard, [one for one in others if one.tool.writes is not False])


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


def _does_another(heard: Heard) -> bool:
    """Whether a request of the message has a verb that everybody knows, and that is none of the tool's."""
    told = heard.orders
    return not any(one.verb_of(heard.own) for one in told) and any(one.is_another(heard.own) for one in told)


_AWAY: Final = frozenset(("cancel", "delete", "close", "revoke"))
"""Much the same to who asks for it: "you can drop R-7690" of a visit."""
_OUT: Final = words("out raus heraus hors sors sortez fuera saca sacad saque uit eruit")
_OPPOSED: Final = tuple(map(frozenset, (("buy", "sell"), ("pause", "resume"), ("create", "delete"), ("approve", "reject"))))
_TAKEN: Final = TAKING | {"return", "refund"}
"""Deeds that are never another's: "cancel plus on C-118" where the tool sets it."""


def _is_best(heard: Heard, others: Sequence[Known]) -> bool:
    """Whether the message has a word of the tool or of its deed, and no tool that could take up the same values is spoken of more."""
    own, plain, verbs = heard.own, _plain(heard, others), _verbs(heard)
    rivals, spoken = _rivals(heard, others), _names_the_payment(heard)
    if _is_more_spoken_of(heard, others):
        return False
    if heard.takes and not (spoken or verbs & own.deed.specific or overlap(plain, own.words.heads)):
        return False  # "the mails for meter M-55" names no cutting off
    return bool(spoken or _score(plain, own) or verbs & own.deed.specific or _is_only_one(heard, rivals))


def _names_the_payment(heard: Heard) -> bool:
    """ "They need paying", "dem Kunden den Betrag zurückgeben": whether a request has the verb of a tool that pays or refunds, in any form."""
    asking_for_it = (
        heard.message.told[number]
        for number in heard.requested.intersection(heard.core)
        if not opposing.asks_for_an_answer(heard.message.told[number])
    )
    return bool(heard.own.deed.specific & _MONEY) and any(map(heard.names_the_deed, asking_for_it))


_MONEY: Final = frozenset(("pay", "refund"))


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


def _is_only_one(heard: Heard, rivals: Sequence[Known]) -> bool:
    """Whether no word of it is needed: it takes up several values, which no other tool could; beside texts of others more of them, by a request."""
    if rivals or heard.own.deed.specific & HEAVY or heard.taken < SEVERAL:
        return False
    return not heard.trace.untrusted or (bool(heard.requested) and heard.taken > SEVERAL)


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
