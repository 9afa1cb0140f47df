"""What redaction does not find, said by name: languages, countries, kinds of data, files, and what the rules of a place let through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policies.redaction import MAX_CHARACTERS, labels, operators
from policies.redaction.catalogue import ENTITIES, NOT_FOUND
from policies.redaction.covering import LONGEST
from policies.redaction.people import pipeline

LANGUAGES: Final = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "el": "Greek",
    "et": "Estonian", "fi": "Finnish", "ga": "Irish", "hr": "Croatian", "hu": "Hungarian", "is": "Icelandic", "it": "Italian", "lt": "Lithuanian",
    "lv": "Latvian", "mt": "Maltese", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovene", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ar": "Arabic", "bn": "Bengali",
    "fa": "Persian", "he": "Hebrew", "hi": "Hindi", "id": "Indonesian", "ja": "Japanese", "ko": "Korean", "ms": "Malay", "ta": "Tamil", "th": "Thai",
    "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
TAUGHT: Final = ("en", "de", "fr", "es", "nl")
"""Languages that the shipped tagger has learned names in."""
COUNTRIES: Final = {
    "AE": "United Arab Emirates", "AL": "Albania", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BA": "Bosnia and Herzegovina",
    "BD": "Bangladesh", "BE": "Belgium", "BG": "Bulgaria", "BR": "Brazil", "BY": "Belarus", "CA": "Canada", "CH": "Switzerland", "CL": "Chile",
    "CN": "China", "CO": "Colombia", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "DZ": "Algeria", "EC": "Ecuador",
    "EE": "Estonia", "EG": "Egypt", "ES": "Spain", "ET": "Ethiopia", "FI": "Finland", "FR": "France", "GE": "Georgia", "GH": "Ghana", "GR": "Greece",
    "HK": "Hong Kong", "HR": "Croatia", "HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel", "IN": "India", "IQ": "Iraq", "IR": "Iran",
    "IS": "Iceland", "IT": "Italy", "JO": "Jordan", "JP": "Japan", "KE": "Kenya", "KR": "South Korea", "KW": "Kuwait", "KZ": "Kazakhstan",
    "LI": "Liechtenstein", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MA": "Morocco", "MC": "Monaco", "MD": "Moldova", "ME": "Montenegro",
    "MK": "North Macedonia", "MT": "Malta", "MX": "Mexico", "MY": "Malaysia", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway",
    "NZ": "New Zealand", "PE": "Peru", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "QA": "Qatar", "RO": "Romania",
    "RS": "Serbia", "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia", "SK": "Slovakia", "TH": "Thailand",
    "TN": "Tunisia", "TR": "Turkey", "TW": "Taiwan", "UA": "Ukraine", "UK": "United Kingdom", "US": "United States", "UY": "Uruguay", "VE": "Venezuela",
    "VN": "Vietnam", "ZA": "South Africa",
}  # fmt: skip
_SHARED: Final = {"SK": "CZ"}
"""Countries whose numbers are those of another one."""
FILES: Final = (
    "pictures, scans and the text in them", "PDF, Word, Excel and other files that are no plain text", "sound and video",
    f"of a text for reviewers what follows after {LONGEST:,} characters: it is not shown either",
    f"texts of more than {MAX_CHARACTERS:,} characters: they are refused",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """``about`` says what is not covered, ``names`` which ones, ``more`` what holds instead."""

    about: str
    names: tuple[str, ...]
    more: str = ""


def gaps(rules: operators.Rules) -> list[Gap]:
    """Everything that is not found, or found and let through by ``rules``."""
    return [*_languages(), *_countries(), *_kinds(), *_surfaces(rules)]


def _languages() -> list[Gap]:
    used = pipeline()
    if used.startswith("spaCy"):
        return [
            Gap("Names in languages that the pipeline does not know", (), f"The {used} looks for names; its own page says which languages.")
        ]
    untaught = tuple(name for code, name in LANGUAGES.items() if code not in TAUGHT)
    return [
        Gap(
            "Names in these languages: much is missed and much is found that is none", untaught, f"The {used} has learned {_named(TAUGHT)}."
        )
    ]


def _named(codes: tuple[str, ...]) -> str:
    return ", ".join(LANGUAGES[code] for code in codes)


def _countries() -> list[Gap]:
    known = {entity.split("_")[0] for entity in ENTITIES} | {"UK"}
    missing = tuple(name for code, name in sorted(COUNTRIES.items(), key=lambda one: one[1]) if _SHARED.get(code, code) not in known)
    return [
        Gap(
            "Personal and tax numbers of these countries, and of every country that is not named in the list of types", missing,
            "Cards, IBAN, phone numbers with + and e-mail addresses are found from everywhere. An own recogniser can find what a country writes.",
        )
    ]  # fmt: skip


def _kinds() -> list[Gap]:
    return [
        Gap("Kinds of data that nobody looks for", NOT_FOUND),
        Gap("Phone numbers without + of countries outside the letter's language", (), "Numbers with + are found whatever the country."),
        Gap(
            "Numbers of countries that are digits only, without a word beside them that says what they are, in a letter of another language",
            (),
        ),
        Gap("Files", FILES, "Who takes one out is on the ledger."),
    ]


def _surfaces(rules: operators.Rules) -> list[Gap]:
    """By surface the types that are found and shown all the same."""
    found = []
    for surface in operators.SURFACES:
        kept = tuple(labels.named(entity) for entity in ENTITIES if operators.operator_for(entity, surface, rules) == operators.KEEP)
        few = kept if len(kept) <= _MANY else ()
        more = (
            "By the shipped defaults and the rules of this place."
            if few
            else f"{len(kept)} of {len(ENTITIES)} types: all that no rule hides."
            if kept
            else ""
        )
        found += [Gap(f"Found, but not hidden from the surface {surface}", few, more)] if kept else []
    return found


_MANY: Final = 40
