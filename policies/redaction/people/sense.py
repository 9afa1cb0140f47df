"""What a run of labelled tokens must have to be a name at all: texts of other languages and of machines are not what the tagger learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.redaction.people.tokens import Token
from policies.redaction.people.words import known

NAME_PARTICLES: Final = frozenset((
    "van", "von", "de", "der", "den", "del", "la", "las", "los", "le", "du", "des", "di", "da", "dos", "zu", "zur", "ter", "ten", "bin", "al", "el",
))  # fmt: skip
_JOINING: Final = NAME_PARTICLES | frozenset(("und", "y", "en", "et", "and", "of", "&", "'s", "-", ".", ","))
_NAMES: Final = frozenset("flcpo")
_ACRONYM: Final = 5
_LABELS: Final = frozenset((
    "abn", "acn", "aadhaar", "ahv", "avs", "bic", "bsn", "cif", "cnp", "cnpj", "cpf", "cpr", "cuil", "cuit", "curp", "dni", "egn", "ein", "emso", "fin",
    "gstin", "hkid", "iban", "ird", "itin", "jmbg", "kvk", "medicare", "mrz", "nas", "nhs", "nie", "nif", "nino", "nip", "nir", "npi", "nric", "oib",
    "pan", "pesel", "pps", "ppsn", "regon", "rfc", "rrn", "run", "rut", "sin", "siren", "siret", "snils", "ssn", "svnr", "swift", "taj", "tfn", "tin",
    "tva", "ust", "ust-id", "ustid", "vat", "steuer-id", "btw", "iva", "cvc", "cvv", "ean", "faq", "gdpr", "dsgvo", "rgpd", "gps", "gtin", "iccid", "id",
    "imei", "ip", "isbn", "mac", "nfc", "otp", "pdf", "pin", "puk", "qr", "sku", "sms", "tan", "url", "usb", "vin", "wifi", "wlan",
))  # fmt: skip
"""What numbers and things are called: no organisations, though they are written in capitals."""


def trimmed(line: Sequence[Token]) -> Sequence[Token]:
    """Without what cannot begin or end a name; empty if nothing is left or nothing in it looks like one."""
    loud = all(token.text.isupper() for token in line if len(token.text) > 1)
    first, last = 0, len(line)
    while first < last and not may_stand(line[first]):
        first += 1
    while last > first and not may_stand(line[last - 1]) and line[last - 1].text != ".":
        last -= 1
    kept = line[first:last]
    if loud and not any(_listed(token) for token in kept) and len("".join(token.text for token in kept)) > _ACRONYM:
        return []
    if all(token.text.lower() in _LABELS and not token.text.islower() for token in kept):
        return []
    return kept if any(may_stand(token) for token in kept) else []


def may_stand(token: Token) -> bool:
    """A capital first, a name of a list, or a word that names are joined with."""
    return token.text[0].isupper() or _listed(token) or (token.text[0].isdigit() and any(char.isupper() for char in token.text))


def _listed(token: Token) -> bool:
    lists = known(token.text.lower())
    return not _NAMES.isdisjoint(lists) and (token.text[0].isupper() or "d" not in lists) and token.text.lower() not in _JOINING
