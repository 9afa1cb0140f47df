"""Detection: what Presidio finds, less the numbers that only look like something."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from policies.redaction.around.clues import ASKED, COUNTED, COUNTRIES, DIALLED, DOCUMENTS, IDENTITY, SHARED, TAXES
from policies.redaction.around.doubts import (
    every_title,
    is_inside_a_number,
    is_no_card,
    is_no_link,
    is_no_phone,
    is_version,
    names_of_numbers,
)
from policies.redaction.around.leading import ORDERED, is_led
from policies.redaction.around.marks import Unmarked
from policies.redaction.around.narrowing import narrowed
from policies.redaction.around.plain import plain
from policies.redaction.around.splitting import searched
from policies.redaction.around.surroundings import Surroundings
from policies.redaction.numbers import checksums
from policies.redaction.numbers.births import BIRTHS, is_birth
from policies.redaction.numbers.everyday import DIALLED_NUMBER, is_telling
from policies.redaction.numbers.national import bare
from policies.redaction.numbers.number import SHAPED, UNCHECKED
from policies.redaction.numbers.titles import near, titles
from policies.redaction.overlaps import Covered
from policies.redaction.own import Definition, is_own
from policies.redaction.scanning.recognisers import all_recognisers, countries_of, country_of
from policies.redaction.scanning.stock import order
from policies.redaction.secrets import passwords
from policies.redaction.types import Finding

_JOINTS: Final = re.compile(r"[ _./-]+")
_SURE: Final = 0.99
_SHORT: Final = 4
_GENERAL: Final = frozenset(("BANK_ACCOUNT", "DRIVING_LICENCE", "PASSPORT"))
"""Of whichever country: what is one of a certain country is that."""
_DOUBTED: Final = frozenset(("PHONE_NUMBER", "CREDIT_CARD", "IP_ADDRESS", "MAC_ADDRESS", "URL"))
_STRONG: Final = frozenset(("PlPeselRecognizer", "FiPersonalIdentityCodeRecognizer", "SePersonnummerRecognizer"))
_TELLING: Final = {
    "SePersonnummerRecognizer": r"\d{6,8}[-+]\d{4}",
    "UsItinRecognizer": r"\d+-\d+-\d+",
    "SeOrganisationsnummerRecognizer": r"\d+-\d+",
    "FiPersonalIdentityCodeRecognizer": r"\d{6}[-+A-Fa-f]\d{3}.",
}
"""How the library's numbers of digits are written if they need no word beside them."""
_BROKEN: Final = re.compile(r"\n|  ")
_SLASHED: Final = re.compile(r"\d/$"), re.compile(r"/\d")
_GOES_ON: Final = re.compile(r"[-.]\d"), re.compile(r"\d[-.]$")
_NAMED_ONLY: Final = frozenset(
    ("DeTaxNumberRecognizer", "DeHealthInsuranceRecognizer", "DeFuehrerscheinRecognizer", "DeKfzRecognizer", "DeLanrRecognizer", "DeBsnrRecognizer",
     "SgUenRecognizer", "ItDriverLicenseRecognizer", "ZaDriverLicenseRecognizer", "ZaTrafficRegisterNumberRecognizer", "ZaCompanyRegistrationRecognizer", "KrDriverLicenseRecognizer")
)  # fmt: skip
"""Numbers without check digits, or with one that too much else passes: no letter is from so far home that they need no word."""
Rank = tuple[int, int, int]
_LOOKALIKES: Final = frozenset(("CREDIT_CARD", "PHONE_NUMBER", "CRYPTO", "DATE_TIME"))


def detect(text: str, language: str, own: tuple[Definition, ...] = ()) -> list[Finding]:
    """Findings sorted by place and type, overlaps included. What a workspace's own recognisers find is not doubted."""
    shown = plain(text)
    unmarked = Unmarked(shown)
    found = _detected(unmarked.text, language, own)
    if not unmarked.is_changed:
        return found
    found = [unmarked.back(finding) for finding in found]
    known = Covered(found)  # a mark may also stand between two values, which make none together
    return sorted((*found, *(one for one in _detected(shown, language, own) if one.score >= _SURE and not known.touches(one))), key=order)


