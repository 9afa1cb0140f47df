"""Which recognisers search a text: Presidio's own of all countries, and ours for secrets."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import presidio_analyzer.predefined_recognizers as predefined
import tldextract
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer

from policies.redaction.numbers.births import birth_recogniser
from policies.redaction.numbers.everyday import everyday_recognisers
from policies.redaction.numbers.national import REPLACED, NationalRecogniser, national_recognisers
from policies.redaction.numbers.wallets import wallet_recogniser
from policies.redaction.secrets import secret_recognisers

THRESHOLD: Final = 0.4
"""Below it a finding is a guess: a bare run of digits that only a word beside it would explain."""

CONFIRMED: Final = 0.45
"""The score of a phone number that a numbering plan knows."""

LANGUAGE: Final = "en"
"""Presidio files recognisers by one language; ours are chosen by hint instead, so all carry the same one."""

_COUNTRIES: Final = {
    "bg": ("bulgaria",), "cs": ("czechia",), "da": ("denmark",), "de": ("germany", "austria", "switzerland"), "el": ("greece",),
    "en": ("us", "uk", "australia", "canada", "india", "nigeria", "philippines", "singapore", "south_africa", "ireland", "new_zealand", "hong_kong"),
    "es": ("spain", "mexico", "argentina", "chile", "ecuador", "colombia", "peru", "uruguay"), "et": ("estonia",), "fi": ("finland",),
    "fr": ("france", "belgium", "switzerland", "canada"), "he": ("israel",), "hr": ("croatia",), "hu": ("hungary",), "is": ("iceland",),
    "hi": ("india",), "bn": ("india",), "ta": ("india",), "te": ("india",), "mr": ("india",), "gu": ("india",), "pa": ("india",), "kn": ("india",), "ml": ("india",),
    "ca": ("spain",), "eu": ("spain",), "gl": ("spain",), "af": ("south_africa",), "ga": ("ireland",), "nn": ("norway",), "tl": ("philippines",), "fil": ("philippines",),
    "ar": ("emirates", "saudi", "egypt"), "fa": ("iran",), "id": ("indonesia",), "kk": ("kazakhstan",), "lb": ("luxembourg",), "ms": ("malaysia",), "ur": ("pakistan",), "vi": ("vietnam",),
    "it": ("italy", "switzerland"), "ja": ("japan",), "ko": ("korea",), "lt": ("lithuania",), "lv": ("latvia",), "nl": ("netherlands", "belgium"),
    "no": ("norway",), "nb": ("norway",), "pl": ("poland",), "pt": ("brazil", "portugal"), "ro": ("romania",), "ru": ("russia",), "sk": ("czechia", "slovakia"),
    "sl": ("slovenia",), "sv": ("sweden", "finland"), "th": ("thai",), "tr": ("turkey",), "uk": ("ukraine",), "zh": ("china", "taiwan", "hong_kong", "singapore"),
}  # fmt: skip


_EVERYWHERE: Final = frozenset(("UkNinoRecognizer", "UsItinRecognizer", "UkDrivingLicenceRecognizer", "InPanRecognizer"))
"""Without check digits in the library's sense, but written so that nothing else looks like them: found in letters of any language."""

_REGIONS: Final = (
    "US", "GB", "DE", "FR", "IL", "IN", "CA", "BR", "ES", "NL", "BE", "AT", "CH", "IT", "PT", "PL", "SE", "DK", "NO", "FI", "IE", "AU", "NZ", "ZA", "MX", "CZ",
)  # fmt: skip
_REGIONS_BY_LANGUAGE: Final = {
    "de": ("DE", "AT", "CH"), "en": ("US", "GB", "CA", "AU", "IN", "IE", "ZA", "SG"), "es": ("ES", "MX", "AR", "CO", "CL", "US"),
    "fi": ("FI",), "fr": ("FR", "BE", "CH", "CA"), "it": ("IT", "CH"), "ja": ("JP",), "ko": ("KR",), "nl": ("NL", "BE"), "pl": ("PL",),
    "pt": ("BR", "PT"), "sv": ("SE", "FI"), "th": ("TH",), "tr": ("TR",), "ar": ("AE", "SA", "EG", "MA", "TN", "JO"), "bg": ("BG",), "bs": ("BA",), "cs": ("CZ", "SK"), "da": ("DK",), "el": ("GR", "CY"),
    "et": ("EE",), "he": ("IL",), "hi": ("IN",), "hr": ("HR",), "hu": ("HU",), "id": ("ID",), "is": ("IS",), "lt": ("LT",), "lv": ("LV",), "no": ("NO",), "nb": ("NO",), "ro": ("RO", "MD"), "ru": ("RU", "KZ"),
    "sk": ("SK", "CZ"), "sl": ("SI",), "sr": ("RS",), "uk": ("UA",), "vi": ("VN",), "zh": ("CN", "TW", "HK", "SG"),
}  # fmt: skip
"""Where numbers without + may be from. Numbers with + are found whatever the region."""

