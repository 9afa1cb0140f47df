"""Whether a message only states what is so or is to be: no question, no condition, no report, nothing that others will do, no word of doubt.

A message that implies a wish (``implying``) must be all of that, in every sentence: one doubtful word is enough that nothing is implied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from policies.provenance.language import clauses, quoting
from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, deeds, is_noun, things
from policies.provenance.language.foretelling import SELF, may
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import Scope
from policies.provenance.language.sentences import VALUE, Item, Sentence
from policies.provenance.reading import Text
from policies.provenance.requests.asking import verbs_of, wishes_of
from policies.provenance.requests.requesting import requests
from policies.provenance.requests.vocabulary import same
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish.matching import Known

_DOUBT: Final = clauses.UNSURE | words(
    """remember recall guess imagine assume suppose doubt might probably possibly supposedly already still yesterday usually normally always never ever fyi theoretically hypothetically curious wondering wonder cost costs price prices fee fees charge stays stay remains remain keeps used look looking
    wahrscheinlich vermutlich schon bereits immer normalerweise gestern kostet kosten preis gebühr bleibt bleiben theoretisch evtl freue freuen wäre würde würden
    probablement déjà toujours hier coûte coût prix frais reste restent serait hâte impatience
    probablemente ya siempre ayer cuesta coste precio sigue siguen sería tal ganas ilusión
    waarschijnlijk al altijd gisteren kost kosten prijs blijft blijven zou zouden zin kijk"""
)
_OTHERS_WILL: Final = words(
    "will would wants wanted wishes intends plans going must wird werden will wollen wollte möchte muss va vont veut voulait doit va van quiere quería debe zal zullen gaat wil wilde moet"
)
_MODAL: Final = words(
    "can could may kann könnte können könnten kunnen kunt kan zou pouvez pourriez puis peut pourrait puis-je peut-on pouvons pourrions puedo puede podemos podría podríamos pueden podrían"
)
_DOES: Final = words(
    """get have do make see come go be bring fit swing pop drop take
    haben bekommen kriegen kommen machen legen sein nehmen gehen
    avoir venir passer faire prendre être aller
    tener venir hacer pasar tomar ir
    hebben krijgen komen maken doen gaan nemen"""
)
"""Verbs of a polite question that say nothing by themselves."""
CHANGING: Final = words(
    "instead rather earlier later forward another different stattdessen lieber früher später verschieben vorziehen anderen plutôt autre avancer tôt tard antes después otro otra liever eerder later andere"
)
ADDING: Final = words(
    "also too more another extra additional noch auch zusätzlich weitere aussi encore supplémentaire también más otro otra adicional ook nog extra meer"
)
ABSENT: Final = words(
    "absence absent absences abwesen abwesenheit fehlen krank sick ill leave ausencia baja afwezig afwezigheid ziek fehlzeit krankmeldung krankmelden"
)
PRESENT: Final = words(
    "be in make come attend there here da dabei kommen kommt la là venir sera viendra asistir ir vendrá estará komen komt er bij school"
)
ILL: Final = words("ill sick poorly unwell fever temperature flu krank fieber malade fièvre enfermo enferma fiebre ziek koorts bug")
HOME: Final = words("home house hause maison casa thuis bed bett")
AWAY: Final = words("away off absent out ill sick verreist weg absent absente ausente afwezig")


@dataclass(frozen=True)
class Message:
    """The newest message of a person who may ask, with what it says as a whole."""

    text: Text
    told: tuple[Sentence, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for one in self.told for item in one.items)

    @cached_property
    def said(self) -> frozenset[str]:
        return frozenset(one.word for one in self.items if not one.kind)

    @cached_property
    def asks(self) -> frozenset[int]:
        """Numbers of the sentences that have a word that asks ("could you", "please", "I need")."""
        return frozenset(one.sentence for one in requests(self.text.text) if one.form == "asked")

    @cached_property
    def requested(self) -> frozenset[int]:
        """Numbers of the sentences that ask by any form."""
        return frozenset(one.sentence for one in requests(self.text.text))

    @property
    def is_asking(self) -> bool:
        """By its form, or as a question that is none."""
        return bool(self.asks) or any(one.mark == "?" for one in self.told)

    @cached_property
    def scope(self) -> Scope:
        """The whole message: it is about one thing, or it implies nothing."""
        parts: list[tuple[int, int]] = []
        for one in self.told:
            begin = parts[-1][1] if parts else 0
            parts += [(start + begin, end + begin) for start, end in one.parts]
        return Scope(self.items, 0, (0, len(self.items)), self.told[0].tongue, tuple(parts))


def is_settled(message: Message, own: Known, found: Sequence[Argument]) -> bool:
    """Whether nothing in the message is doubtful, and nothing in it names this deed or another."""
    if any(not _is_value(start, end, message, found) for start, end in quoting.quotations(message.text.text)) or _names_a_deed(
        message, own, found
    ):
        return False
    polite = sum(one.mark == "?" for one in message.told)
    return polite <= 1 and all(_is_plain(number, message, found) for number in range(len(message.told)))


def _is_value(start: int, end: int, message: Message, found: Sequence[Argument]) -> bool:
    """Whether a quotation is an argument of the call, as a title is."""
    return any(
        span.trusted and span.trace == message.text.number and start <= span.start and span.end <= end and span.end - span.start > (end - start) // 2
        for one in found for span in one.spans
    )  # fmt: skip


def _names_a_deed(message: Message, own: Known, found: Sequence[Argument]) -> bool:
    """Its verb stands there and was no wish, or the verb of a wish is another deed's."""
    verbs = frozenset(verbs_of(own.tool)) | {one for one in own.words.heads if len(one) > 3}
    for sentence in message.told:
        for item in sentence.items:
            word = bare(item.word)
            if item.kind or taken_by(item, message.text, found) or worded_by(item, message.text, found):
                continue
            done = deeds(word) & own.deed.specific and not (is_noun(word) or item.upper)  # "has reserved a table"
            if things(word) and not done:
                continue
            if any(same(word, one) for one in verbs) or deeds(word) & own.deed.specific:
                return True
    wished = wishes_of(message.text.text, verbs_of(own.tool)).all
    heads = ((one, one.scope.items[one.scope.at]) for one in wished)
    return any(
        (one.deeds - GENERAL.keys()) and not one.deeds & own.deed.specific and not taken_by(head, message.text, found)
        for one, head in heads
    )


