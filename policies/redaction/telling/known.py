"""What is known of each kind of national number: by which words, countries and ways of writing it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from policies.redaction.around.clues import ASKED, COUNTRIES, SHARED
from policies.redaction.numbers import checksums
from policies.redaction.numbers.number import SHAPED, UNCHECKED
from policies.redaction.numbers.titles import moves, near, titles
from policies.redaction.scanning.recognisers import all_recognisers, country_of

_SHORT: Final = 4
_STRONG: Final = frozenset(("PlPeselRecognizer", "FiPersonalIdentityCodeRecognizer", "SePersonnummerRecognizer"))
_TELLING: Final = {
    "SePersonnummerRecognizer": r"\d{6,8}[-+]\d{4}",
    "UsItinRecognizer": r"\d+-\d+-\d+",
    "SeOrganisationsnummerRecognizer": r"\d+-\d+",
    "FiPersonalIdentityCodeRecognizer": r"\d{6}[-+A-Fa-f]\d{3}.",
}
"""How the library's numbers of digits are written if they need no word beside them."""
_NAMED_ONLY: Final = frozenset(
    ("DeTaxNumberRecognizer", "DeHealthInsuranceRecognizer", "DeFuehrerscheinRecognizer", "DeKfzRecognizer", "DeLanrRecognizer", "DeBsnrRecognizer",
     "SgUenRecognizer", "ItDriverLicenseRecognizer", "ZaDriverLicenseRecognizer", "ZaTrafficRegisterNumberRecognizer", "ZaCompanyRegistrationRecognizer", "KrDriverLicenseRecognizer")
)  # fmt: skip
"""Numbers without check digits, or with one that too much else passes: no letter is from so far home that they need no word."""


@dataclass(frozen=True, slots=True)
class Known:
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
    moves: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@cache
def national() -> dict[str, Known]:
    """By recogniser's name."""
    return {r.name: _known(r) for r in all_recognisers() if country_of(r)}


def _known(recogniser: Any) -> Known:
    name, number = recogniser.name, getattr(recogniser, "number", None)
    words = ASKED.get(name) or (*(word.lower() for word in recogniser.context or ()), *titles(recogniser.supported_entities[0]))
    stems = tuple(COUNTRIES.get(country_of(recogniser), "").split()) or ("\0",)
    unsure = number is not None and number.check in UNCHECKED and not number.led
    later = number.check if number is not None and number.later is not checksums.never else None
    strong = name in _STRONG if number is None else number.strong
    telling = getattr(recogniser, "telling", None) or (re.compile(_TELLING[name]) if name in _TELLING else None)
    return Known(
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
        moves(recogniser.supported_entities[0]),
        tuple(
            stem
            for country, stems in COUNTRIES.items()
            if country != country_of(recogniser)
            for stem in stems.split()
            if len(stem) >= _SHORT
        ),
    )
