"""Several kinds on the same characters: many numbers pass each other's check digits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from policies.redaction.around.doubts import every_title, names_of_numbers
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.overlaps import Covered
from policies.redaction.own import is_own
from policies.redaction.scanning.recognisers import countries_of
from policies.redaction.telling.known import Known, national
from policies.redaction.telling.naming import SURE, Rank
from policies.redaction.types import Finding

_GENERAL: Final = frozenset(("BANK_ACCOUNT", "DRIVING_LICENCE", "HEALTH_CARD", "IDENTITY_CARD", "PASSPORT", "RESIDENCE_PERMIT"))
"""Of whichever country: what is one of a certain country is that."""
_LOOKALIKES: Final = frozenset(("CREDIT_CARD", "PHONE_NUMBER", "CRYPTO", "DATE_TIME"))


def of_countries(kept: list[Finding], named: Mapping[Finding, Rank]) -> tuple[list[Finding], frozenset[Finding]]:
    """Without passports, licences and accounts of whichever country that are one of a certain country as well, and those: a name vouches for them, so that they are as sure."""
    theirs = [one for one in kept if one.recogniser in national() and one.type not in _GENERAL]
    general = Covered(one for one in kept if one.type in _GENERAL)
    certain = Covered(one for one in theirs if one in named or one.score < SURE)
    vouched = {one: replace(one, score=SURE) for one in theirs if one.score < SURE and general.touches(one)}
    return [vouched.get(one, one) for one in kept if one.type not in _GENERAL or not certain.touches(one)], frozenset(vouched.values())


def nearer_home(kept: list[Finding], named: Mapping[Finding, Rank], language: str) -> Iterator[Finding]:
    """Of two numbers on the same characters that nothing names, that of a country of the letter's language."""
    countries = countries_of(language) if language != "en" else ()
    at_home = {
        (one.start, one.end)
        for one in kept
        if countries and one.recogniser in national() and national()[one.recogniser].country in countries
    }
    for one in kept:
        known = national().get(one.recogniser)
        if not known or one in named or known.country in countries or (one.start, one.end) not in at_home:
            yield one


def is_lookalike(finding: Finding) -> bool:
    return not is_own(finding.recogniser) and (finding.type in _LOOKALIKES or finding.recogniser in national())


def is_misnamed(text: str, finding: Finding, around: Surroundings) -> bool:
    """The text calls it another kind of national number, whose check digits are wrong: it is that one, misspelt. Letters in it tell more than that."""
    known = national().get(finding.recogniser)
    if _is_lettered(known, text[finding.start : finding.end]):
        return False
    if known and known.shared and around.nearest(finding, known.shared) >= 0:
        return False
    if finding.score < SURE or known is None:
        return False
    return around.nearest(finding, names_of_numbers()) >= 0 or around.follow_alone(finding, names_of_numbers())


def is_outshone(finding: Finding, around: Surroundings) -> bool:
    """What it seems to be called is a part of a longer name, which is that of another kind: a social insurance number is no social.

    Letters in it tell more: MT11358607 is Maltese though the British say "VAT no.", too.
    """
    known = national().get(finding.recogniser)
    if known is None or known.led or _is_lettered(known, around.text[finding.start : finding.end]):
        return False
    return around.outshone(finding, known.titles, every_title())


def _is_lettered(known: Known | None, value: str) -> bool:
    """Written as nothing else is, with letters in it."""
    return known is not None and known.telling is not None and known.telling.fullmatch(value) is not None and any(map(str.isalpha, value))


class Rivals:
    """Numbers of which the text says what they are: on the same characters another kind is none, since many pass each other's check digits."""

    def __init__(self, named: Mapping[Finding, Rank]) -> None:
        self._spans = sorted((one.start, one.end, rank) for one, rank in named.items())
        self._longest = max((end - start for start, end, _ in self._spans), default=0)

    def outdo(self, finding: Finding, rank: Rank | None) -> bool:
        """``rank``: of its own name; None if it has none."""
        place = bisect_left(self._spans, (finding.start - self._longest, 0, (0, 0, 0)))
        while place < len(self._spans) and self._spans[place][0] < finding.end:
            start, end, other = self._spans[place]
            if end > finding.start and finding.end - finding.start <= end - start and (rank is None or rank < other):
                return True
            place += 1
        return False
