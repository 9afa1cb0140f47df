"""Values of every kind that has a shape, made anew: national numbers with right check digits, cards, accounts, addresses, keys."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import phonenumbers

from policies.redaction.figures.shapes import shaped
from policies.redaction.numbers.national import NUMBERS
from policies.redaction.numbers.titles import titles
from policies.redaction.scanning.recognisers import for_language

_THROWS: Final = 100_000
Maker = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """``label`` is what people write before it."""

    entity: str
    country: str
    label: str
    make: Maker


_SHAPES: Final = (
    ("AU_ABN", "australia", "ABN", r"\d{2} \d{3} \d{3} \d{3}"), ("AU_ACN", "australia", "ACN", r"\d{3} \d{3} \d{3}"),
    ("AU_MEDICARE", "australia", "Medicare number", r"[2-6]\d{3} \d{5} \d"), ("AU_TFN", "australia", "tax file number", r"\d{3} \d{3} \d{3}"),
    ("FI_PERSONAL_IDENTITY_CODE", "finland", "henkilötunnus", r"(?:0[1-9]|1\d|2[0-8])(?:0[1-9]|1[0-2])\d{2}[-A]\d{3}[0-9A-FHJ-NPR-Y]"),
    ("IN_AADHAAR", "india", "Aadhaar", r"[2-9]\d{3} \d{4} \d{4}"), ("IN_PAN", "india", "PAN", r"[A-Z]{3}[PCFH][A-Z]\d{4}[A-Z]"),
    ("KR_RRN", "korea", "RRN", r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d)-[1-4]\d{6}"), ("NG_NIN", "nigeria", "NIN", r"[1-9]\d{10}"),
    ("PL_PESEL", "poland", "PESEL", r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d)\d{5}"),
    ("SE_PERSONNUMMER", "sweden", "personnummer", r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d)-\d{4}"), ("TR_NATIONAL_ID", "turkey", "TC kimlik no", r"[1-9]\d{10}"),
    ("UK_NHS", "uk", "NHS number", r"\d{3} \d{3} \d{4}"), ("UK_NINO", "uk", "NI number", r"[ABCEHJ][ABCEHJ] \d{2} \d{2} \d{2} [A-D]"),
    ("US_ITIN", "us", "ITIN", r"9\d{2}-7\d-\d{4}"), ("US_NPI", "us", "NPI", r"1\d{9}"), ("CREDIT_CARD", "", "card", r"4\d{3} \d{4} \d{4} \d{4}|5[1-5]\d{14}|3[47]\d{13}"),
    ("IP_ADDRESS", "", "from", r"(?:[1-9]\d|1\d\d)\.(?:\d|[1-9]\d|1\d\d)\.(?:\d|[1-9]\d|1\d\d)\.(?:[1-9]|[1-9]\d|1\d\d)"),
    ("MAC_ADDRESS", "", "router", r"[0-9A-F]{2}:[0-9A-F]{2}:[0-9A-F]{2}:[0-9A-F]{2}:[0-9A-F]{2}:[0-9A-F]{2}"),
    ("EMAIL_ADDRESS", "", "e-mail", r"[a-z]{3,8}(?:[._][a-z]{2,8})?\d{0,2}@[a-z]{3,9}(?:-[a-z]{2,5})?\.(?:com|org|net|de|fr|nl|co\.uk|example\.com|io)"),
    ("URL", "", "page", r"https://[a-z]{3,9}\.(?:com|org|net|de|fr)/[a-z]{2,8}/\d{2,5}"),
    ("API_KEY", "", "key", r"sk-(?:proj-)?[A-Za-z0-9]{32,48}|ghp_[A-Za-z0-9]{36}|AKIA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|sk_live_[A-Za-z0-9]{24}|glpat-[A-Za-z0-9]{20}"),
    ("ACCESS_TOKEN", "", "token", r"eyJ[A-Za-z0-9]{20,40}\.eyJ[A-Za-z0-9]{30,60}\.[A-Za-z0-9_-]{30,43}"),
)  # fmt: skip
_ACCOUNTS: Final = {
    "DE": r"\d{18}", "FR": r"\d{23}", "NL": r"[A-Z]{4}\d{10}", "ES": r"\d{20}", "GB": r"[A-Z]{4}\d{14}", "IT": r"[A-Z]\d{22}", "BE": r"\d{12}",
    "AT": r"\d{16}", "CH": r"\d{17}", "PL": r"\d{24}", "SE": r"\d{20}", "DK": r"\d{14}", "NO": r"\d{11}", "PT": r"\d{21}",
}  # fmt: skip


@cache
def kinds() -> tuple[Kind, ...]:
    ours = [Kind(one.entity, one.country, titles(one.entity)[0].upper(), _of_shape(one.shape, one.entity)) for one in NUMBERS]
    known = [Kind(entity, country, label, _of_shape(shape, entity)) for entity, country, label, shape in _SHAPES]
    return (Kind("IBAN_CODE", "", "IBAN", _iban), Kind("PHONE_NUMBER", "", "phone", _phone), *known, *ours)


@cache
def _validators(entity: str) -> tuple[Any, ...]:
    return tuple(one for one in for_language("") if entity in one.supported_entities and hasattr(one, "validate_result"))


def _of_shape(shape: str, entity: str) -> Maker:
    """Values are thrown until one passes the check digits: the recogniser's own opinion, held to published examples by tests."""

    def make(dice: random.Random) -> str:
        for _ in range(_THROWS):
            value = shaped(shape, dice)
            if all(_passes(one, value) for one in _validators(entity)):
                return value
        raise RuntimeError(f"No value of the shape {shape} passes as {entity}.")

    return make


def _passes(recogniser: Any, value: str) -> bool:
    valid = recogniser.validate_result(value)
    unsure = valid is None and recogniser.supported_entities[0] != "IT_FISCAL_CODE"  # which says None of a wrong one
    return bool((valid or unsure) and not recogniser.invalidate_result(value))


def _iban(dice: random.Random) -> str:
    country = dice.choice(sorted(_ACCOUNTS))
    account = shaped(_ACCOUNTS[country], dice)
    check = 98 - int("".join(str(int(char, 36)) for char in f"{account}{country}00")) % 97
    whole = f"{country}{check:02d}{account}"
    return whole if dice.random() < 0.5 else " ".join(whole[place : place + 4] for place in range(0, len(whole), 4))


def _phone(dice: random.Random) -> str:
    """A mobile or fixed line number of some country, its last digits thrown, as dialled from abroad."""
    while True:
        region = dice.choice(
            ("US", "GB", "DE", "FR", "NL", "ES", "IT", "BE", "AT", "CH", "PL", "SE", "BR", "IN", "AU", "JP", "ZA", "MX", "CA", "DK")
        )
        example = phonenumbers.example_number_for_type(region, dice.choice((0, 1)))
        if example is None or example.national_number is None:
            continue
        example.national_number += dice.randrange(900)
        if phonenumbers.is_valid_number(example):
            return phonenumbers.format_number(
                example, dice.choice((phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164))
            )
