"""Check digits that an own recogniser may ask for: general schemes over the digits of what was found, or those of a national number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from policies.redaction.catalogue import WITH_CHECK_DIGITS
from policies.redaction.numbers import checksums

Check = Callable[[str], bool]
_SEPARATORS: Final = re.compile(r"[\s.\-/()]+")
_GENERAL: Final = {
    "luhn": "Luhn, over its digits (cards, many membership numbers)",
    "mod11": "Modulo 11, over its digits with weights that fall to 1; X is ten",
    "mod97": "Modulo 97, letters count from 10 and the check digits stand at the end (ISO 7064)",
}


LABELS: Final[Mapping[str, str]] = _GENERAL | {entity: f"As in {entity}" for entity in WITH_CHECK_DIGITS}
"""Key -> what a form calls it."""


@cache
def check(key: str) -> Check:
    """Takes the value as it was found; False also for what is not written like such a number. Raises KeyError for an unknown key."""
    if key in _GENERAL:
        return {"luhn": _luhn, "mod11": _mod11, "mod97": _mod97}[key]
    from policies.redaction.numbers.national import NUMBERS, known  # loads the detection library

    number = {one.entity: one for one in NUMBERS}[key]
    shape = re.compile(number.shape)

    def national(value: str) -> bool:
        plain = known(value)  # some are never written without what sets their groups apart
        return bool(plain and (shape.fullmatch(plain) or shape.fullmatch(value.strip().upper()))) and number.check(plain)

    return national


def _plain(value: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in _SEPARATORS.sub("", value).upper())


def _digits(value: str) -> str:
    return "".join(char for char in _plain(value) if char.isdecimal())


def _luhn(value: str) -> bool:
    digits = _digits(value)
    return len(digits) > 1 and checksums.luhn(digits)


def _mod11(value: str) -> bool:
    plain = _plain(value)
    numbers = [int(char) for char in _digits(plain)] + ([10] if plain.endswith("X") else [])
    return len(numbers) > 1 and any(numbers) and sum(weight * one for weight, one in enumerate(reversed(numbers), 1)) % 11 == 0


def _mod97(value: str) -> bool:
    plain = _plain(value)
    return len(plain) > 2 and plain.isascii() and plain.isalnum() and checksums.mod97(plain)
