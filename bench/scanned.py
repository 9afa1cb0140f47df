"""Texts to search for personal data: mixed ones in several languages, plain ones without any, and hostile ones of 100 kB."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

from bench import letters

Text = tuple[str, str]
"""A text and the code of its language, empty if unknown."""
LENGTH: Final = 100_000
_PLAIN: Final = ("en", "de", "fr", "es", "pl", "ru", "ar", "ja", "tr", "sv")


def mixed(count: int, seed: int = 11) -> list[Text]:
    """Letters of about 500 characters with none to six values, in ten languages; one in four says no language."""
    return [_letter(random.Random(f"{seed} {number}")) for number in range(count)]


def _letter(dice: random.Random) -> Text:
    language = dice.choice(_PLAIN)
    parts: list[str] = []
    while sum(map(len, parts)) < 450:
        parts.append(dice.choice(letters.SENTENCES[language]))
    for _ in range(dice.randint(0, 6)):
        label = dice.choice(letters.LABELS[language]) if dice.random() < 0.7 else ""
        parts.insert(dice.randint(0, len(parts)), f"{label} {dice.choice(letters.VALUES)(dice)}{dice.choice(('.', ',', '', ';'))}".strip())
    return dice.choice((" ", " ", "\n")).join(parts), language if dice.random() < 0.75 else ""


def plain(count: int, seed: int = 12) -> list[Text]:
    """Letters without digits, signs or anything else that could be found, about 500 characters."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        language = dice.choice(("en", "en", "de", "fr", "es"))
        parts: list[str] = []
        while sum(map(len, parts)) < 450:
            parts.append(dice.choice(letters.SENTENCES[language]))
        made.append((" ".join(parts), language))
    return made


_HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    "one letter": lambda size: "a" * size,
    "digits": lambda size: "1" * size,
    "digits and blanks": lambda size: "12 " * (size // 3),
    "dots": lambda size: "a." * (size // 2),
    "hosts": lambda size: "a.com." * (size // 6),
    "at signs": lambda size: "a@" * (size // 2),
    "addresses": lambda size: "jane@example.com " * (size // 17),
    "broken address": lambda size: "a@" + "b-" * (size // 2),
    "phone numbers": lambda size: "+49 1512 3456789, " * (size // 18),
    "phone-like": lambda size: "(0)-1 / " * (size // 8),
    "cards": lambda size: "4111 1111 1111 1111 " * (size // 20),
    "accounts": lambda size: "DE89 3704 0044 0532 0130 00 " * (size // 28),
    "one long account": lambda size: "DE89" + "A1" * (size // 2),
    "hex": lambda size: "deadbeef" * (size // 8),
    "colons": lambda size: "fe80::1:" * (size // 8),
    "quotes": lambda size: "\"'http://" * (size // 9),
    "dashes": lambda size: "-" * size,
    "new lines": lambda size: "\n1\n" * (size // 3),
    "almost keys": lambda size: "sk-eyJ." * (size // 7),
    "private key without an end": lambda size: "-----BEGIN PRIVATE KEY-----" + "A" * size,
    "words": lambda size: "passport number telephone card " * (size // 31),
    "other digits": lambda size: "١٢٣٤ " * (size // 5),
    "wide": lambda size: "日本語テキスト１２３－４５６ " * (size // 15),
    "capitals": lambda size: "AB12CD34 " * (size // 9),
    "days of birth": lambda size: "dob 1." * (size // 6),
    "plates": lambda size: "plate A1B2C3 " * (size // 13),
}


def hostile(size: int = LENGTH) -> Iterator[tuple[str, str]]:
    """(what it is made of, text)."""
    for name, made in _HOSTILE.items():
        yield name, made(size)[:size]
