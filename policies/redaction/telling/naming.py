"""What the text calls a number, and whether that is enough to take it for one."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.clues import COUNTED, DIALLED, DOCUMENTS, IDENTITY, TAXES
from policies.redaction.around.leading import ORDERED, is_led
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.numbers import checksums
from policies.redaction.numbers.everyday import DIALLED_NUMBER, is_telling
from policies.redaction.numbers.national import bare
from policies.redaction.scanning.recognisers import countries_of
from policies.redaction.telling.known import Known, national
from policies.redaction.types import Finding

SURE: Final = 0.99
"""The least score of a number with right check digits."""

_BRANCH: Final = ("routing", "aba", "rtn")
_ACCOUNTS: Final = ("account", "acct", "checking", "savings")
_BRANCH_DIGITS, _CLOSE = 9, 28
"""Digits of an American branch, and characters from one to its name behind it."""
_JOINTS: Final = re.compile(r"[ _./-]+")
_BROKEN: Final = re.compile(r"\n|  ")
Rank = tuple[int, int, int]


def rank(finding: Finding, around: Surroundings) -> Rank:
    """How near the name is: that before it first, then that behind it, then one elsewhere in its sentence; of those on one place the longer.

    One with the name of its country beside it says more than one without.
    """
    known = national()[finding.recogniser]
    if known.digits and not known.digits(bare(around.text[finding.start : finding.end])):
        return 0, 0, 0
    at_home = _is_at_home(known, finding, around)
    if (place := around.name_ends(finding, known.words)) >= 0:
        return 3 if at_home else 2, place - (known.led or known.unsure), 0
    if known.unsure and at_home and (place := around.name_ends(finding, DOCUMENTS)) >= 0:
        return 3, place, 0
    following = around.follows(finding, known.words)
    return (1, *following) if following else (0, 0, around.longest(finding, known.words))


def is_named(finding: Finding, around: Surroundings) -> bool:
    """A word beside it says which kind of number it is."""
    known = national().get(finding.recogniser)
    if known is None or finding.score < SURE:
        return False
    if known.led:
        return is_led(known, finding, around)
    if around.say(finding, known.words) or around.tell(finding, known.words):
        return True
    if known.unsure:
        return _is_at_home(known, finding, around) and around.nearest(finding, DOCUMENTS) >= 0
    return _is_at_home(known, finding, around) and _is_said_to_be_one(known, finding, around)


def leads(finding: Finding, around: Surroundings) -> bool:
    """Its own name leads to it, nearer than a word such as "call" or "order", or follows it."""
    known = national()[finding.recogniser]
    if (place := around.nearest(finding, known.words)) >= 0:
        return place > max(around.nearest(finding, DIALLED), around.nearest(finding, ORDERED))
    return around.follows(finding, known.words) is not None


def _is_called(known: Known, finding: Finding, around: Surroundings) -> bool:
    """By its name; one on another line does not count where its own line calls it an order or the like."""
    if not (around.say(finding, known.words) or around.tell(finding, known.words)):
        return False
    own = around.in_line(finding, known.words) or around.follows(finding, known.words) is not None
    return own or not around.in_line(finding, ORDERED)


def asks(text: str, finding: Finding) -> bool:
    """A number that only words explain: digits alone, or written as many things are. One check digit lets every tenth order number pass for a tax number."""
    if finding.recogniser == DIALLED_NUMBER:
        return not is_telling(text[finding.start : finding.end])
    known = national().get(finding.recogniser)
    if known is None:
        return False
    value = text[finding.start : finding.end]
    if _BROKEN.search(value):
        return True
    return not known.telling.fullmatch(value) if known.telling else known.asked or _JOINTS.sub("", value).isdecimal()


def explained(finding: Finding, around: Surroundings, language: str) -> bool:
    """A word beside it says what it is, or names its country and an identity number, or the letter is in the language of its country (English is everybody's)."""
    if finding.recogniser == DIALLED_NUMBER:
        return around.nearest(finding, DIALLED) >= 0 or around.behind(finding, DIALLED)
    known = national()[finding.recogniser]
    if finding.type in ("US_BANK_NUMBER", "BANK_ACCOUNT") and _is_branch(finding, around):
        return False
    if known.led:
        return is_led(known, finding, around)
    if known.unsure:
        return _is_document(known, finding, around, language)
    if _is_called(known, finding, around) or (known.shared and _is_shared(known, finding, around, language)):
        return True
    if known.digits and not known.digits(bare(around.text[finding.start : finding.end])):
        return False
    if known.certain and around.nearest(finding, COUNTED) < 0:
        return True
    whole = not _BROKEN.search(around.text, finding.start, finding.end)
    at_home = whole and language != "en" and known.country in countries_of(language) and not around.goes_on(finding)
    return (at_home and not known.asked) or _is_said_to_be_one(known, finding, around)


def _is_branch(finding: Finding, around: Surroundings) -> bool:
    """As many digits as an American branch has, and called one: with right check digits it is found as that."""
    if finding.end - finding.start != _BRANCH_DIGITS:
        return False
    behind = around.follows(finding, _BRANCH)
    return around.name_ends(finding, _BRANCH) > around.name_ends(finding, _ACCOUNTS) or (behind is not None and behind[0] > -_CLOSE)


def _is_document(known: Known, finding: Finding, around: Surroundings, language: str) -> bool:
    """Its name stands beside it, or its country and any word for such a document; of digits alone it is American unless it says otherwise."""
    at_home = _is_at_home(known, finding, around)
    value = around.text[finding.start : finding.end]
    if not at_home and _is_from_elsewhere(known, finding, around, language):
        return False
    words = known.words if at_home or known.country in countries_of(language or "en") else known.long_words
    if around.nearest(finding, words) >= 0 or around.behind(finding, words):
        return True
    return at_home and (around.nearest(finding, DOCUMENTS) >= 0 or (not value.isdecimal() and around.say(finding, DOCUMENTS)))


def _is_from_elsewhere(known: Known, finding: Finding, around: Surroundings, language: str) -> bool:
    """The text speaks from another country; or nothing but digits, which only a name or a letter in a language of that country explains, or an American name of more than two small letters."""
    if around.countries(finding):
        return True
    if not around.text[finding.start : finding.end].isdecimal():
        return any(word.startswith(known.elsewhere) for word in around.lead(finding).split())
    if known.country in _countries(language) or any(not word.isascii() for word, _ in around.among(around.lead(finding), known.words)):
        return False
    return known.country != "us" or around.follows_letters(finding, known.words)


def _is_shared(known: Known, finding: Finding, around: Surroundings, language: str) -> bool:
    """A name that numbers of neighbours have too, in a letter from its country, with that named, or where the digits are no date of theirs."""
    if not around.say(finding, known.shared) or known.country not in (countries_of(language) or (known.country,)):
        return language == "en" and around.say(finding, known.shared) and around.begin(finding, known.stems)
    return bool(language) or around.begin(finding, known.stems) or not checksums.se_date(bare(around.text[finding.start : finding.end]))


def _is_said_to_be_one(known: Known, finding: Finding, around: Surroundings) -> bool:
    """Somebody's national number without its name."""
    if finding.score < SURE or (known.asked and not known.checked):
        return False
    identity = around.say(finding, IDENTITY)
    if known.asked:
        return (identity or around.say(finding, TAXES)) and _is_at_home(known, finding, around) and around.nearest(finding, COUNTED) < 0
    return (identity and known.strong) or ((identity or around.say(finding, TAXES)) and _is_at_home(known, finding, around))


def _is_at_home(known: Known, finding: Finding, around: Surroundings) -> bool:
    """Its country is named beside it, or phone numbers and addresses around it are from there."""
    return around.begin(finding, known.stems) or known.country in around.countries(finding)


def _countries(language: str) -> tuple[str, ...]:
    return () if language == "en" else countries_of(language)
