"""What the library's general recognisers miss of the way people write: phone numbers that no numbering plan confirms, cards of newer ranges, addresses in made-up domains."""

from __future__ import annotations

import re
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

from policies.redaction.numbers import checksums

DIALLED_NUMBER: Final = "DialledNumberRecognizer"
_EXTENSION: Final = r"(?:,? ?(?:ext\.?|extension|x|poste|durchwahl|dw\.?|toestel|tst\.?|int\.?) ?\d{1,5})?"
_DIALLED: Final = rf"(?<![\w.+/-])(?:\(?\+)?\(?\d(?:[ ()./-]{{0,3}}\d){{6,14}}{_EXTENSION}(?!\w|[.-]\d)"
_TELLING: Final = re.compile(
    rf"(?:\(?\+\d.{{7,}}|(?:\+?1[ .-])?(?:\(\d{{3}}\) ?\d{{3}}[ .-]\d{{4}}|\d{{3}}-\d{{3}}-\d{{4}}|\d{{3}}\.\d{{3}}\.\d{{4}}){_EXTENSION})",
    re.IGNORECASE,
)
_CARDS: Final = (
    r"\b2[2-7]\d{2}([ .-]?)\d{4}\1\d{4}\1\d{4}\b",
    r"\b[3-6]\d{3}\.\d{4}\.\d{4}\.\d{4}\b",
    r"\b5[6-8]\d{2}([ -]?)\d{4}\1\d{4}\1\d{4}\b",
    r"\b(?:5[06-9]|6\d)\d{2}([ -]?)\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?\b",
    r"\b(?:4\d{3}|62\d{2})([ -]?)\d{4}\1\d{4}\1\d{4}\1\d{1,3}\b",
)
_ACCOUNT: Final = r"\b[a-z]{2}\d{2}[a-z0-9]{11,30}\b"
_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20,
    "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30,
    "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Characters of an account of each country: where a word in capitals stands behind one, the library takes it for a group."""
_BY_LENGTH: Final = {size: "|".join(one for one, length in _LENGTHS.items() if length == size) for size in sorted(set(_LENGTHS.values()))}
_GROUPED: Final = (
    rf"\b(?:{'|'.join(rf'(?:{countries}) ?[0-9]{{2}}(?:[ -]?[A-Z0-9]){{{size - 4}}}' for size, countries in _BY_LENGTH.items())})\b"
)
_FEWEST_DIGITS: Final = 10
_MAILBOX: Final = r"(?<![\w.+-])[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]{0,63}@(?:[\w-]{1,63}\.){1,6}(?:example|test|invalid|localhost|local|internal|lan|intranet|corp|home)\b"
_LINK: Final = r"\b(?:https?|ftps?|sftp|wss?|ssh|git|ldaps?)://[^\s<>\"'()]{3,500}[^\s<>\"'().,;:!?]"
_SEPARATORS: Final = re.compile(r"[ .-]")


class CardRecogniser(PatternRecognizer):
    """Ranges and spellings that the library does not know."""

    def validate_result(self, pattern_text: str) -> bool:
        return checksums.luhn("".join(str(int(char)) for char in _SEPARATORS.sub("", pattern_text)))


class AccountRecogniser(PatternRecognizer):
    """Accounts in small letters, and in groups of some more countries."""

    def validate_result(self, pattern_text: str) -> bool:
        value = _SEPARATORS.sub("", pattern_text.upper())
        return value.isascii() and sum(map(str.isdigit, value)) >= _FEWEST_DIGITS and checksums.iban(value)


def everyday_recognisers(language: str) -> list[Any]:
    cards = [Pattern(f"card {number}", regex, 0.3) for number, regex in enumerate(_CARDS)]
    dialled, mailbox = Pattern("dialled", _DIALLED, 0.4), Pattern("mailbox", _MAILBOX, 0.5)
    accounts = [Pattern("account", _ACCOUNT, 0.3), Pattern("account in groups", _GROUPED, 0.3)]
    return [
        AccountRecogniser("IBAN_CODE", name="AccountNumberRecognizer", patterns=accounts, supported_language=language),
        CardRecogniser("CREDIT_CARD", name="CardNumberRecognizer", patterns=cards, supported_language=language),
        PatternRecognizer("URL", name="LinkRecognizer", patterns=[Pattern("link", _LINK, 0.6)], supported_language=language),
        PatternRecognizer("EMAIL_ADDRESS", name="MailboxRecognizer", patterns=[mailbox], supported_language=language),
        PatternRecognizer("PHONE_NUMBER", name=DIALLED_NUMBER, patterns=[dialled], supported_language=language),
    ]


def is_telling(value: str) -> bool:
    """Written as nothing but a phone number is: with a plus, or in the groups of North America."""
    return _TELLING.fullmatch(value) is not None
