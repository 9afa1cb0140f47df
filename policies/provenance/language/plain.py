"""A text as it is compared: one spelling of width, case, space and dash, without characters nobody sees, each with its place in the original.

``strict`` is for trusted texts and for values: two letters that only look alike stay different. ``loose`` is for untrusted ones: letters of
other alphabets that look Latin are Latin and accents are gone, so that a disguise hides nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

INVISIBLE: Final = frozenset(
    [*map(chr, (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0))]
    + [chr(code) for low, high in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xE0000, 0xE01EF)) for code in range(low, high + 1)]
)  # fmt: skip
_JOINERS: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
_ALIKE: Final = str.maketrans(
    "аеорсухіјѕԁһӏԛԝкмтвнгпзбλαοερτυκινχγμнηωßæøđłı",
    "aeopcyxijsdhlqwkmtbhrn36laoeptukivxymhnwsaodli",
)
_SAME: Final = str.maketrans({**dict.fromkeys("‐‑‒–—−﹣－", "-"), **dict.fromkeys("‘’‚′`´", "'"), **dict.fromkeys("“”„″«»", '"')})


@dataclass(frozen=True, slots=True)
class Plain:
    """``at[i]`` is the code point of the original that character i of ``text`` came from."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.at[start], self.at[end - 1] + 1

    def place(self, original: int) -> int:
        """The character of ``text`` at or after a place of the original."""
        return bisect_left(self.at, original)


@lru_cache(maxsize=512)
def strict(text: str) -> Plain:
    if text.isascii() and "  " not in text and not any(one in text for one in "\n\t\r\x0b\x0c`"):
        return Plain(text.lower(), tuple(range(len(text))))
    return _mapped(text, loosely=False)


@lru_cache(maxsize=512)
def loose(text: str) -> Plain:
    return _mapped(text, loosely=True)


def _mapped(text: str, *, loosely: bool) -> Plain:
    characters: list[str] = []
    at: list[int] = []
    for place, raw in enumerate(text):
        if raw in INVISIBLE:
            continue
        if unicodedata.combining(raw) and characters:
            joined = characters[-1] if loosely else unicodedata.normalize("NFC", characters[-1] + raw)
            if len(joined) == 1:
                characters[-1] = joined
                continue
        for one in _character(raw, loosely):
            if one == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(one)
            at.append(place)
    return Plain("".join(characters), tuple(at))


@lru_cache(maxsize=8192)
def _character(raw: str, loosely: bool) -> str:
    """What one character is compared as; line ends are spaces."""
    if raw.isspace():
        return " "
    found = unicodedata.normalize("NFKC", raw.translate(_SAME)).casefold().translate(_SAME)
    return bare(found) if loosely else found.replace("\u0307", "")


def bare(text: str) -> str:
    """Without accents and with look-alike letters of other alphabets as Latin ones."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(_ALIKE)


def flat(text: str) -> str:
    """Without accents, letter by letter, so that places stay."""
    return text if text.isascii() else "".join(found if len(found := bare(one)) == 1 else one for one in text)


def unseen(text: str) -> int | None:
    """Place of the first character that a reader cannot see, None if there is none. Joiners inside scripts and emoji that need them are fine."""
    for place, one in enumerate(text):
        if one in INVISIBLE and not (one in _JOINERS and _needed(text, place)):
            return place
    return None


def _needed(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    return (
        bool(before) and not before.isascii() and unicodedata.name(before, "").split(" ")[0] not in ("LATIN", "CYRILLIC", "GREEK", "DIGIT")
    )
