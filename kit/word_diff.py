"""What differs between two texts, word by word."""

from __future__ import annotations

import re

from diff_match_patch import diff_match_patch

Piece = tuple[str, str]
"""("", "ins", "del" or "cut", text)"""

_KINDS = {-1: "del", 0: "", 1: "ins"}
_AROUND = 80
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_TORN_START, _TORN_END = re.compile(r"^\S{1,30}\s"), re.compile(r"\s\S{1,30}$")
_LONGEST = 20_000


def between(before: str, after: str) -> list[Piece]:
    """As ``whole``, with equal stretches far from any change cut short."""
    pieces = whole(before, after)
    return [part for place, piece in enumerate(pieces) for part in _shortened(piece, first=place == 0, last=place == len(pieces) - 1)]


def whole(before: str, after: str) -> list[Piece]:
    """Texts beyond 20,000 characters are compared by what they begin with."""
    one, other, words = _as_characters(before[:_LONGEST], after[:_LONGEST])
    engine = diff_match_patch()
    engine.Diff_Timeout = 0.3
    found = [(kind, "".join(words[ord(char)] for char in text)) for kind, text in engine.diff_main(one, other, False)]
    engine.diff_cleanupSemantic(found)
    return [(_KINDS[kind], text) for kind, text in found]


def _as_characters(*texts: str) -> tuple[str, str, list[str]]:
    """Each word becomes one character, so that a change is told in whole words. Surrogates are left out: they are no characters."""
    words: list[str] = []
    known: dict[str, str] = {}
    written = []
    for text in texts:
        characters = []
        for word in _WORDS.findall(text):
            if word not in known:
                if len(words) == 0xD800:
                    words.extend([""] * 0x800)
                known[word] = chr(len(words))
                words.append(word)
            characters.append(known[word])
        written.append("".join(characters))
    return written[0], written[1], words


def _shortened(piece: Piece, *, first: bool, last: bool) -> list[Piece]:
    kind, text = piece
    if kind or len(text) <= 2 * _AROUND + 40:
        return [piece]
    head, tail = "" if first else _TORN_END.sub("", text[:_AROUND]), "" if last else _TORN_START.sub("", text[-_AROUND:])
    return [one for one in (("", head), ("cut", " … "), ("", tail)) if one[1]]