def _detected(text: str, language: str, own: tuple[Definition, ...]) -> list[Finding]:
    around = Surroundings(text)
    usual, unusual = searched(text, language, own)
    strange = {one for one in unusual if one.recogniser in _national() and _national()[one.recogniser].has_digits and _leads(one, around)}
    found = sorted((narrowed(text, finding) for finding in (*usual, *strange, *passwords(text, around.tables))), key=order)
    found = [_dated(finding, around) if finding.type == "DATE_TIME" else finding for finding in found]
    if not any(finding.recogniser in _national() or finding.type in _DOUBTED for finding in found):
        return found
    found = sorted((_within_cell(finding, around) for finding in found), key=order)
    whole = [
        finding for finding in found if is_own(finding.recogniser) or not (_is_cut(text, finding) or _is_another(text, finding, around))
    ]
    abroad = Covered(one for one in whole if one.type == "PHONE_NUMBER" and text[one.start] == "+")
    whole = [one for one in whole if one.type == "PHONE_NUMBER" or not (_is_lookalike(one) and abroad.touches(one))]
    kept = [finding for finding in whole if finding in strange or not _asks(text, finding) or _explained(finding, around, language)]
    named = {finding: _rank(finding, around) for finding in kept if _is_named(finding, around)}
    kept = _of_countries(kept, named)
    still = set(kept)
    named = {finding: rank for finding, rank in named.items() if finding in still}
    kept = list(_nearer_home(kept, named, language))
    rivals = _Rivals(named)
    return [
        finding
        for finding in kept
        if not (
            _is_lookalike(finding)
            and (
                rivals.outdo(finding, named.get(finding))
                or (_is_outshone(finding, around) if finding in named else _is_misnamed(text, finding, around))
            )
        )
    ]


def _dated(finding: Finding, around: Surroundings) -> Finding:
    """A date in a column of days of birth is one."""
    return replace(finding, type="DATE_OF_BIRTH", recogniser=BIRTHS) if is_birth(around.heading(finding)) else finding


def _of_countries(kept: list[Finding], named: Mapping[Finding, Rank]) -> list[Finding]:
    """Without passports, licences and accounts of whichever country that are one of a certain country as well, which is as sure then as its name."""
    national = [one for one in kept if one.recogniser in _national() and one.type not in _GENERAL]
    general = Covered(one for one in kept if one.type in _GENERAL)
    certain = Covered(one for one in national if one in named or one.score < _SURE)
    unsure = {one for one in national if one.score < _SURE and general.touches(one)}
    return [replace(one, score=_SURE) if one in unsure else one for one in kept if one.type not in _GENERAL or not certain.touches(one)]


def _nearer_home(kept: list[Finding], named: Mapping[Finding, Rank], language: str) -> Iterator[Finding]:
    """Of two numbers on the same characters that nothing names, that of a country of the letter's language."""
    countries = countries_of(language) if language != "en" else ()
    at_home = {
        (one.start, one.end)
        for one in kept
        if countries and one.recogniser in _national() and _national()[one.recogniser].country in countries
    }
    for one in kept:
        known = _national().get(one.recogniser)
        if not known or one in named or known.country in countries or (one.start, one.end) not in at_home:
            yield one


def _within_cell(finding: Finding, around: Surroundings) -> Finding:
    """A link does not go on into the next column."""
    cell = around.tables.cell(finding.start) if finding.type == "URL" else None
    return replace(finding, end=cell.end) if cell and cell.start <= finding.start < cell.end < finding.end else finding


def _rank(finding: Finding, around: Surroundings) -> Rank:
    """How near the name is: that before it first, then that behind it, then one elsewhere in its sentence; of those on one place the longer.

    One with the name of its country beside it says more than one without.
    """
    known = _national()[finding.recogniser]
    if known.digits and not known.digits(bare(around.text[finding.start : finding.end])):
        return 0, 0, 0
    at_home = _is_at_home(known, finding, around)
    if (place := around.name_ends(finding, known.words)) >= 0:
        return 3 if at_home else 2, place - (known.led or known.unsure), 0
    if known.unsure and at_home and (place := around.name_ends(finding, DOCUMENTS)) >= 0:
        return 3, place, 0
    following = around.follows(finding, known.words)
    return (1, *following) if following else (0, 0, around.longest(finding, known.words))


def _is_another(text: str, finding: Finding, around: Surroundings) -> bool:
    """A phone number, or an address of a machine, that the text calls something else."""
    if finding.type == "PHONE_NUMBER":
        return is_no_phone(text, finding, around)
    if finding.type == "CREDIT_CARD":
        return is_no_card(text, finding, around)
    return is_version(finding, around) or is_inside_a_number(text, finding) or is_no_link(text, finding, around)


