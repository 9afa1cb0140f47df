"""What a look-up has told, beside a condition that it may answer: the fields and lines of it that speak of the same, its figures, and whether it says no."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from policies.provenance.language import clauses, dates, numbers
from policies.provenance.language.common import words
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_determiner, is_telling
from policies.provenance.language.sentences import Item, Sentence
from policies.provenance.reading import Text, is_date, word_list
from policies.provenance.requests.vocabulary import parts, same

_WILL: Final = words(
    """agree agrees agreed want wants like likes mind minds think thinks say says said tell tells hear hears decide decides feel feels call calls reply replies answer answers confirm confirms confirmed approve approves approved sign signs signed allow allows let lets
    pay pays paid come comes arrive arrives rain rains snow snows change changes manage insist insists ask asks prefer prefers know knows promise promises accept accepts refuse refuses ok okay happy wife husband boss manager partner
    einverstanden zustimmt zustimmen will wollen möchte möchten mag meint sagt sagen hört entscheidet anruft antwortet bestätigt genehmigt unterschreibt erlaubt zahlt kommt ankommt regnet schneit ändert fragt weiß verspricht frau mann chef chefin
    accord veut veulent souhaite pense dit disent décide appelle répond confirme approuve signe permet paie vient arrive pleut neige change demande sait promet femme mari patron chef
    acuerdo quiere quieren gusta piensa dice dicen decide llama responde contesta confirma aprueba firma permite paga viene llega llueve nieva cambia pide sabe promete mujer marido jefe jefa
    eens wil willen graag denkt zegt zeggen hoort beslist belt antwoordt bevestigt goedkeurt tekent mag betaalt komt aankomt regent sneeuwt verandert vraagt weet belooft vrouw man baas"""
)
"""What somebody wants, says, decides or does, and what is still to come."""
_LATER: Final = words(
    "tomorrow later soon eventually will won't ever morgen später bald wird werden je jemals demain bientôt jamais mañana luego pronto straks later zal ooit"
)
_STATE: Final = words(
    """free available open there left possible still stock yet already so case true place places space room slot spot spots seat seats vacant out empty enough works work any
    frei verfügbar offen da übrig möglich noch schon lager platz plätze leer genug geht passt klappt stimmt ja nein
    libre libres disponible disponibles ouvert reste possible encore déjà stock place places vide assez oui non
    hay libre libres disponible disponibles abierto queda quedan posible todavía aún ya plaza plazas sitio vacío sí no
    vrij beschikbaar open over mogelijk nog al voorraad plek plaats plekken leeg genoeg kan past ja nee"""
)
"""Whether something is free, there or so."""
_FREE: Final = words(
    "free available left stock vacant open frei verfügbar übrig lager libre libres disponible disponibles reste quedan libres vrij beschikbaar voorraad"
)
"""Names of fields that tell how much of it there is."""
_LITTLE: Final = words(
    "i am ich bin je suis yo estoy ik ben you u ihr vous tu usted ustedes jij jullie it its he she they that there is isn are aren does doesn do has have was es er sie das il elle ils elles on est sont y hay lo la het hij zij ze dat more less than"
)
_NO: Final = words(
    """no not none never nil zero without sold ran full unavailable false closed expired cancelled gone error failed timeout n occupied taken booked reserved busy discontinued backorder overdue lapsed missing damaged broken
    besetzt reserviert überfällig vermisst beschädigt gebucht occupé occupée réservé réservée manquant ocupado ocupada reservado reservada descatalogado bezet gereserveerd volgeboekt ontbreekt
    nicht kein keine keinen nie ohne ausverkauft voll belegt vergriffen geschlossen abgelaufen fehler
    pas aucun aucune jamais sans épuisé complet fermé expiré erreur ninguno ninguna nunca sin agotado completo cerrado caducado error
    niet geen nooit nul zonder uitverkocht vol gesloten verlopen fout"""
)
"""Answers "no", or nothing."""
_YES: Final = words("true yes y free available ja frei verfügbar oui libre disponible sí vrij beschikbaar")
YES: Final = words("yes so ja oui sí así zo")
"""What stands for the question before it: "if so"."""
_HOURS: Final = re.compile(r"[\d:.-]+[ap]m|[\d:.-]+")
_BELOW: Final = words(
    "under below less fewer cheaper lower most unter weniger billiger höchstens moins sous menos debajo onder minder goedkoper max maximum"
)
_ABOVE: Final = words("over above more least mehr über mindestens plus más boven meer min minimum")
_OR: Final = words("or oder ou o of")
_LINE: Final = re.compile(r"\n|[.;!?](?=\s)|,\s|\|")
_NO_FIGURE: Final = re.compile(r"[^\W\d_]-?\d|\d[-:/]\d")
"""An identifier, a day or an hour."""
_BEFORE: Final = 4
"""Words beside a figure among which its comparison stands."""
_MOST_DAYS: Final = 50
_MOST_CELLS: Final = 2000
_COUNT: Final = 20
"""Up to here a figure may count persons or pieces; beyond it names a room or an article."""
LIMITS: Final = _BELOW | _ABOVE


@dataclass(frozen=True)
class Cell:
    """A field of JSON with the words of its name, or a line of anything else."""

    names: frozenset[str]
    said: frozenset[str]
    figures: frozenset[Decimal]
    is_empty: bool

    @property
    def denies(self) -> bool:
        return self.is_empty or not _NO.isdisjoint(self.said) or self.figures == {Decimal(0)}

    @property
    def affirms(self) -> bool:
        """A field called after a state that is true or more than none, or says that it is so."""
        return not self.denies and (
            not _YES.isdisjoint(self.said) or (bool(self.names & _FREE) and any(figure > 0 for figure in self.figures))
        )

    def speaks_of(self, own: frozenset[str]) -> bool:
        return any(same(word, other) for word in own for other in self.names | self.said)


@dataclass(frozen=True)
class Answer:
    """What look-ups have told, the words of their tools, what "today" may be, and the words of the call that is ``given``."""

    texts: tuple[Text, ...]
    words: frozenset[str]
    todays: tuple[date, ...]
    given: frozenset[str]

    def tells(self, message: Text, sentence: Sentence, start: int, end: int, before: Sequence[Item]) -> bool:
        """Whether they can have answered a condition with yes: they have its names, figures that are as it must be and something else that it speaks of, and deny none of it. ``before`` is what was
        said before it, which an "if so" is about and whose words say which figure is meant."""
        items = sentence.items[start:end]
        if not self._cells or any(one.word in _WILL | _LATER for one in items) or not self._has_names(message, sentence, items):
            return False
        own = frozenset(bare(one.word) for one in items if is_spoken(one)) | {
            word for one in items if one.kind for word in word_list(one.key)
        }
        asked = frozenset(bare(one.word) for one in before if is_spoken(one)) - _STATE
        if any(clauses.denies(sentence.items, at) and not _is_compared(sentence, at) for at in range(start, end)):
            return not any(one.speaks_of(own) for one in self._cells)  # "if it is not 4.12.1 yet", and nothing of theirs is
        telling = [bare(one.word) for one in items if is_spoken(one) and one.word not in _STATE | LIMITS | YES]
        so = not telling and not any(one.kind for one in items)
        if self._denies(own | asked if so else own):
            return False
        figures = (at for at, one in enumerate(items) if one.kind in ("number", "money") and not _is_of_a_day(message, one))
        if not all(self._fits(items, at, own | asked) for at in figures):
            return False
        known = self._told | self.words
        if so:  # "if so": the question before it
            return not asked or any(same(word, other) for word in asked for other in known)
        values = {word for one in items if one.kind for word in word_list(message.text[one.start : one.end])}
        return (
            not telling
            or bool(values & self._told)
            or self._has_day(message, items)
            or any(same(word, other) for word in telling for other in known)
        )

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset().union(*(one.words for one in self.texts))

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        found = (cell for text in self.texts for cell in _cells(text.text))
        return tuple(one for _, one in zip(range(_MOST_CELLS), found, strict=False))

    def _denies(self, own: frozenset[str]) -> bool:
        """Whether all that speaks of it says "no", or where nothing does anything says so."""
        if any(one.affirms for one in self._cells):
            return False
        about = [one for one in self._cells if one.speaks_of(own)]
        if about and all(one.denies for one in about):
            return True
        return any(one.denies for one in self._cells) and not self._lists

    @cached_property
    def _lists(self) -> bool:
        """Whether they tell of several things, of which one may be as it should."""
        begun = {text.text.lstrip()[:1] for text in self.texts}
        return "[" in begun or ("{" not in begun and len(self._cells) > len(self.texts))

    def _has_names(self, message: Text, sentence: Sentence, items: Sequence[Item]) -> bool:
        """Whether they, or the call, have each name and identifier of a condition."""
        german = sentence.tongue == "de"  # which writes every noun large
        named = (
            one for before, one in pairwise(items)
            if (one.kind in ("code", "mail", "account") and not _HOURS.fullmatch(one.key)) or (one.upper and not one.kind and one.word != "i" and not (german and is_determiner(before.word, "de")))
        )  # fmt: skip
        return all((self._told | self.given).issuperset(word_list(message.text[one.start : one.end])) for one in named)

    def _fits(self, items: Sequence[Item], at: int, own: frozenset[str]) -> bool:
        """ "Under 30 euros": whether every figure that could be meant is; "at 150": whether one is that."""
        limits = {reading for each in numbers.numbers(items[at].key) if not each.article for reading in each.readings}
        counts = max(limits, default=Decimal(0)) <= _COUNT and LIMITS.isdisjoint(one.word for one in items)
        if not limits or (counts and self.given & set(word_list(items[at].key))):
            return True  # "a room for two of us", which the call is for
        figures = [one.figures for one in self._cells if one.figures and one.speaks_of(own - set(word_list(items[at].key)))]
        known = frozenset().union(*(figures or [one.figures for one in self._cells]))
        before, after = [one.word for one in items[max(0, at - _BEFORE) : at]], [one.word for one in items[at + 1 : at + 1 + _BEFORE]]
        beside = {*before, *(after if not _OR.isdisjoint(after) else ())}
        for side, above in ((_BELOW, False), (_ABOVE, True)):
            if not side.isdisjoint(beside):
                inclusive = not side.isdisjoint(after)
                return bool(known) and all(
                    (inclusive and figure == limit) or (figure > limit if above else figure < limit) for figure in known for limit in limits
                )
        return bool(known & limits)

    def _has_day(self, message: Text, items: Sequence[Item]) -> bool:
        """Whether a day of the condition is one of theirs: "on Friday" where they say 2026-11-27."""
        told = [
            date(one.year, one.month, one.day)
            for text in self.texts for one in dates.days(text.plain.text) if one.year and one.days is None and is_date(one.year, one.month, one.day)
        ][:_MOST_DAYS]  # fmt: skip
        first, last = message.plain.place(items[0].start), message.plain.place(items[-1].end)
        named = [one for one in dates.days(message.plain.text) if first <= one.start < last]
        return any(one.means(day, self.todays) for one in named for day in told)


def is_spoken(one: Item) -> bool:
    """Whether a word of a condition says what it is about."""
    return is_telling(one) and not one.kind and not {one.word, one.word.replace("’", "'").split("'")[0]} & (_LITTLE | clauses.IF)


def _is_of_a_day(message: Text, one: Item) -> bool:
    """ "From 3 to 6 July"."""
    start, end = message.plain.place(one.start), message.plain.place(one.end)
    return any(day.start < end and start < day.end for day in dates.days(message.plain.text)) or bool(
        re.match(r" ?(?:-|–|to|bis|à|a|tot) ?\d", message.plain.text[end:])
    )


def _is_compared(sentence: Sentence, at: int) -> bool:
    """ "No more than five" denies nothing."""
    return not LIMITS.isdisjoint(one.word for one in sentence.items[at + 1 : at + 2])


def _cells(text: str) -> Iterator[Cell]:
    try:
        yield from _fields(json.loads(text), frozenset())
    except (ValueError, RecursionError):
        yield from (_cell(frozenset(), line) for line in _LINE.split(text) if line.strip())


def _fields(value: Any, names: frozenset[str]) -> Iterator[Cell]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, names | frozenset(parts(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner, names)
    else:
        yield _cell(names, "" if value is None or value is False else str(value))


def _cell(names: frozenset[str], said: str) -> Cell:
    told = numbers.numbers(said) if said.strip() else ()
    figures = frozenset(reading for each in told if not each.article for reading in each.readings)
    return Cell(names, frozenset(word_list(said)), frozenset() if _NO_FIGURE.search(said) else figures, not said.strip())
