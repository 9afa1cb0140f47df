"""What a verb does by what stands behind it, "take out insurance" begins it and "take out the mast" takes it away, and which words ask."""

from __future__ import annotations

from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.concepts import GENERAL, WISH, deeds, is_weak
from policies.provenance.language.plain import bare
from policies.provenance.language.scopes import is_determiner
from policies.provenance.language.sentences import Sentence
from policies.provenance.language.tongues import means

_QUESTION: Final = words(
    "what when where which who why how was wann wo welche wer warum wieso quand quel quelle qui pourquoi comment qué cuándo dónde cuál quién cómo wat wanneer waar welke wie waarom hoe did has is are war ist hat"
)


def is_taken_up(sentence: Sentence, place: int) -> bool:
    """ "Take out insurance", "take out a loan": begins it; "take out the mast" does not."""
    item = sentence.items[place]
    return item.word in ("a", "an", "another") or not (
        item.kind
        or item.upper
        or is_determiner(item.word, sentence.tongue)
        or item.word in ("it", "them", "him", "her", "this", "that", "these", "those")
    )


def takes(word: str, tongue: str) -> bool:
    """Whether a noun behind it is its object ("please drop appointment 7"), and not what is wished for ("please make a payment")."""
    found = deeds(bare(word)) if means(word, tongue) else frozenset()
    return bool(found) and not found & (GENERAL.keys() | {"book", "buy", "approve"}) and word not in WISH and not is_weak(bare(word))


def is_question_word(word: str, tongue: str) -> bool:
    """French "comment" asks, English "comment" is a deed."""
    return word in _QUESTION and not is_deed(word, tongue)


def is_deed(word: str, tongue: str) -> bool:
    """ "Comment on A-1" in a sentence that is not French."""
    return word == "comment" and tongue == "en"
