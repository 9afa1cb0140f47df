"""What the requester is taken to wish where the agent has read nothing but their words and the system's.

Lists of verbs hold only so many of the ways in which people ask for things. Where a trace holds no untrusted text at all and every argument is what the requester or the system said, the agent's reading counts: a sentence of the newest message asks by any
form, and nothing in the message speaks against it. It does where it only asks to know, where a sentence about the call doubts, denies, reports, foretells or leaves open, where it names a value or another deed that the call leaves out, and where another tool
that could take the same values is spoken of more. What ends, pays, buys, grants or cannot be taken back needs a word of its tool, three values and no rival as well (ADR 0018).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.concepts import DECIDING, GENERAL
from policies.provenance.language.foretelling import may
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, Sentence
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import asking
from policies.provenance.requests.asking import Wish
from policies.provenance.requests.requesting import asks_to_know, is_to_know
from policies.provenance.requests.vocabulary import same
from policies.provenance.types import Tool
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import doubting, implying, shapes, stating
from policies.provenance.wish.matching import HEAVY, THOUGHT, Known, common_words, known_of
from policies.provenance.wish.stating import Message
from policies.provenance.wish.telling import overlap, telling


def asked(tool: Tool, tools: Sequence[Tool], found: Sequence[Argument], trace: Trace) -> list[tuple[int, Wish]]:
    """The newest message as a wish for this change, with the number of its text, where all of the above holds."""
    message = implying.newest(trace)
    own = known_of(tool)
    if (
        message is None
        or trace.untrusted
        or not all(_is_theirs(one) for one in found)
        or not any(implying.is_here(one, message) for one in found)
    ):
        return []
    core = [number for number, one in enumerate(message.told) if _speaks_of_it(one, number, message, own, found)]
    if not core or any(_is_against(message.told[number], number, message, own, found) for number in core):
        return []
    if (
        not any(_is_requested(number, message, own) for number in core)
        or _only_asks(message, own)
        or _leaves_out(message, found)
        or _leaves_a_name(message, found, trace)
    ):
        return []
    if not _is_best(message, own, [known_of(one) for one in tools if one.name != tool.name], found, trace):
        return []
    return [(message.text.number, Wish(own.deed.general | own.deed.specific, bare(message.items[0].word), message.scope))]


def _is_theirs(one: Argument) -> bool:
    """Trusted, and not because a look-up has told it: which of its records is meant is a reading of its own (``referring``)."""
    return one.trusted and not one.source.startswith("tool:")


def _is_requested(number: int, message: Message, own: Known) -> bool:
    sentence = message.told[number]
    was = implying.PAST.intersection(one.word for one in sentence.items)
    return (number in message.requested and (number in message.asks or not was)) or _is_polite(sentence, own)


def _speaks_of_it(sentence: Sentence, number: int, message: Message, own: Known, found: Sequence[Argument]) -> bool:
    """Whether a sentence asks for anything, names a value of the call or has a word of its tool."""
    taken = any(taken_by(item, message.text, found) or worded_by(item, message.text, found) for item in sentence.items)
    if taken or number in message.requested or _is_polite(sentence, own):
        return True
    return sentence.mark != "?" and bool(overlap(telling(sentence.items), own.words.words))


def _is_against(sentence: Sentence, number: int, message: Message, own: Known, found: Sequence[Argument]) -> bool:
    """A question, a condition, a report, a doubt, what was or will be, a denial of a word of the tool, or a wish to be told."""
    told = [one.word.replace("’", "'") for one in sentence.items]
    asks = number in message.asks or _is_polite(sentence, own)
    return (
        doubting.is_doubtful(sentence, own.deed.general | own.deed.specific, asks=asks)
        or _is_denied(sentence, told, own)
        or _denies_a_value(sentence, told, message, found)
        or (
            not asks and (stating.speaks_of_you(sentence, told) or (stating.is_foretold(told) and _names_a_value(sentence, message, found)))
        )
        or bool(THOUGHT.intersection(told[:_FIRST]))
        or may(told)
        or not (_HANGS | _NOTHING).isdisjoint(told)
        or any(_is_opposite(bare(one), own) for one in told)
    )


def _is_opposite(word: str, own: Known) -> bool:
    """ "Uninstall" where the tool installs."""
    verbs = own.words.heads | frozenset(asking.verbs_of(own.tool))
    return any(
        word.startswith(prefix) and len(word) > len(prefix) + _SHORT and any(same(word[len(prefix) :], one) for one in verbs)
        for prefix in _PREFIXES
    )


_PREFIXES: Final = ("un", "de", "dis", "ent", "des", "ont")
_NOTHING: Final = words("nothing nobody nichts niemand rien personne nada nadie niets")


def _is_denied(sentence: Sentence, told: Sequence[str], own: Known) -> bool:
    return any(
        clauses.denies(sentence.items, at)
        and told[at] not in doubting.INSTEAD
        and (told[at : at + 2] == ["no", "means"] or overlap(telling(sentence.items[at + 1 : at + 1 + _NEAR]), own.words.words))
        for at in range(len(told))
    )


def _leaves_out(message: Message, found: Sequence[Argument]) -> bool:
    """Whether the call leaves out a value: an identifier, an account, an address wherever it stands, a day or a figure beside a value that it takes up."""
    given = {word for one in found if one.trusted and isinstance(one.value, str) and " " in one.value for word in word_list(one.value)}
    rest = {item.start for item in implying.left(message, found, small=True) if item.word not in given and item.key not in given}
    for sentence in message.told:
        for start, end in sentence.parts:
            items = sentence.items[start:end]
            taken = any(taken_by(item, message.text, found) for item in items)
            if any(item.start in rest and (taken or item.kind not in _ASIDE) for item in items):
                return True
    return False


def _leaves_a_name(message: Message, found: Sequence[Argument], trace: Trace) -> bool:
    """Whether it names somebody whom the call does not, but for who signs or whom the system knows as the customer."""
    known = {word for text in trace.trusted if text.source == "system" for word in text.words}
    given = {word for one in found if one.trusted for word in word_list(str(one.value))}
    return any(
        not {one.word, other.word} <= known and not {one.word, other.word} <= given and not _is_signed(message, other)
        for one, other in implying.names_left(message, found)
    )


def _is_signed(message: Message, last: Item) -> bool:
    """Whether nothing stands behind it, and it stands on a line of its own or behind a comma."""
    before = message.text.text[: last.start].rstrip().rpartition(" ")[0].rstrip()
    return not message.text.text[last.end :].strip(" .!\n") and before[-1:] in (",", "", "\n", ".", "!")


_ASIDE: Final = ("day", "hour", "number")
"""May be said of something else: why one asks, and since when."""


def _names_a_value(sentence: Sentence, message: Message, found: Sequence[Argument]) -> bool:
    """Whether a sentence says a value of the call, and not only what a wording of it says."""
    return any(taken_by(item, message.text, found) and not worded_by(item, message.text, found) for item in sentence.items)


def _denies_a_value(sentence: Sentence, told: Sequence[str], message: Message, found: Sequence[Argument]) -> bool:
    """ "French is not needed": a denial behind a value of the call, in one part with it."""
    for at in range(len(told)):
        if clauses.denies(sentence.items, at) and told[at] not in doubting.INSTEAD:
            start = sentence.parts[sentence.part_of(at)][0]
            if any(taken_by(item, message.text, found) and not worded_by(item, message.text, found) for item in sentence.items[start:at]):
                return True
    return False


def _only_asks(message: Message, own: Known) -> bool:
    """Whether the message asks a question and for nothing to be done, or says what is not wanted, which is a wish only where something is to end."""
    asks = message.requested or any(_is_polite(one, own) for one in message.told)
    wanted = own.deed.specific & _ENDING
    return any((one.mark == "?" and not asks) or (doubting.wants_not(one) and not wanted) or _is_to_know(one) for one in message.told)


def _is_to_know(sentence: Sentence) -> bool:
    """Whether it asks for an answer: in so many words, or with a word of questions at its head, whatever mark it ends with."""
    told = [one.word.replace("’", "'") for one in sentence.items]
    return is_to_know(told) or asks_to_know(sentence)


def _is_polite(sentence: Sentence, own: Known) -> bool:
    """ "Could I switch to the other one?" asks for what is light, and to know about what is not."""
    told = [one.word.replace("’", "'") for one in sentence.items]
    return doubting.is_courtesy(told) or (
        not _is_weighty(own) and (doubting.is_courtesy_of_mine(told) or doubting.is_courtesy_of_a_thing(sentence))
    )


def _is_weighty(own: Known) -> bool:
    return bool(own.deed.specific & HEAVY) or own.tool.irreversible is not False


_ENDING: Final = frozenset(("cancel", "delete", "revoke", "close", "return"))


def _is_best(message: Message, own: Known, others: Sequence[Known], found: Sequence[Argument], trace: Trace) -> bool:
    """Whether no other tool that could take up the same values is spoken of more; who reads only is meant where the message has nothing of this one."""
    shape = shapes.of(own.tool, found, trace.askers)
    plain = telling(message.items) - common_words(trace.askers, [own, *others])
    said = plain | implying.kinds_of(message)
    wishes = asking.wishes_of(message.text.text, asking.verbs_of(own.tool)).all
    verbs = frozenset().union(*(one.deeds for one in wishes)) - GENERAL.keys()
    rivals = [one for one in others if shape.fills(one.tool)]
    ours = _score(said, own) + bool(verbs & own.deed.specific)
    worded = _score(plain, own) or verbs & own.deed.specific  # an account alone names no payment: it may be a receipt that is wanted
    if _is_weighty(own) and (rivals or not worded or _taken(found, message) < _SEVERAL):
        return False
    if own.deed.specific & DECIDING and any(
        one.deeds & own.deed.specific
        and asking.means_other(own.deed, own.words.words, one.scope, lambda item: taken_by(item, message.text, found))
        for one in wishes
    ):
        return False
    if not verbs & own.deed.specific and any(verbs & one.deed.specific for one in rivals):
        return False
    if not ours and _taken(found, message) < _BOTH and any(one.tool.writes is False for one in rivals):
        return False
    return not any(_score(said, one) + bool(verbs & one.deed.specific) > ours for one in rivals)


def _taken(found: Sequence[Argument], message: Message) -> int:
    """How many parameters take something from the message: a value, or words of it."""
    worded = (one for one in found if one.source == "composed" and isinstance(one.value, str))
    return implying.taken(found) + sum(
        len(message.text.words.intersection(word for word in word_list(one.value) if len(word) > _SHORT)) >= _BOTH for one in worded
    )


_SHORT: Final = 3


def _score(said: frozenset[str], one: Known) -> int:
    return 2 * overlap(said, one.words.name) + overlap(said, one.words.words)


_HANGS: Final = words("provided providing unless assuming sofern vorausgesetzt pourvu condition mits tenzij siempre")
_FIRST: Final = 2
_NEAR: Final = 4
"""Words behind a denial that it denies."""
_BOTH: Final = 2
_SEVERAL: Final = 3
"""Values of one message that make a call no other than the one it asks for."""
