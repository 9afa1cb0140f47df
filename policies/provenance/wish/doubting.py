"""Whether a sentence of the requester may not be acted upon: a question, a condition, a refusal, a report, a plan, somebody else's wish.

The counterpart of reading wishes: what only stands in such a sentence was named to tell it apart from what is asked for (``contested``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.concepts import deeds
from policies.provenance.language.foretelling import SELF
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_determiner
from policies.provenance.language.sentences import VALUE, Sentence, told_in
from policies.provenance.requests.requesting import INFORM
from policies.provenance.wish.stating import OPENERS, is_polite

_OTHERS_WISH: Final = words(
    """wants wanted wishes intends plans insists begs begging demands demanded suggests suggested proposes proposed keeps hopes thinks thought expects nags nagging claims claimed texting reckons pushes urges tells
    möchte wollte verlangt fordert schlägt meint hofft bittet besteht
    veut voudrait voulait propose demande exige insiste pense espère prétend
    quiere quería querría propone pide exige insiste piensa espera pretende
    wil wilde vraagt eist stelt meent hoopt denkt vindt"""
)
_PLANS: Final = words(
    """considering principle thinking wondering curious hypothetically theoretically tempted undecided imagine suppose supposing maybe perhaps might
    überlege prinzipiell grundsätzlich überlegen überlegt vielleicht eventuell theoretisch angenommen
    envisage principe réfléchis peut-être éventuellement hypothétiquement
    pienso principio pensando quizás quizá hipotéticamente
    overweeg principe misschien wellicht eventueel stel"""
)
_STAYS: Final = words("stays remains unchanged untouched alone bleibt bleiben reste restent queda quedan blijft blijven staan stehen")
_LEAVE: Final = words("leave keep let lass lassen laisse laissez garde gardez deja deje dejad laat houd")
INSTEAD: Final = words("instead rather statt anstatt stattdessen plutôt")
_NEVER_DONE: Final = words(
    "can't cannot couldn't won't wouldn't didn't doesn't isn't wasn't aren't weren't haven't hasn't hadn't don't ain't cant wont didnt doesnt isnt"
)
"""Says what is not so, or what somebody is not able to; "don't" may be an order and is read by what follows."""
_REFUSED: Final = words(
    """do want need like wish agree agreed accept approve decide decided decide sure touch change cancel send book pay move order delete remove refund close block issue give let make take go
    anything something yet"""
)
_SURE: Final = words("about nearly almost tried trying")
"""Doubtful before a deed, but not of what is so ("I'm nearly out of it")."""
_WANT: Final = words(
    "will wollen möchte möchten soll sollen darf veux voulons voudrais souhaite faut quiero queremos deseo wil willen wens moet mag mogen"
)
_NEAR: Final = 4


def is_doubtful(sentence: Sentence, meant: frozenset[str], *, asks: bool) -> bool:
    """``meant`` are the concepts of the deed; ``asks``: a word in it asks ("could you", "please")."""
    told = told_in(sentence)
    return bool(clauses.SAYING.intersection(told)) or keeps(told) or is_against(sentence, meant, asks=asks)


def is_against(sentence: Sentence, meant: frozenset[str], *, asks: bool, unwanted: bool = False) -> bool:
    """The same but for reports and for what stays: whoever says what they have read or been told may wish it none the less. ``unwanted``: the deed takes away what is not wanted."""
    return is_question(sentence, asks=asks) or is_doubted(sentence, meant, unwanted=unwanted)


def is_question(sentence: Sentence, *, asks: bool) -> bool:
    """A question without a word that asks for something."""
    told = told_in(sentence)
    if sentence.mark != "?" or asks or tuple(told[-_TAIL:]) in _TAILS or is_courtesy(told):
        return False
    reported = _asks_about(sentence) or bool(clauses.SAYING.intersection(told))
    return reported or not any(is_courtesy(told[start:end]) for start, end in sentence.parts)


_TAIL: Final = 2
_TAILS: Final = frozenset((("would", "you"), ("could", "you"), ("can", "you"), ("will", "you")))
""" "Move it to Monday, would you?" asks for it."""


def is_doubted(sentence: Sentence, meant: frozenset[str], *, unwanted: bool = False) -> bool:
    """The same but for questions: a condition, a plan, a doubt, what others wish, a denial."""
    told = told_in(sentence)
    if clauses.is_conditional(sentence) and not clauses.is_polite(sentence):
        return True
    if _PLANS.intersection(told) or (clauses.UNSURE - _SURE).intersection(told):
        return True
    return _is_others(told) or any(_refuses(sentence, at, told, meant, unwanted=unwanted) for at in range(len(told)))


def wants_not(sentence: Sentence) -> bool:
    """ "I don't want to file a claim", "je ne veux pas déclarer": what is not wanted, where nothing else is said to be ("I don't want to wait, please ...")."""
    told = told_in(sentence)
    return any(
        clauses.denies(sentence.items, at)
        and bool(SELF.intersection(told[max(0, at - _NEAR) : at + 1]))
        and bool((_WANT | _WISHES).intersection(told[max(0, at - 2) : at + 2]))
        for at in range(len(told))
    )


_WISHES: Final = words("want wish need veux voulons quiero queremos")


def is_courtesy(told: Sequence[str]) -> bool:
    """ "Can we keep it", "could it come on Tuesday instead": a question that asks for something; "can I cancel it" and "can an order be cancelled" ask to know."""
    at = next((at for at, one in enumerate(told[:_OPENING]) if one in _MODAL or one.split("-")[0] in _MODAL), None)
    if at is None or OPENERS.intersection(told[:at]) or (INFORM.intersection(told[at + 1 : at + 1 + _NEAR]) and "come" not in told):
        return False
    whom = told[at].partition("-")[2] or (told[at + 1] if at + 1 < len(told) else "")
    if told[at] == "would" and whom == "it":
        return False  # "would it be rude to"
    if told[at] in _PUEDEN and not _CLITICS.isdisjoint(told[max(0, at - 1) : at]):
        return True  # "me pueden poner"
    return whom in _WHOM or (whom in _ONESELF and is_polite(list(told)))


_CLITICS: Final = words("me nos le les")
_PUEDEN: Final = words("puede puedes pueden podéis podría podrías podríais podrían")


def only_wonders(told: Sequence[str]) -> bool:
    """ "I only ask", "nur mal gefragt", "juste pour savoir"."""
    return any(pair in _WONDERS for pair in pairwise(told))


_WONDERS: Final = frozenset(
    (one, other)
    for one, others in (
        ("only", "ask asking wondering curious"),
        ("just", "ask asking wondering curious"),
        ("nur", "gefragt neugierig wissen"),
        ("mal", "gefragt"),
        ("pour", "savoir"),
        ("solo", "pregunto quiero"),
        ("por", "saber"),
        ("alleen", "weten"),
        ("gewoon", "benieuwd"),
    )
    for other in others.split()
)


def is_of_oneself(told: Sequence[str]) -> bool:
    """ "Can I", "kann ich"."""
    return any(one in _MODAL and other in _ONESELF for one, other in pairwise(told[:_OPENING])) or any(
        one.partition("-")[2] in _ONESELF for one in told[:_OPENING] if "-" in one
    )


def is_courtesy_of_mine(told: Sequence[str]) -> bool:
    """ "Could I switch to M", "pourrais-je passer à M": a question about oneself that asks politely; "can I" asks to know."""
    at = next((at for at, one in enumerate(told[:_OPENING]) if one in _COULD or one.split("-")[0] in _COULD), None)
    if at is None or OPENERS.intersection(told[:at]) or INFORM.intersection(told[at + 1 : at + 1 + _NEAR]):
        return False
    return (told[at].partition("-")[2] or (told[at + 1] if at + 1 < len(told) else "")) in _ONESELF


def is_courtesy_with_values(sentence: Sentence) -> bool:
    """ "Can I see Dr Sethi on Monday the 16th at 9.20?": what one asks to be allowed so exactly one wishes for."""
    told = told_in(sentence)
    at = next((at for at, one in enumerate(told[:_OPENING]) if one in _CAN or one.split("-")[0] in _CAN), None)
    if (
        at is None
        or OPENERS.intersection(told[:at])
        or INFORM.intersection(told[at + 1 : at + 1 + _NEAR]) - {"see"}
        or _asks_about(sentence)
    ):
        return False
    if not _RECEIVED.intersection(told[at + 1 : at + 2 + _NEAR] if told[at] in _VERB_NEAR else told):
        return False
    around = [*told[max(0, at - 1) : at], told[at].partition("-")[2] or (told[at + 1] if at + 1 < len(told) else "")]
    mine = not (_ONESELF | {"we", "wir", "nous", "wij", "on"}).isdisjoint(around)
    return mine and sum(one.kind in ("day", "hour", "clock", "number", "money") for one in sentence.items) >= _TWO


_CAN: Final = words("can kann können puis puis-je peux pouvons puedo podemos kan kunnen")
_ASKS_ABOUT: Final = words(
    """or without problem what how why which when cost costs price prices wait theory only oder ohne was wie warum welche welcher wann kostet kosten preis theoretisch nur ou sans problème combien pourquoi comment quel quelle coûte prix seulement ne
    o sin problema cuánto cuánta por-qué cómo cuál cuesta precio sólo of zonder probleem wat hoe waarom welke wanneer kost kosten prijs alleen"""
)
"""Asks which of two, or what it costs: "... or is that a problem", "... without paying"."""


def _asks_about(sentence: Sentence) -> bool:
    """English "of" joins, Dutch "of" asks which."""
    told = _ASKS_ABOUT.intersection(told_in(sentence))
    return bool(told - {"of"}) or ("of" in told and sentence.tongue == "nl")


_VERB_NEAR: Final = words("can puis puedo podemos")
"""The verb comes soon; in German, Dutch and behind "puis-je" it may end the sentence."""
_RECEIVED: Final = words(
    """see have get keep come book stay split switch change move extend collect pick join sehen haben bekommen behalten kommen buchen bleiben wechseln verschieben verlängern abholen
    avoir voir venir réserver rester changer passer prolonger ver tener venir reservar quedarme quedarnos cambiar pasar ampliar zien krijgen hebben komen boeken blijven wisselen wijzigen verlengen ophalen"""
)
"""What one does only where the house lets one."""
_TWO: Final = 2


def is_courtesy_of_a_thing(sentence: Sentence) -> bool:
    """ "Can T-8 come in on Friday at 10", "kan die naar woensdag, 10 uur": a question that begins so and names several values, or says where something shall go, says what shall be."""
    told = [one.word for one in sentence.items]
    at = next((at for at, one in enumerate(told[:_OPENING]) if one in _MODAL), None)
    if at is None or SELF.intersection(told[at + 1 : at + 2]) or OPENERS.intersection(told[:at]) or _asks_about(sentence):
        return False
    if told[at + 3 : at + 4] and told[at + 3] in _ABOUT and is_determiner(told[at + 1], sentence.tongue):
        return False  # "can the money for A-12 be moved"
    values = sum(bool(one.kind) for one in sentence.items)
    if at == 0 and sentence.mark == "?" and values >= _SEVERAL:
        return True
    thing = is_determiner(told[at + 1], sentence.tongue) if at + 1 < len(told) else False
    if not _ABOUT.isdisjoint(told[at:]):
        return False
    goes = any(one in _GOES and other in _THERE for one, other in pairwise(told[at + 1 :])) or told[at + 2 : at + 3] == ["naar"]
    return thing and goes and values >= 1 and not INFORM.intersection(told)


_ABOUT: Final = words("for of about regarding für über wegen pour concernant sobre voor over")
_GOES: Final = words("go come be move moved set put changed forwarded sent switched transferred")
_THERE: Final = words("to on at in over through onto from")


_COULD: Final = words("could may könnte dürfte pourrais podría zou mag")
_SEVERAL: Final = 3
_OPENING: Final = 6
_MODAL: Final = words(
    "can could will would may might kann könnte können könnten kannst könntest würden würdest puis peut pourrait pouvez pourriez peux pourrais pouvons puedo puede puedes podría podrías podéis podríais podemos pueden podrían kan kunnen kunt kun zou zouden mag wil wilt willen"
)
_WHOM: Final = words(
    "you we it they someone somebody sie du ihr wir es jemand vous nous on tu quelqu'un u je jullie we het iemand usted ustedes"
)
"""Who is asked to do it, and what is asked to be so."""
_ONESELF: Final = words("i ich je yo ik")


def _is_others(told: Sequence[str]) -> bool:
    wished = any(
        one in _OTHERS_WISH
        and not SELF.intersection(part.split("'")[0] for part in told[max(0, at - 2) : at + 2])
        and not (one in _NOUNS and at and told[at - 1] in _A and not _OF_ANOTHER.intersection(told[at + 1 : at + 2]))
        and (one not in _KEEPS or not _KEPT_ON.isdisjoint(told[at + 1 : at + 2]))
        for at, one in enumerate(told)
    )
    return wished or any(
        other == "would" and one not in SELF | {"you", "that", "it", "this", "and", "but", VALUE} and at < _NEAR
        for at, (one, other) in enumerate(pairwise(told))
    )


_A: Final = words("a an une my our ma notre")
_OF_ANOTHER: Final = words("of de du d'")
_NOUNS: Final = words("demande plans claims hopes")
"""Wish for nothing behind an article: "créer une demande"."""
_KEEPS: Final = words("keeps keep")
_KEPT_ON: Final = words(
    "asking saying telling nagging begging wanting pushing demanding insisting suggesting texting claiming hoping urging calling on to"
)
"""What somebody keeps doing who wants something: "it keeps dripping" wishes for nothing."""


def keeps(told: Sequence[str]) -> bool:
    """ "Leave A-1 as it is", "laat die afspraak staan"."""
    return bool(_STAYS.intersection(told)) or (bool(_LEAVE.intersection(told[:2])) and "as" in told)


def keeps_it(told: Sequence[str]) -> bool:
    """ "It stays", "leave that": the pronoun stands beside the verb."""
    return any((one in _IT and other in _STAYS) or (one in _STAYS | _LEAVE and other in _IT) for one, other in pairwise(told))


_IT: Final = words("it this that them these those all everything es sie das alles ça cela tout lo los las eso todo het ze dat dit alles")


def _refuses(sentence: Sentence, at: int, told: Sequence[str], meant: frozenset[str], *, unwanted: bool) -> bool:
    """A denial of the deed, of any doing, or of wanting it; not of what is so ("it won't turn off")."""
    if not clauses.denies(sentence.items, at) or told[at] in INSTEAD:
        return False
    near = told[at + 1 : at + 1 + _NEAR]
    if _passes_on(sentence, at, told) or _HASTE.intersection(told[max(0, at - 2) : at + 3]) or is_contrast(sentence, at, told):
        return False
    if any(deeds(bare(one)) & meant for one in near):
        return True
    if unwanted or told[at] in LACKING:
        return False
    if sentence.tongue == "en" or told[at] in _NEVER_DONE:
        return (
            told[at] not in _NO_ORDER
            and bool(_REFUSED.intersection(near[:3]))
            and (not _is_of_what_is_so(told, at) or bool(SELF.intersection(told[max(0, at - 2) : at])) or "be" in near)
        )
    start, end = sentence.parts[sentence.part_of(at)]
    return bool(_WANT.intersection(told[start:end])) or any(
        one.kind and one.kind not in ("day", "hour") for one in sentence.items[start:end]
    )


def _is_of_what_is_so(told: Sequence[str], at: int) -> bool:
    """ "He cannot", "he can not", "it won't"."""
    return told[at] in _NEVER_DONE - {"don't"} or (told[at] == "not" and not _ABLE.isdisjoint(told[max(0, at - 1) : at]))


_ABLE: Final = words("can could will would does did is was are were has have")


def is_contrast(sentence: Sentence, at: int, told: Sequence[str]) -> bool:
    """ "Another one, not a discount", "niet naar de Coupure maar naar mijn zoon": what it shall not be, beside what it shall."""
    rest = told[at + 1 :]
    stop = next((place for place, one in enumerate(rest) if one in _BUT or "," in sentence.items[at + 1 + place].gap), len(rest))
    named, instead = rest[:stop], stop < len(rest) and rest[stop] in _BUT
    behind = at > 0 and "," in sentence.items[at].gap
    plain = bool(named) and (named[0] in _TO or is_determiner(named[0], sentence.tongue)) and len(named) <= _SHORT
    return plain and (behind or instead) and not any(deeds(bare(one)) for one in named)


def _passes_on(sentence: Sentence, at: int, told: Sequence[str]) -> bool:
    """ "Ask her to wait and not to sign yet": what somebody else shall be told."""
    return any(
        one in _TELL and (other in _OTHERS or sentence.items[place + 1].upper)
        for place, (one, other) in enumerate(pairwise(told[: min(at, _NEAR)]))
    )


_TELL: Final = words(
    "ask tell remind inform frag frage sag sage bitte erinnere demande demandez dis dites rappelle pídele dile recuérdale vraag zeg herinner"
)
_OTHERS: Final = words("him her them everyone everybody ihn sie ihm ihr ihnen lui leur à hem haar hun ze")
_BUT: Final = words("but rather sondern mais plutôt sino maar")
_TO: Final = words("to at in for on with nach zu an für bei mit à au aux chez pour a al en para con naar aan in voor bij met")
_SHORT: Final = 5
_HASTE: Final = words("eilt eilig dringend urgent urgente haast rush hurry presse pressé prisa corre spoed")
"""There is none: says nothing against it."""
LACKING: Final = words("without ohne sans sin zonder")
_NO_ORDER: Final = words("no without except nor")