def _is_cut(text: str, finding: Finding) -> bool:
    """Digits go on before or behind it: a part of a longer number is no number."""
    if finding.recogniser not in _national():
        return False
    known = _national()[finding.recogniser]
    first, last = text[finding.start].isdigit(), text[finding.end - 1].isdigit()
    if (known.led or known.unsure) and (
        (first and _SLASHED[0].search(text, max(0, finding.start - 2), finding.start)) or (last and _SLASHED[1].match(text, finding.end))
    ):
        return True
    before, behind = text[max(0, finding.start - 2) : finding.start], text[finding.end : finding.end + 2]
    cut_off = behind[:1].isdigit() or _GOES_ON[0].match(behind)
    return (first and bool(before[-1:].isdigit() or _GOES_ON[1].search(before))) or (last and bool(cut_off))


def _is_named(finding: Finding, around: Surroundings) -> bool:
    """A word beside it says which kind of number it is."""
    known = _national().get(finding.recogniser)
    if known is None or finding.score < _SURE:
        return False
    if known.led:
        return is_led(known.words, known.near, known.signs, finding, around)
    if around.say(finding, known.words) or around.tell(finding, known.words):
        return True
    if known.unsure:
        return _is_at_home(known, finding, around) and around.nearest(finding, DOCUMENTS) >= 0
    return _is_at_home(known, finding, around) and _is_said_to_be_one(known, finding, around)


def _leads(finding: Finding, around: Surroundings) -> bool:
    """Its own name leads to it, nearer than a word such as "call" or "order", or follows it."""
    known = _national()[finding.recogniser]
    if (place := around.nearest(finding, known.words)) >= 0:
        return place > max(around.nearest(finding, DIALLED), around.nearest(finding, ORDERED))
    return around.follows(finding, known.words) is not None


def _is_called(known: _Known, finding: Finding, around: Surroundings) -> bool:
    """By its name; one on another line does not count where its own line calls it an order or the like."""
    if not (around.say(finding, known.words) or around.tell(finding, known.words)):
        return False
    own = around.in_line(finding, known.words) or around.follows(finding, known.words) is not None
    return own or not around.in_line(finding, ORDERED)


def _is_lookalike(finding: Finding) -> bool:
    return not is_own(finding.recogniser) and (finding.type in _LOOKALIKES or finding.recogniser in _national())


def _is_misnamed(text: str, finding: Finding, around: Surroundings) -> bool:
    """The text calls it another kind of national number, whose check digits are wrong: it is that one, misspelt. Letters in it tell more than that."""
    known = _national().get(finding.recogniser)
    value = text[finding.start : finding.end]
    if known and known.telling and known.telling.fullmatch(value) and any(map(str.isalpha, value)):
        return False
    if known and known.shared and around.nearest(finding, known.shared) >= 0:
        return False
    if finding.score < _SURE or known is None:
        return False
    return around.nearest(finding, names_of_numbers()) >= 0 or around.follow_alone(finding, names_of_numbers())


def _is_outshone(finding: Finding, around: Surroundings) -> bool:
    """What it seems to be called is a part of a longer name, which is that of another kind: a social insurance number is no social."""
    known = _national().get(finding.recogniser)
    return known is not None and not known.led and around.outshone(finding, known.titles, every_title())


class _Rivals:
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


def _asks(text: str, finding: Finding) -> bool:
    """A number that only words explain: digits alone, or written as many things are. One check digit lets every tenth order number pass for a tax number."""
    if finding.recogniser == DIALLED_NUMBER:
        return not is_telling(text[finding.start : finding.end])
    known = _national().get(finding.recogniser)
    if known is None:
        return False
    value = text[finding.start : finding.end]
    if _BROKEN.search(value):
        return True
    return not known.telling.fullmatch(value) if known.telling else known.asked or _JOINTS.sub("", value).isdecimal()


def _explained(finding: Finding, around: Surroundings, language: str) -> bool:
    """A word beside it says what it is, or names its country and an identity number, or the letter is in the language of its country (English is everybody's)."""
    if finding.recogniser == DIALLED_NUMBER:
        return around.nearest(finding, DIALLED) >= 0 or around.behind(finding, DIALLED)
    known = _national()[finding.recogniser]
    if known.led:
        return is_led(known.words, known.near, known.signs, finding, around)
    if known.unsure:
        return _is_document(known, finding, around, language)
    if _is_called(known, finding, around) or (known.shared and _is_shared(known, finding, around, language)):
        return True
    if known.digits and not known.digits(bare(around.text[finding.start : finding.end])):
        return False
    if known.certain and around.nearest(finding, COUNTED) < 0:
        return True
    whole = not _BROKEN.search(around.text, finding.start, finding.end)
    at_home = whole and language != "en" and known.country in countries_of(language)
    return (at_home and not known.asked) or _is_said_to_be_one(known, finding, around)


