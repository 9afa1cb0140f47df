"""What in a message speaks against a call: a question, a doubt, a condition, a denial, what others wish, what was or shall stay, and the opposite of the tool's verb."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds
from policies.provenance.language.foretelling import YOU, may
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Sentence, told_in
from policies.provenance.requests import asking
from policies.provenance.requests.requesting import asks_to_know, is_to_know
from policies.provenance.requests.vocabulary import same
from policies.provenance.wish import doubting, implying, stating
from policies.provenance.wish.heard import ENDING, Heard
from policies.provenance.wish.matching import THOUGHT
from policies.provenance.wish.telling import overlap, telling

_FIRST: Final = 2
_SHORT: Final = 3
_NEAR: Final = 4
"""Words behind a denial that it denies."""
_NONE: Final = words("no kein keine keinen aucun aucune ningún ninguna geen")
_HANGS: Final = words("provided providing unless assuming sofern vorausgesetzt pourvu condition mits tenzij")
_NO_WAY: Final = tuple(
    tuple(one.split())
    for one in [
        "out of the question",
        "no way",
        "no chance",
        "rather die",
        "ausgeschlossen",
        "kommt nicht in frage",
        "auf keinen fall",
        "hors de question",
        "ni hablar",
        "de ninguna manera",
        "uitgesloten",
        "geen sprake",
    ]
)
"""Refuses it in a set phrase."""
_ALWAYS: Final = ("siempre", "que")
_NOTHING: Final = words("nothing nobody nichts niemand rien personne nada nadie niets")
_PREFIXES: Final = ("un", "de", "dis", "ent", "des", "ont")
_BE: Final = words("is are was ist sind est sont es son is zijn")
_FINE: Final = words(
    "fine ok okay good great perfect best enough plenty gut besser prima recht bien parfait mieux perfecto mejor goed beste"
)
_KEEP: Final = words("keep keeping behalte behalten behaltet garde gardez garder conserva conserve mantén mantenga houd behoud")
_GIVE: Final = words(
    "send give get mail email print show schick schicke schicken gib geben sende envoyez envoie donnez mandadme envíame envíeme dame stuur geef"
)
_THEY: Final = words("somebody someone jemand quelqu'un alguien iemand he she they er sie il elle ils elles él ella ellos ellas hij zij ze")
_LETS: Final = words("can may should need needs")


def is_against(number: int, heard: Heard) -> bool:
    """Whether a sentence about the call speaks against it; against what cannot be taken back a report and what others will do as well."""
    sentence = heard.message.told[number]
    told, asks = told_in(sentence), heard.asks(number)
    if _has_been_answered(sentence, number, heard, asks=asks):
        return False
    meant = heard.own.deed.general | heard.own.deed.specific
    return (
        doubting.is_against(sentence, meant, asks=asks, unwanted=heard.takes_away)
        or _hangs_or_thinks(told, heard)
        or _stays_or_is_denied(sentence, heard)
        or _is_of_others(sentence, number, heard, asks=asks)
        or (number in heard.requested and not _NOTHING.isdisjoint(told))
        or _is_for_oneself(told, heard)
        or _only_tells(sentence, heard, asks=asks)
        or (heard.is_weighty and _is_told(sentence, number, heard, asks=asks))
    )


def is_refused(heard: Heard) -> bool:
    """Whether the message plainly speaks against the call: it denies or doubts it, makes it hang on something, or only asks for an answer."""
    told = [told_in(one) for one in heard.message.told]
    if any(doubting.only_wonders(one) or doubting.keeps_it(one) for one in told):
        return True
    return only_asks(heard) or any(
        is_against(number, heard) if heard.takes else _is_refused(number, heard) or (not heard.requested and _is_a_report(number, heard))
        for number in heard.core
    )


def _is_a_report(number: int, heard: Heard) -> bool:
    """Whether a sentence of a message that asks for nothing tells what others say, do or will do, or what was."""
    sentence = heard.message.told[number]
    asks = heard.asks(number)
    return not heard.turns_off and (
        _is_told(sentence, number, heard, asks=asks)
        or _is_of_others(sentence, number, heard, asks=asks)
        or _tells_what_was(sentence, heard)
        or stating.tells_otherwise(sentence)
    )


def _tells_what_was(sentence: Sentence, heard: Heard) -> bool:
    return any(map(heard.takes_up, sentence.items)) and not implying.PAST.isdisjoint(one.word for one in sentence.items if not one.kind)


def _is_refused(number: int, heard: Heard) -> bool:
    sentence = heard.message.told[number]
    told, asks = told_in(sentence), heard.asks(number)
    meant = heard.own.deed.general | heard.own.deed.specific
    return not _has_been_answered(sentence, number, heard, asks=asks) and (
        doubting.is_doubted(sentence, meant, unwanted=heard.takes_away)
        or doubting.is_question(sentence, asks=asks)
        or _hangs_or_thinks(told, heard)
        or _denies_a_value(sentence, told, heard)
        or _is_for_oneself(told, heard)
        or _stays(sentence, told, heard)
        or (_is_denied(sentence, told, heard) if not heard.takes_away else not _KEEP.isdisjoint(told))
        or _was_told(sentence)
        or _is_said_by_others(sentence)
        or not _NOTHING.isdisjoint(told)
    )


def _has_been_answered(sentence: Sentence, number: int, heard: Heard, *, asks: bool) -> bool:
    """A question that a look-up has answered, before what is asked for then."""
    return (
        heard.is_answered
        and sentence.mark == "?"
        and not asks
        and bool(heard.requested - {number})
        and (max(heard.requested) > number or not heard.brings(number))
    )


def _is_for_oneself(told: list[str], heard: Heard) -> bool:
    """ "Send me the form to cancel A-1": something about it is wanted, and not the deed; but of what sends or gives."""
    asked = (
        next(place for place in (at + 1, at + 2) if told[place : place + 1] and told[place] in clauses.ME)
        for at, one in enumerate(told)
        if one in _GIVE
        and clauses.ME.intersection([*told[at + 1 : at + 2], *(told[at + 2 : at + 3] if YOU.intersection(told[at + 1 : at + 2]) else ())])
    )
    if any(deeds(one) & heard.own.deed.specific for one in told[:1]):
        return False  # "block my card and send me a new one"
    return not heard.own.deed.specific & _GIVING and any(
        not (_SOMEBODY | _LONGER).intersection(told[at + 1 : at + 2]) and not _LONGER.intersection(told[at + 2 : at + 3]) for at in asked
    )


_LONGER: Final = words("another more until till extra noch bis mehr encore jusqu'à más otra otro hasta nog tot meer")
"""More time is wanted, and not a thing: "give me another half hour"."""


_SOMEBODY: Final = words("someone somebody anyone jemanden jemand wen quelqu'un alguien iemand in on off out up down")
"""Who is to come: "send me someone"; and "get me in"."""


_GIVING: Final = frozenset(("send", "share", "ship"))


def only_asks(heard: Heard) -> bool:
    """Whether what it says of the call asks for an answer, or it asks for nothing else, or says what is not wanted, which is a wish only where something is to end."""
    message = heard.message
    if any(doubting.wants_not(one) for one in message.told) and not heard.takes_away:
        return True
    wanted = [asks_for_an_answer(one) and not doubting.is_courtesy_with_values(one) for one in message.told]
    asks = any(not wanted[number] for number in heard.requested.intersection(heard.core))
    answers = [
        one for one, answer in zip(message.told, wanted, strict=True) if answer or (doubting.is_question(one, asks=False) and not asks)
    ]
    about = any(item.kind and heard.takes_up(item) for one in answers for item in one.items)
    return bool(answers) and ((about and not heard.is_answered) or not asks)


def asks_for_an_answer(sentence: Sentence) -> bool:
    """Whether it asks for an answer: in so many words, or with a word of questions at its head, whatever mark it ends with."""
    return is_to_know(told_in(sentence)) or asks_to_know(sentence)


def _hangs_or_thinks(told: list[str], heard: Heard) -> bool:
    """A condition in a word of its own, a verb of thinking at the head, something that may be, or the opposite of the tool's verb."""
    own = heard.own.words.heads | heard.own.words.name
    thinks = any(
        one in THOUGHT
        and not (one == "leave" and not _THERE.isdisjoint(told))
        and not any(same(one, head) for head in own)
        and not (heard.turns_off and deeds(one) & ENDING)
        for one in told[:_FIRST]
    )
    refused = any(tuple(told[at : at + len(one)]) == one for one in _NO_WAY for at in range(len(told)))
    return (
        refused
        or thinks
        or may(told)
        or not _HANGS.isdisjoint(told)
        or _ALWAYS in pairwise(told)
        or any(_is_opposite(one, heard) for one in told)
    )


