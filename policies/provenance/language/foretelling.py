"""Whether a verb says what somebody else does or will do, and not what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words
from policies.provenance.language.sentences import Sentence
from policies.provenance.language.tongues import means

POLITE: Final = words("hiermit hereby hierbij please bitte svp plaît favor alsjeblieft alstublieft graag merci")
YOU: Final = words("you du ihr sie vous tu usted ustedes u jij je jullie")
SELF: Final = words("puedo podemos je j' j'ai ich wir je nous on yo nosotros ik wij we i")
_FUTURE: Final = words("will ll shall won't")
_OTHERS: Final = words(
    "would wants want wanted going may might must will intends intended möchte wollte wollten wird werden muss va vont veut voulait voulaient voudrait voudraient aimerait aimeraient doit van quiere quieren quería querían debe gaat wil wilde wilden zal moet plans plant"
)
"""What somebody else will, may or must do; "ich will", "je veux" and "ik wil" are wishes, so a word for oneself undoes them."""
_MAY_BE_OWN: Final = words("quería")
"""Of oneself as well, where nobody is named before it."""
JOINED: Final = words("that dass dat que")


def may(told: Sequence[str]) -> bool:
    """ "I may need it", "we might come": not decided."""
    return any(one in SELF and other in ("may", "might") for one, other in pairwise(told))


def part_of(sentence: Sentence, place: int) -> tuple[list[str], list[str]]:
    """The words before and after one in its own part of the sentence."""
    start, end = sentence.parts[sentence.part_of(place)]
    return [one.word for one in sentence.items[start:place]], [one.word for one in sentence.items[place + 1 : end]]


def foretold(sentence: Sentence, place: int) -> bool:
    """Somebody else does it or will do it ("The shop will cancel A-1"), or the requester will do it alone ("I will cancel A-1")."""
    before, after = part_of(sentence, place)
    part = sentence.part_of(place)
    if part and before[1:2] and before[1] in _OTHERS and sentence.items[sentence.parts[part][0]].joins:
        start, end = sentence.parts[part - 1]  # "I have moved and want to cancel": who wants it stands before
        before = [one.word for one in sentence.items[start:end]] + before
    elif part and sentence.items[sentence.parts[part][0]].word in JOINED:
        start, end = sentence.parts[part - 1]  # "my boss wants that I cancel": whose wish it is stands before
        before = [one.word for one in sentence.items[start:end]]
        after = []
    told = before + after if sentence.tongue in ("de", "nl") else before
    if POLITE.intersection(before) or you_of(sentence.tongue).intersection(told):
        return False
    must = any(one == "have" and other == "to" for one, other in pairwise(told)) or "need" in told
    if (
        sentence.tongue == "en"
        and not (must and SELF.intersection(one.split("'")[0] for one in told))
        and _FUTURE.intersection(one.replace("’", "'").rpartition("'")[2] for one in told)
    ):
        return True
    if sentence.tongue == "en":
        return any(one in _OTHERS and before not in SELF for before, one in pairwise(("", *told)))
    others = (one for number, one in enumerate(told) if one in _OTHERS and (number or one not in _MAY_BE_OWN))
    return any(means(one, sentence.tongue) for one in others) and not SELF.intersection(told)


def is_future(sentence: Sentence, place: int) -> bool:
    """ "J'annulerai", "cancelaré": what the requester will do."""
    word = sentence.items[place].word
    return (sentence.tongue == "fr" and word.endswith(("rai", "rons"))) or word.endswith(
        ("aré", "eré", "iré", "aremos", "eremos", "iremos")
    )


def you_of(tongue: str) -> frozenset[str]:
    """Words for the one who is asked; "je" is one in Dutch only."""
    return YOU if tongue == "nl" else YOU - {"je"}


def is_subject(sentence: Sentence, place: int) -> bool:
    """ "Note for C-4 was: call back": a noun of which something is said."""
    after = part_of(sentence, place)[1]
    at = next((number for number, one in enumerate(after) if one in _SAID_OF), 0)
    return sentence.tongue in ("en", "") and at > 0 and not _OPEN.intersection(after[:at])


_SAID_OF: Final = words("is was were are has had")
_OPEN: Final = words("what which who whatever that when where how why if whether it there they he she i we you this these those because")


def lets(sentence: Sentence, place: int) -> bool:
    """ "Let ldurand read the database": gives somebody leave; "let me read", "let it go" and "let Ann know" do not."""
    after = [one.word for one in sentence.items[place + 1 : place + 6]]
    before = {one.word for one in sentence.items[sentence.parts[sentence.part_of(place)][0] : place]}
    if before & _SAID_BY or not _USES.intersection(after[1:3]) or _SAID_OF.intersection(after):
        return False
    return len(after) > _SHORT and after[0] not in _NOBODY and not _NO_LEAVE.intersection(after)


_SHORT: Final = 2
_NOBODY: Final = words("me us it this that these those")
_SAID_BY: Final = words("i we you he she it they who never")
_USES: Final = words("use access read write see view edit enter in into have join open through pass get work log sign")
"""What one is let do with a thing of the house."""
_NO_LEAVE: Final = words("know go be")