def _is_plain(number: int, message: Message, found: Sequence[Argument]) -> bool:
    sentence = message.told[number]
    told = [one.word for one in sentence.items]
    if clauses.is_conditional(sentence) or _is_doubtful(told) or _is_reported(sentence):
        return False
    if any(
        clauses.denies(sentence.items, at) and not _is_no_denial(sentence, at, number in message.asks, message, found)
        for at in range(len(told))
    ):
        return False
    if sentence.mark == "?":
        return number in message.asks or is_polite(told)
    return not is_foretold(told) and (number in message.asks or not speaks_of_you(sentence, told))


def tells_otherwise(sentence: Sentence) -> bool:
    """Whether a statement is no wish by its words: doubt, habit, thanks, a report, what others or the house will do or have done."""
    told = [one.word for one in sentence.items]
    return _is_doubtful(told) or _is_reported(sentence) or is_foretold(told) or speaks_of_you(sentence, told)


def _is_doubtful(told: list[str]) -> bool:
    """A word of doubt; who stays at home is away from elsewhere for sure."""
    if any(one in _THANKS and other in _FOR for one, other in pairwise(told)) and VALUE in told:
        return True
    return any(one in _DOUBT and not (one in STAYS and HOME.intersection(told[at + 1 : at + 5])) for at, one in enumerate(told))


_THANKS: Final = words("thanks thank you dank danke merci gracias bedankt")
_FOR: Final = words("for für pour de por voor")
"""What one is thanked for is done."""
STAYS: Final = words("stay stays bleibt bleiben reste restent blijft blijven")


def _is_reported(sentence: Sentence) -> bool:
    """Somebody says, thinks or has read it; a meter that reads 18230 and a card that should say something do not."""
    told = [one.word for one in sentence.items]
    for at, one in enumerate(told):
        if one not in clauses.SAYING or told[max(0, at - 1) : at] == ["than"]:
            continue
        figure = (
            one in ("read", "reads", "says")
            and bool(sentence.items[at + 1 : at + 2])
            and sentence.items[at + 1].kind in ("number", "money")
        )
        if not figure and not {"should", "must", "soll", "sollte"}.intersection(told[max(0, at - 2) : at]):
            return True
    return False


def _is_no_denial(sentence: Sentence, at: int, asks: bool, message: Message, found: Sequence[Argument]) -> bool:
    """ "He won't be in tomorrow" tells that somebody is away, "no pork" is what the note says, and "it is not enough, please ..." why one asks."""
    item, after = sentence.items[at], [one.word for one in sentence.items[at + 1 : at + 5]]
    start, end = sentence.parts[sentence.part_of(at)]
    if asks and end < len(sentence.items) and not any(one.kind for one in sentence.items[start:end]):
        return True
    if taken_by(item, message.text, found) or worded_by(item, message.text, found):
        return True
    if ABSENT.intersection(after) or ILL.intersection(after):
        return False
    near = after + [one.word for one in sentence.items[max(0, at - 3) : at]] if sentence.tongue != "en" else after[:2]
    return bool(PRESENT.intersection(near)) or item.word in ("instead", "rather", "statt")


def is_polite(told: list[str]) -> bool:
    """ "Could we make it Tuesday instead?": a question that is a request, by a verb that says nothing by itself or a word of change."""
    start = next((at for at, one in enumerate(told) if one in _MODAL or one.split("-")[0] in _MODAL), None)
    if start is None or any(one in OPENERS for one in told[:start]):
        return False
    return bool((_DOES | CHANGING | ADDING).intersection(told[start:]))


OPENERS: Final = words(
    "what when where which who why how was wann wo welche wer warum wie quand où pourquoi comment qué cuándo dónde cómo wat wanneer waar hoe is are do does did bis until"
)


def is_foretold(told: list[str]) -> bool:
    """What somebody else wants or will do, and what the requester will do alone."""
    if may(told):
        return True
    for at, one in enumerate(told):
        before, bare_one = told[at - 1] if at else "", one.replace("’", "'")
        if bare_one in _OTHERS_WILL and before not in SELF and not AWAY.intersection(told[at + 1 : at + 4]):
            return True
        foretold = (bare_one in ("will", "werde", "werden") and before in SELF) or bare_one.endswith("'ll")
        if foretold and not {"be", "have", "need", "take"}.intersection(told[at + 1 : at + 3]):
            return True
    return False


def speaks_of_you(sentence: Sentence, told: list[str]) -> bool:
    """ "You moved FL-7790": what the house has done; "could you" and "you can have until Friday" ask."""
    you = ("du", "vous", "tu", "usted", "ustedes", "u", "jullie") if sentence.tongue != "en" else ("you",)
    return any(one in you and told[max(0, at - 1) : at] not in (["thank"], ["thanking"], ["if"]) for at, one in enumerate(told))