_THERE: Final = words("behind under outside inside beside with by in at on")
"""Where something is to be left."""


def _is_opposite(word: str, heard: Heard) -> bool:
    """ "Uninstall" where the tool installs."""
    plain, verbs = bare(word), heard.own.words.heads | frozenset(asking.verbs_of(heard.own.tool))
    return any(
        plain.startswith(prefix) and len(plain) > len(prefix) + _SHORT and any(same(plain[len(prefix) :], one) for one in verbs)
        for prefix in _PREFIXES
    )


def _stays_or_is_denied(sentence: Sentence, heard: Heard) -> bool:
    """ "W-80 stays as it is", "keep 35", "French is not needed"; a radiator that stays cold is why somebody is to come."""
    told = told_in(sentence)
    worded = any(heard.words_up(item) for item in sentence.items if not item.kind)
    kept = any(
        (sentence.items[start].word in _KEEP or (heard.takes_away and not _KEEP.isdisjoint(told[start:end])))
        and any(heard.takes_up(item) for item in sentence.items[start:end])
        for start, end in sentence.parts
    )
    stays = (not worded and _stays(sentence, told, heard)) or ("staying" in told and heard.takes_away)
    return kept or stays or _describes(sentence, heard) or _denies_a_value(sentence, told, heard)


def _stays(sentence: Sentence, told: list[str], heard: Heard) -> bool:
    """Whether what is said to stay is the thing of the call, or "it": the phone number may, where the address changes."""
    return any(
        doubting.keeps(told[start:end]) and (doubting.keeps_it(told[start:end]) or any(map(heard.takes_up, sentence.items[start:end])))
        for start, end in sentence.parts
    )


