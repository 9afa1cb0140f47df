"""A newest message beside a call: what presuming a wish (``presuming``), what speaks against it (``opposing``) and what a call leaves out (``omitting``) ask of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from policies.provenance.language import quitting
from policies.provenance.language.common import GUARDS, words
from policies.provenance.language.concepts import deeds, idioms
from policies.provenance.language.foretelling import SELF
from policies.provenance.language.plain import bare
from policies.provenance.language.sentences import Item, Sentence, told_in
from policies.provenance.reading import Trace, word_list
from policies.provenance.requests import asking, vocabulary
from policies.provenance.requests.requesting import requests
from policies.provenance.requests.vocabulary import same
from policies.provenance.values.arguments import is_worded
from policies.provenance.values.taking import taken_by, worded_by
from policies.provenance.values.tracing import Argument
from policies.provenance.wish import doubting, implying
from policies.provenance.wish.matching import AskedFor, Known, reach
from policies.provenance.wish.stating import Message
from policies.provenance.wish.telling import overlap, telling

TAKING: Final = frozenset(("cancel", "delete", "revoke", "close", "reject"))
ENDING: Final = frozenset(("cancel", "delete", "revoke", "close", "return"))
_SEVERAL: Final = 2
_LONG: Final = 3
_INDEX: Final = re.compile(r"\[\d+\]")
_NEAR: Final = 4
_BACK: Final = words("back zurück retour devuelta vuelta terug")
_BACKWARDS: Final = ("zurück", "terug", "rembours", "devolv", "reintegr")
"""How verbs begin that give back."""
_PAID: Final = words(
    """amount sum funds tip payout gift points credit rate balance price total value fee cost money currency iban bic account card wallet invoice bill payee recipient beneficiary deposit cents eur euro euros usd gbp pence
    betrag summe preis konto rechnung empfanger karte wahrung montant somme prix compte facture carte destinataire beneficiaire devise importe suma precio cuenta factura tarjeta destinatario moneda
    bedrag som prijs rekening factuur pas ontvanger valuta"""
)
"""Words of parameters that say how much, or from where to where."""
_MUST: Final = words("must muss müssen dois devons tengo tenemos debo moet moeten")
_HAVE_TO: Final = (("have", "to"), ("need", "to"), ("got", "to"))


@dataclass(frozen=True)
class Heard:
    """``own`` is the tool with its words, ``found`` the arguments of the call."""

    message: Message
    own: Known
    found: Sequence[Argument]
    trace: Trace

    @cached_property
    def takes(self) -> bool:
        """Whether the tool ends, takes away or grants something: a noun of its name says nothing of that."""
        return bool(self.own.deed.specific & TAKING) or self.takes_in

    @cached_property
    def takes_in(self) -> bool:
        """Whether the tool grants or lets in."""
        own = self.own.words
        return not implying.GRANTING.isdisjoint(own.heads | own.name)

    @cached_property
    def pays(self) -> bool:
        """Whether the tool moves money: its name begins with such a verb, or it takes an amount or an account; a transfer to the airport does not."""
        own, told = self.own.tool, vocabulary.parts(self.own.tool.name)
        first = next((deeds(one) for one in told if deeds(one)), frozenset())
        return "pay" in self.own.deed.specific and ("pay" in first or not _PAID.isdisjoint(vocabulary.names_in(own.parameters)))

    @cached_property
    def is_weighty(self) -> bool:
        return self.own.tool.irreversible is not False or self.takes

    @cached_property
    def is_light(self) -> bool:
        """Whether the change can be taken back."""
        return self.own.tool.irreversible is False

    @cached_property
    def takes_away(self) -> bool:
        """Whether the call ends something or turns it off: what is not wanted is what it is for."""
        return bool(self.own.deed.specific & ENDING) or any(one.value is False for one in self.found)

    @cached_property
    def is_looked_up(self) -> bool:
        """Whether something was read since: a page that the message links to."""
        return any(text.number > self.message.text.number for text in self.trace.untrusted)

    @cached_property
    def is_answered(self) -> bool:
        """Whether a look-up was made since, for a change that can be taken back: what is asked beside it, the agent has seen."""
        later = (text for text in self.trace.untrusted if text.number > self.message.text.number)
        return not self.is_weighty and any(text.source.startswith("tool:") for text in later)

    @cached_property
    def is_here(self) -> bool:
        """Whether anything of the call stands in the message."""
        return any(implying.is_here(one, self.message) or self.is_worded(one) for one in self.found) or bool(self.flags)

    @cached_property
    def flags(self) -> tuple[Argument, ...]:
        """Flags of the call that the message says shall be off, by their parameter's name: "no more newsletters" of ``newsletter``; none that guards anything."""
        ended = [word for sentence in self.message.told for word in quitting.ended(sentence)]
        return tuple(
            one
            for one in self.found
            if one.value is False
            and not GUARDS.intersection(vocabulary.parts(one.path))
            and any(len(part) > _LONG and any(same(part, word) for word in ended) for part in vocabulary.parts(one.path))
        )

    @cached_property
    def turns_off(self) -> bool:
        """Whether it only turns off what the message says shall be off."""
        return bool(self.flags) and len(self.flags) == sum(isinstance(one.value, bool) for one in self.found)

    @cached_property
    def core(self) -> tuple[int, ...]:
        """Numbers of the sentences that are about the call; of a message that names nothing of it each may be."""
        return tuple(number for number, one in enumerate(self.message.told) if not self.is_here or self._is_about(one, number))

    def brings(self, number: int) -> bool:
        """Whether a sentence holds a value of the call that no sentence that asks holds."""
        asked = [item for each in self.requested - {number} for item in self.message.told[each].items]
        return any(
            any(taken_by(item, self.message.text, [one]) for item in self.message.told[number].items)
            and not any(taken_by(item, self.message.text, [one]) for item in asked)
            for one in self.found
        )

    def is_worded(self, one: Argument) -> bool:
        """Whether an argument is the agent's wording of what the message says."""
        told = {word for word in word_list(str(one.value)) if len(word) > _LONG} if one.source == "composed" else set()
        return len(self.message.text.words & told) >= _SEVERAL

    def takes_up(self, item: Item) -> bool:
        return taken_by(item, self.message.text, self.found)

    def words_up(self, item: Item) -> bool:
        return worded_by(item, self.message.text, self.found)

    @cached_property
    def requested(self) -> frozenset[int]:
        """Numbers of the sentences that ask by any form."""
        return frozenset(number for number, one in enumerate(self.message.told) if self._is_requested(number, one))

    def _is_requested(self, number: int, sentence: Sentence) -> bool:
        return number in self.message.requested or self.is_polite(sentence) or self.is_need(sentence)

    @cached_property
    def orders(self) -> tuple[AskedFor, ...]:
        """The requests of the message, with how far each reaches."""
        text = self.message.text
        return tuple(AskedFor(text, one, reach(self.message.told, one)) for one in requests(text.text))

    def asks(self, number: int) -> bool:
        """Whether a sentence has a word that asks, or says what one must do."""
        sentence = self.message.told[number]
        return number in self.message.asks or self.is_polite(sentence) or self.is_need(sentence)

    def is_polite(self, sentence: Sentence) -> bool:
        """ "Could I switch to the other one?" asks for what is light, and to know about what is not."""
        told = told_in(sentence)
        if any(doubting.only_wonders(told_in(one)) for one in self.message.told):
            return False
        light = not self.is_weighty and (
            doubting.is_courtesy_of_mine(told) or doubting.is_courtesy_of_a_thing(sentence) or doubting.is_courtesy_with_values(sentence)
        )
        return light or (doubting.is_courtesy(told) and not (self.is_weighty and doubting.is_of_oneself(told)))

    def is_need(self, sentence: Sentence) -> bool:
        """ "I have to cancel A-7", "muss den Termin leider absagen": who must do what only the house can do asks for it."""
        told = told_in(sentence)
        must = not _MUST.isdisjoint(told) or any(pair in _HAVE_TO for pair in pairwise(told))
        mine = bool(SELF.intersection(told[:_NEAR]) or told[0] in _MUST)
        return must and mine and sentence.mark != "?" and self.names_the_deed(sentence)

    def names_the_deed(self, sentence: Sentence) -> bool:
        """Whether it has a verb of the tool, or one that means its deed."""
        verbs = asking.verbs_of(self.own.tool)
        told = [bare(item.word) for item in sentence.items if not item.kind]
        known = any(
            deeds(form) & self.own.deed.specific or any(same(form, verb) for verb in verbs)
            for word in told
            for form in (word, word.removesuffix("ing"))
        )
        return (
            known
            or bool(idioms([item.word for item in sentence.items if not item.kind]) & self.own.deed.specific)
            or self._gives_back(sentence)
        )

    def _gives_back(self, sentence: Sentence) -> bool:
        """ "Give her the 52 euros back" of what refunds: an amount of the call, and that it goes back."""
        back = not _BACK.isdisjoint(told_in(sentence)) or any(item.word.startswith(_BACKWARDS) for item in sentence.items)
        return (
            "refund" in self.own.deed.specific
            and back
            and any(item.kind in ("money", "number") and self.takes_up(item) for item in sentence.items)
        )

    @cached_property
    def _plain(self) -> tuple[Argument, ...]:
        """The arguments that are no wordings: a note, a reason and a mail may say anything."""
        return tuple(
            one
            for one in self.found
            if not (isinstance(one.value, str) and is_worded(_INDEX.sub("", one.path).rpartition(".")[2], one.value))
        )

    def _is_content(self, number: int) -> bool:
        """Whether a sentence is only passed on or written down, as another asks for that."""
        return bool(self.requested - {number})

    def _is_about(self, sentence: Sentence, number: int) -> bool:
        if number in self.requested or any(taken_by(item, self.message.text, self._plain) for item in sentence.items):
            return True
        if any(self.takes_up(item) or self.words_up(item) for item in sentence.items):
            return not self._is_content(number)
        return sentence.mark != "?" and bool(overlap(telling(sentence.items), self.own.words.words))
