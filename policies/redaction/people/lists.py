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
    if len(lists) > 1 and ((_is_firm(lists[0]) and "h" in lists[0]) or _is_firm(lists[-1])) and kind != "LOCATION":
        return "ORGANIZATION"
    if kind == "PERSON" or not lists or len(lists) > _FEW or "f" not in lists[0]:
        return kind
    named = any(letter in one for one in lists for letter in "eoscph")
    plain = all(token.text[0].isupper() or token.text == "." for token in name)
    return kind if named or not plain else "PERSON"


def _is_firm(letters: str) -> bool:
    """A trade or what a firm is, and no family's name: Denise Law is a person."""
    return not {"h", "e"}.isdisjoint(letters) and {"l", "f"}.isdisjoint(letters)


def firms(line: Sequence[Token], found: Sequence[Finding]) -> list[Finding]:
    """A trade that stands right before a name makes a firm of it, and so does what a firm is, right behind it."""
    told = [(token, known(token.text.lower())) for token in line if token.text[0].isupper()]
    before = {token.end: token for token, letters in told if "h" in letters and _is_firm(letters)}
    behind = {token.start: token for token, letters in told if _is_firm(letters)}
    grown = [_firm(one, before.get(one.start - 1), behind.get(one.end + 1)) for one in found]
    return [one for one in grown if not any(_is_within(one, other) for other in grown)]


def _is_within(one: Finding, other: Finding) -> bool:
    return other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start


def _firm(one: Finding, before: Token | None, behind: Token | None) -> Finding:
    if before is None and behind is None:
        return one
    start, end = before.start if before else one.start, behind.end if behind else one.end
    return Finding("ORGANIZATION", start, end, one.score, one.recogniser)


def towns(line: Sequence[Token], found: Sequence[Finding], score: float, recogniser: str) -> Iterator[Finding]:
    """Towns and countries, written with a capital, that are nothing else in the lists and that no finding covers."""
    for token in line:
        is_town = token.text[0].isupper() and len(token.text) > _FEW and set(known(token.text.lower())) in _TOWN_ONLY
        if is_town and not any(one.start < token.end and token.start < one.end for one in found):
            yield Finding("LOCATION", token.start, token.end, score, recogniser)
