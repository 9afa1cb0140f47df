"""Checks on numbers that look personal, and the sample mailbox as the standard library reads it."""

from __future__ import annotations

import email
import email.message
import email.policy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import portal.sample

SAMPLE = Path(portal.sample.__file__).parent
MAILBOX = SAMPLE / "mailbox"
DOCUMENTS = SAMPLE / "documents"
IBAN_LENGTHS = {"BE": 16, "DE": 22, "ES": 24, "FR": 27, "GB": 22, "IT": 27, "NL": 18}


@cache
def manifest() -> dict[str, Any]:
    return dict(json.loads((MAILBOX / "manifest.json").read_text(encoding="utf-8")))


def entries(feature: str = "") -> list[dict[str, Any]]:
    return [entry for entry in manifest()["messages"] if not feature or feature in entry["features"]]


def raw(entry: dict[str, Any]) -> bytes:
    return (MAILBOX / str(entry["file"])).read_bytes()


def parsed(entry: dict[str, Any]) -> email.message.EmailMessage:
    return email.message_from_bytes(raw(entry), policy=email.policy.default)


def texts(entry: dict[str, Any]) -> str:
    """All text of a message, decoded; HTML as it stands."""
    parts = [part for part in parsed(entry).walk() if part.get_content_maintype() == "text"]
    return "\n".join(decoded(part) for part in parts).replace("\r\n", "\n")


def decoded(part: email.message.EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return data.decode(part.get_content_charset() or "utf-8", "replace") if isinstance(data, bytes) else ""


def passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(re.sub(r"\D", "", number))]
    return sum(digits[0::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def is_iban(text: str) -> bool:
    plain = text.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return len(plain) == IBAN_LENGTHS.get(plain[:2]) and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def card_numbers(text: str) -> list[str]:
    """Digits in a card's usual groups; an IBAN's groups of four are not a card."""
    for iban in ibans(text):
        text = text.replace(iban, "")
    return re.findall(r"(?<![\d-])(?:\d{4} \d{4} \d{4} \d{4}|3\d{3} \d{6} \d{5})(?! ?\d)", text)


def ibans(text: str) -> list[str]:
    return re.findall(r"\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){3,6}(?: [A-Z0-9]{1,3})?\b", text)


def hosts(text: str) -> set[str]:
    """Whatever stands behind an at sign or a scheme."""
    return {host.lower() for host in re.findall(r"(?:@|https?://)((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})", text)}