_LEFT_OUT: Final = frozenset(
    ("ZaMobileNumberRecognizer", "ZaTelephoneNumberRecognizer", "InPanRecognizer", "UsHealthInsuranceMemberIdRecognizer", *REPLACED)
)
"""The first two repeat what the phone recogniser finds; of the next two one pattern is replaced, see _replacements."""


def use_shipped_suffix_list() -> None:
    """The check of mail addresses would fetch the list of public suffixes from the internet at first use."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR  # type: ignore[assignment]  # the library offers no setting


@cache
def for_language(hint: str) -> tuple[Any, ...]:
    """Recognisers for a text: general ones, secrets, every one with a checksum, and those of the language's countries.

    No or an unknown hint: all of them.
    """
    use_shipped_suffix_list()
    countries = countries_of(hint)
    chosen = [
        r for r in all_recognisers() if not countries or country_of(r) in ("", *countries) or r.name in _EVERYWHERE or _has_checksum(r)
    ]
    regions = (*_REGIONS_BY_LANGUAGE.get(hint, ()), *_REGIONS)
    phones = predefined.PhoneRecognizer(supported_regions=tuple(dict.fromkeys(regions)), supported_language=LANGUAGE)
    phones.SCORE = CONFIRMED  # more than what is only written like a phone number, so that of two findings on one place this one stays
    return (*chosen, phones)


@cache
def all_recognisers() -> tuple[Any, ...]:
    """Every one but the phone recogniser, whose regions depend on the language."""
    built = [recogniser(supported_language=LANGUAGE) for _, recogniser in sorted(_classes())]
    return (
        *built,
        *_replacements(),
        *national_recognisers(LANGUAGE),
        *secret_recognisers(LANGUAGE),
        *everyday_recognisers(LANGUAGE),
        wallet_recogniser(LANGUAGE),
        birth_recogniser(LANGUAGE),
    )


def _replacements() -> list[Any]:
    """Two patterns look ahead without bound at each place, which takes quadratic time: ours say the same within bounds, or are dropped."""
    bounded = Pattern(
        "Health insurance member ID (weak)",
        r"\b(?=[A-Z0-9-]{0,20}[A-Z])(?=[A-Z0-9-]{0,20}\d)[A-Z]{1,5}-?[A-Z0-9]{5,14}\b",
        0.1,
    )
    pan = [pattern for pattern in predefined.InPanRecognizer.PATTERNS if ".*?" not in pattern.regex]
    return [
        predefined.InPanRecognizer(patterns=pan, supported_language=LANGUAGE),
        predefined.UsHealthInsuranceMemberIdRecognizer(patterns=[bounded], supported_language=LANGUAGE),
    ]


def _classes() -> Iterator[tuple[str, Any]]:
    for name, found in vars(predefined).items():
        if not inspect.isclass(found) or not issubclass(found, EntityRecognizer):
            continue
        wanted = country_of(found) or ".generic." in found.__module__
        if wanted and name not in _LEFT_OUT and not issubclass(found, predefined.PhoneRecognizer):
            yield name, found


def countries_of(language: str) -> tuple[str, ...]:
    """Countries in the library's names whose recognisers belong to the language; empty for an unknown one."""
    return _COUNTRIES.get(language, ())


def country_of(recogniser: Any) -> str:
    if isinstance(recogniser, NationalRecogniser):
        return str(recogniser.country)
    parts = (recogniser if inspect.isclass(recogniser) else type(recogniser)).__module__.split(".")
    return parts[parts.index("country_specific") + 1] if "country_specific" in parts else ""


def _has_checksum(recogniser: Any) -> bool:
    return isinstance(recogniser, PatternRecognizer) and type(recogniser).validate_result is not PatternRecognizer.validate_result
