"""What a sentence says shall be no more: "stop the newsletter", "no more newsletters", "keine Newsletter mehr", "geen nieuwsbrief meer"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.provenance.language import clauses
from policies.provenance.language.common import words
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_determiner
from policies.provenance.language.sentences import Sentence

_STOP: Final = words("stop end cancel unsubscribe stoppe stopp beende arrêtez arrête stoppez para parad stopt beëindig")
_NO_MORE: Final = (("no", "more"), ("plus", "de"), ("no", "más"))
_NONE: Final = words("keine keinen kein geen aucune aucun ningún ninguna")
_AGAIN: Final = words("mehr meer plus más")
_NEAR: Final = 3


def ended(sentence: Sentence) -> Iterator[str]:
    """Bare words of things that are told to end; none of a question, nor behind a denial ("don't stop the newsletter")."""
    told = [one.word for one in sentence.items]
    if sentence.mark == "?":
        return
    for at, one in enumerate(told):
        denied = any(clauses.denies(sentence.items, before) for before in range(max(0, at - _NEAR), at))
        if one in _STOP and not denied and (at == 0 or told[at - 1] in _BEFORE):
            rest = [word for word in told[at + 1 : at + 1 + _NEAR] if not is_determiner(word, sentence.tongue)]
            yield from map(bare, rest[:1])
        elif tuple(told[at : at + 2]) in _NO_MORE and at == 0:
            yield from map(bare, told[at + 2 : at + 3])
        elif one in _NONE and _AGAIN.intersection(told[at + 2 : at + 3]):
            yield from map(bare, told[at + 1 : at + 2])


_BEFORE: Final = words("please and bitte und svp et y por favor en alsjeblieft just to hi hello hallo")