def _describes(sentence: Sentence, heard: Heard) -> bool:
    """ "Random is only for jokes": tells of a choice of the call what it is, and not that it is fine."""
    return any(
        not sentence.items[start].kind
        and sentence.items[start + 1].word in _BE
        and heard.takes_up(sentence.items[start])
        and _FINE.isdisjoint(one.word for one in sentence.items[start + 2 : end])
        for start, end in sentence.parts
        if end - start > _FIRST
    )


def _denies_a_value(sentence: Sentence, told: list[str], heard: Heard) -> bool:
    """ "French is not needed": a denial behind a value of the call, in one part with it."""
    for at in range(len(told)):
        if (
            clauses.denies(sentence.items, at)
            and told[at] not in doubting.INSTEAD | doubting.LACKING
            and (told[at] not in _NONE or not _BE.isdisjoint(told[at - 1 : at]))  # "had no hot water"
            and not doubting.is_contrast(sentence, at, told)
        ):
            start = max(sentence.parts[sentence.part_of(at)][0], at - _NEAR)
            if any(heard.takes_up(item) and not heard.words_up(item) for item in sentence.items[start:at]):
                return True
    return False


def _is_of_others(sentence: Sentence, number: int, heard: Heard, *, asks: bool) -> bool:
    """ "Nora says P-14 should have 40 litres", "they let her use gate G-4": what somebody else says of a value, or does."""
    told = told_in(sentence)
    does = told[0] in _THEY | YOU and not _LETS.intersection(told[1:2])
    return _is_said_by_others(sentence) or (does and not (asks or heard.requested - {number}))


def _was_told(sentence: Sentence) -> bool:
    """ "The task was: ..."."""
    return any(before.word in implying.PAST and ":" in item.gap for before, item in pairwise(sentence.items))


def _is_said_by_others(sentence: Sentence) -> bool:
    return any(
        item.word in clauses.SAYING
        and (before.upper or before.kind or before.word in _THEY)
        and any(one.kind for one in sentence.items[at + 2 :])
        for at, (before, item) in enumerate(pairwise(sentence.items))
    )


def _only_tells(sentence: Sentence, heard: Heard, *, asks: bool) -> bool:
    """Where the message asks for nothing: the verb of the tool, what was, doubt, habit and thanks; and "the task was: ..." everywhere."""
    if _was_told(sentence):
        return True
    if asks or heard.requested:
        return False
    return _tells_what_was(sentence, heard) or heard.names_the_deed(sentence) or stating.tells_otherwise(sentence)


def _is_told(sentence: Sentence, number: int, heard: Heard, *, asks: bool) -> bool:
    """Whether it reports, speaks of what the house does or others will do, or denies a word of the tool."""
    told, requested = told_in(sentence), heard.requested
    theirs = not asks and (number in requested or not requested) and (stating.speaks_of_you(sentence, told) or stating.is_foretold(told))
    passing = bool(heard.own.deed.specific & _PASSING)
    said = [
        one
        for at, one in enumerate(told)
        if one in clauses.SAYING and not (passing and one in _PASS_ON and (at == 0 or told[at - 1] in _AND))
    ]
    reports = bool(said) and not asks_for_an_answer(sentence)
    return theirs or reports or _is_denied(sentence, told, heard)


_PASSING: Final = _GIVING | {"remind", "call"}
_PASS_ON: Final = words("say tell sag sage dis dites di dile dígale zeg")
"""What the tool shall say: "mail her and say that it has moved"."""
_AND: Final = words("and to please und et y en bitte")


def _is_denied(sentence: Sentence, told: list[str], heard: Heard) -> bool:
    return any(
        clauses.denies(sentence.items, at)
        and told[at] not in doubting.INSTEAD
        and (told[at : at + 2] == ["no", "means"] or overlap(telling(sentence.items[at + 1 : at + 1 + _NEAR]), heard.own.words.words))
        for at in range(len(told))
    )