def _is_document(known: _Known, finding: Finding, around: Surroundings, language: str) -> bool:
    """Its name stands beside it, or its country and any word for such a document; of digits alone it is American unless it says otherwise."""
    at_home = _is_at_home(known, finding, around)
    value = around.text[finding.start : finding.end]
    if not at_home and (
        around.countries(finding) or (value.isdecimal() and known.country != "us" and known.country not in _countries(language))
    ):
        return False
    words = known.words if at_home or known.country in countries_of(language or "en") else known.long_words
    if around.nearest(finding, words) >= 0 or around.behind(finding, words):
        return True
    return at_home and (around.nearest(finding, DOCUMENTS) >= 0 or (not value.isdecimal() and around.say(finding, DOCUMENTS)))


def _is_shared(known: _Known, finding: Finding, around: Surroundings, language: str) -> bool:
    """A name that numbers of neighbours have too, in a letter from its country, with that named, or where the digits are no date of theirs."""
    if not around.say(finding, known.shared) or known.country not in (countries_of(language) or (known.country,)):
        return language == "en" and around.say(finding, known.shared) and around.begin(finding, known.stems)
    return bool(language) or around.begin(finding, known.stems) or not checksums.se_date(bare(around.text[finding.start : finding.end]))


def _is_said_to_be_one(known: _Known, finding: Finding, around: Surroundings) -> bool:
    """Somebody's national number without its name."""
    if finding.score < _SURE or (known.asked and not known.checked):
        return False
    identity = around.say(finding, IDENTITY)
    if known.asked:
        return (identity or around.say(finding, TAXES)) and _is_at_home(known, finding, around) and around.nearest(finding, COUNTED) < 0
    return (identity and known.strong) or ((identity or around.say(finding, TAXES)) and _is_at_home(known, finding, around))


def _is_at_home(known: _Known, finding: Finding, around: Surroundings) -> bool:
    """Its country is named beside it, or phone numbers and addresses around it are from there."""
    return around.begin(finding, known.stems) or known.country in around.countries(finding)


def _countries(language: str) -> tuple[str, ...]:
    return () if language == "en" else countries_of(language)


@dataclass(frozen=True, slots=True)
class _Known:
    """``words``: context words in lower case; ``telling``: how a number is written that needs none, if that is not any sign but digits.

    ``stems``: how words for the country begin; ``asked``: without check digits, so that only words tell; ``unsure``: such a one as many other things are written.
    ``certain``: it needs no word; ``digits``: the check digits of a number of which later ones have none;
    ``shared``: names that it has in common with numbers of neighbours.
    """

    country: str
    words: tuple[str, ...]
    telling: re.Pattern[str] | None
    stems: tuple[str, ...]
    strong: bool
    asked: bool
    unsure: bool
    certain: bool
    digits: checksums.Check | None
    shared: tuple[str, ...] = ()
    long_words: tuple[str, ...] = ()
    checked: bool = False
    has_digits: bool = True
    led: bool = False
    near: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@cache
def _national() -> dict[str, _Known]:
    """By recogniser's name."""
    return {r.name: _known(r) for r in all_recognisers() if country_of(r)}


def _known(recogniser: Any) -> _Known:
    name, number = recogniser.name, getattr(recogniser, "number", None)
    words = ASKED.get(name) or (*(word.lower() for word in recogniser.context or ()), *titles(recogniser.supported_entities[0]))
    stems = tuple(COUNTRIES.get(country_of(recogniser), "").split()) or ("\0",)
    unsure = number is not None and number.check in UNCHECKED and not number.led
    later = number.check if number is not None and number.later is not checksums.never else None
    strong = name in _STRONG if number is None else number.strong
    telling = getattr(recogniser, "telling", None) or (re.compile(_TELLING[name]) if name in _TELLING else None)
    return _Known(
        country_of(recogniser),
        words,
        telling,
        stems,
        strong,
        name in ASKED or name in _NAMED_ONLY or (number is not None and number.named),
        unsure,
        number is not None and number.certain,
        later,
        SHARED.get(name, ()),
        tuple(word for word in words if len(word) > _SHORT),
        number is not None and number.check not in (*UNCHECKED, *SHAPED),
        not (unsure or (number is not None and number.led)),
        number is not None and number.led,
        *(near(recogniser.supported_entities[0]) if number is not None and number.led else ((), ())),
        (*words, *titles(recogniser.supported_entities[0])),
    )
