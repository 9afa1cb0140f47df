"""What people call the types that redaction finds."""

from __future__ import annotations

from typing import Final

FINDINGS: Final = {
    "EMAIL_ADDRESS": ("e-mail address", "e-mail addresses"),
    "PHONE_NUMBER": ("phone number", "phone numbers"),
    "CREDIT_CARD": ("card number", "card numbers"),
    "IBAN_CODE": ("bank account", "bank accounts"),
    "IP_ADDRESS": ("IP address", "IP addresses"),
    "DATE_TIME": ("date", "dates"),
    "DATE_OF_BIRTH": ("date of birth", "dates of birth"),
    "VEHICLE_PLATE": ("licence plate", "licence plates"),
    "BANK_ACCOUNT": ("bank account", "bank accounts"),
    "URL": ("link", "links"),
    "UUID": ("identifier", "identifiers"),
    "PERSON": ("name", "names"),
    "PASSWORD": ("password", "passwords"),
    "API_KEY": ("access key", "access keys"),
    "ACCESS_TOKEN": ("access token", "access tokens"),
    "PRIVATE_KEY": ("private key", "private keys"),
    "CRYPTO": ("wallet address", "wallet addresses"),
}


def counted(kind: str, number: int) -> str:
    """``CREDIT_CARD``, 2 -> "2 card numbers"."""
    one, many = FINDINGS.get(kind, ((name := kind.replace("_", " ").lower()), f"{name}s"))
    return f"{number} {one if number == 1 else many}"


def named(kind: str) -> str:
    """``CREDIT_CARD`` -> "card number"."""
    return counted(kind, 1)[2:]
