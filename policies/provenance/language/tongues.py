"""Which of the five languages a sentence is written in, for words that are a deed or a wish in one of them and something else in another.

German "will" wishes and English "will" foretells, Spanish "da" gives and German "da" says why. A word is believed in its own language only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.provenance.language.common import words

_VOTES: Final = {
    "en": words("the and is are was my your please not with for this that of to it have has i you we from would could will be want need on at by"),
    "de": words("der die das und ist sind war mein meine meinen meiner nicht bitte mit für fuer ich sie wir ein eine einen den dem zu im am auf von wird noch habe zum zur es"),
    "fr": words("le la les et est sont mon ma mes votre pas avec pour ce cette de du des je vous nous un une il elle au aux sur s'il plaît merci c'est qui"),
    "es": words("el la los las y es son mi mis su no con para este esta de del yo usted un una al en por favor lo que se"),
    "nl": words("de het een en is zijn mijn uw niet met voor dit dat van ik u wij je op aan naar alstublieft alsjeblieft te nog maar heb bij"),
}  # fmt: skip
_ONLY: Final = {
    "will": ("de",), "da": ("es",), "di": ("es",), "over": ("nl",), "leer": ("nl",), "tag": ("en", "nl"), "do": ("en",), "want": ("en",),
    "sage": ("de",), "teil": ("de",), "stelle": ("de",), "quit": ("en",), "lad": ("de",), "bin": ("en",), "dire": ("fr",), "doe": ("nl",), "sub": ("es",),
    "hat": ("de",), "was": ("de",), "wil": ("nl",), "va": ("fr", "es"), "van": ("es",), "like": ("en",), "get": ("en",),
}  # fmt: skip


_BEGINNERS: Final = {
    "en": words("and or but nor yet because while since if when unless until which who whose where so although though whereas however before after than as"),
    "de": words("und oder aber sondern weil während falls wenn obwohl damit dass denn sowie doch bevor nachdem sobald solange als"),
    "fr": words("et ou mais parce puisque car quand lorsque que qui dont tandis alors si s'ils s'elle s'elles s'on"),
    "es": words("y e o u pero sino porque pues mientras cuando aunque que si"),
    "nl": words("en of maar want omdat terwijl wanneer dat als indien mits tenzij"),
}  # fmt: skip
_ANY: Final = frozenset().union(*_BEGINNERS.values()) - words("of e u als dat")
_JOINERS: Final = {
    "en": words("and or plus nor"),
    "de": words("und oder sowie"),
    "fr": words("et ou"),
    "es": words("y e o u"),
    "nl": words("en of"),
}
_ANY_JOINER: Final = words("and or und oder sowie et ou y o en")


def begins(word: str, spoken: str) -> bool:
    """Whether a part of a sentence begins with the word: and, but, because."""
    return word in _BEGINNERS.get(spoken, _ANY)


def joins(word: str, spoken: str) -> bool:
    """Whether the word only goes on with a list: and, or."""
    return word == "&" or word in _JOINERS.get(spoken, _ANY_JOINER)


def tongue(spoken: Iterable[str]) -> str:
    """The language with most of its little words, "" where none leads."""
    told = list(spoken)
    votes = sorted(((sum(one in known for one in told), name) for name, known in _VOTES.items()), reverse=True)
    return votes[0][1] if votes[0][0] > votes[1][0] else ""


def means(word: str, tongue: str) -> bool:
    """Whether the word is, in a sentence of that language, the one that the lists of deeds and wishes mean."""
    return not tongue or word not in _ONLY or tongue in _ONLY[word]
