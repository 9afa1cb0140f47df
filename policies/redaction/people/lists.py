"""What the lists of names know better than the tagger: a first name makes a person, a town stays a town."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.redaction.people.tokens import Token
from policies.redaction.people.words import known
from policies.redaction.types import Finding

_FEW: Final = 3
_TOWN_ONLY: Final = ({"c"}, {"p"}, {"c", "p"})


def kind_of(kind: str, name: Sequence[Token]) -> str:
    """A short name that begins with a first name is a person's, unless a word in it says firm or town."""
    lists = [known(token.text.lower()) for token in name if token.text[0].isalpha()]
    if kind == "PERSON" or not lists or len(lists) > _FEW or "f" not in lists[0]:
        return kind
    named = any(letter in one for one in lists for letter in "eoscp")
    plain = all(token.text[0].isupper() or token.text == "." for token in name)
    return kind if named or not plain else "PERSON"


def towns(line: Sequence[Token], found: Sequence[Finding], score: float, recogniser: str) -> Iterator[Finding]:
    """Towns and countries, written with a capital, that are nothing else in the lists and that no finding covers."""
    for token in line:
        is_town = token.text[0].isupper() and len(token.text) > _FEW and set(known(token.text.lower())) in _TOWN_ONLY
        if is_town and not any(one.start < token.end and token.start < one.end for one in found):
            yield Finding("LOCATION", token.start, token.end, score, recogniser)
