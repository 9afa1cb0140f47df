"""Digits of every script are read as those of a keyboard."""

from __future__ import annotations

import sys
import unicodedata

from policies.redaction.around.plain import plain


def test_every_decimal_digit_there_is_becomes_its_own_and_nothing_else_does() -> None:
    characters = [chr(number) for number in range(128, sys.maxunicode + 1)]
    digits = [one for one in characters if unicodedata.category(one) == "Nd"]
    assert len(digits) > 600
    assert plain("".join(digits)) == "".join(str(unicodedata.decimal(one)) for one in digits)
    others = "".join(one for one in characters if unicodedata.category(one) != "Nd")
    assert not any("0" <= one <= "9" for one in plain(others))
