"""What the tagger looks at, as numbers of rows in its table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from policies.redaction.people.towns import covered
from policies.redaction.people.words import clue, is_compound, known, language_of

BITS: Final = 20
_MASK: Final = (1 << BITS) - 1
_LONG: Final = 8
_ENDS: Final = frozenset(".!?:;")
EVERY: Final = "b"
"""What every word has."""
UNKNOWN: Final = "?"
"""Stands for a word that no text of the training holds, or that training pretends not to know."""


def shape(word: str) -> str:
    """Runs of capitals, small letters, digits and signs: Xx, X, x, Xx-Xx, X.X, d."""
    marks: list[str] = []
    for char in word[:24]:
        mark = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        if not marks or marks[-1] != mark:
            marks.append(mark)
    return "".join(marks) + ("1" if len(word) == 1 else "")


class Lines:
    """Features of a text's lines, one after the other: a line is read with what stands in the one before it."""

    def __init__(self, words: Sequence[str], towns: frozenset[int] = frozenset()) -> None:
        self._towns = towns
        self._language = language_of([word.lower() for word in words])
        self._before = "start"

    def rows(self, words: Sequence[str], shown: Sequence[str], strange: Collection[int] = ()) -> list[list[int]]:
        """Row numbers for each word. ``shown``: the words in lower case, those that are not known as UNKNOWN; ``strange``: places that no list of towns has."""
        at_towns = covered(words, self._towns).difference(strange)
        lists = [known(word) + ("g" if place in at_towns else "") or _made_of(words[place]) for place, word in enumerate(shown)]
        made = _features(words, shown, lists, self._language, self._before)
        self.passed(words)
        return [[crc32(feature.encode()) & _MASK for feature in features] for features in made]

    def passed(self, words: Sequence[str]) -> None:
        """A line that holds no name: the next one is read with it all the same."""
        self._before = _kind_of(words)


def row_of(feature: str) -> int:
    return crc32(feature.encode()) & _MASK


def _made_of(word: str) -> str:
    return "t" if len(word) >= _LONG and word[0].isupper() and is_compound(word.lower()) else "-"


def _kind_of(words: Sequence[str]) -> str:
    clues = "".join(clue(word.lower()) for word in words[:5])
    if "sf" in clues and len(words) <= 7:
        return "signoff"
    return "greeting" if "gg" in clues else "short" if len(words) <= 5 else "long"


def _features(words: Sequence[str], shown: Sequence[str], lists: Sequence[str], language: str, before: str) -> list[list[str]]:
    pad = ["", ""]
    read = _Read(
        [*pad, *(word.lower() for word in words), *pad],
        [*pad, *shown, *pad],
        [*pad, *(shape(word) for word in words), *pad],
        [*pad, *lists, *pad],
        [*pad, *(clue(word) for word in shown), *pad],
    )
    line = f"{before}{min(len(words), 6) if len(words) < 6 else 'n'}{_kind_of(words)[0]}"
    loud = "L" if sum(word.isupper() for word in words) > len(words) / 2 else "l" if not any(word[:1].isupper() for word in words) else "m"
    return [_of(place, read, language + loud, line) for place in range(2, len(words) + 2)]


class _Read(NamedTuple):
    """Of each word of a line, with two empty ones around it: real, as far as known, shape, lists, clues."""

    real: list[str]
    shown: list[str]
    shapes: list[str]
    lists: list[str]
    clues: list[str]


def _of(at: int, read: _Read, language: str, line: str) -> list[str]:
    real, w, s, k, c = read
    word, form, first = real[at], s[at][:2], "1" if at == 2 or real[at - 1] in _ENDS else "0"
    place = f"{min(at - 2, 3)}{'e' if at == len(w) - 3 else ''}"
    unknown = "u" if w[at] == UNKNOWN else "k"
    return [
        EVERY, f"w{w[at]}", f"w-{w[at - 1]}", f"w+{w[at + 1]}", f"w=-{w[at - 2]}", f"w=+{w[at + 2]}", f"s{s[at]}{unknown}{language}", f"s-{s[at - 1]}|{s[at]}",
        f"s+{s[at]}|{s[at + 1]}", f"3{word[-3:]}{s[at]}", f"2{word[-2:]}{language[:2]}", f"4{word[-4:]}", f"p{word[:3]}{form}", f"k{k[at]}|{form}", f"k-{k[at - 1]}|{k[at]}",
        f"k+{k[at]}|{k[at + 1]}", f"f{first}{s[at]}{k[at]}{unknown}{language}", f"c{c[at]}", f"c-{c[at - 1]}|{form}|{k[at]}", f"c=-{c[at - 2]}{c[at - 1]}|{form}",
        f"c+{c[at + 1]}|{form}", f"v-{w[at - 1]}|{form}{first}{unknown}", f"v+{w[at + 1]}|{form}{unknown}", f"v--{w[at - 2]} {w[at - 1]}|{form}", f"l{line}|{form}{place}{unknown}",
        f"L{line[:4]}|{k[at]}|{place}", f"kk{k[at - 1]}{k[at]}{k[at + 1]}", f"sss{s[at - 1]}{s[at]}{s[at + 1]}{unknown}", f"vv{w[at - 1]}|{w[at + 1]}|{form}",
        f"uu{w[at - 1] == UNKNOWN}{unknown}{w[at + 1] == UNKNOWN}{s[at - 1][:2]}{form}{s[at + 1][:2]}{first}{language}",
        f"5{word[-5:]}", f"q{word[:4]}", f"r{word[:2]}{word[-2:]}{form}", f"3-{real[at - 1][-3:]}|{form}{k[at]}", f"3+{real[at + 1][-3:]}|{form}{k[at]}", f"vk{w[at - 1]}|{k[at]}|{form}",
        f"v+k{w[at + 1]}|{k[at]}|{form}", f"kkk{k[at - 2]}|{k[at - 1]}|{k[at]}|{form}", f"kk+{k[at]}|{k[at + 1]}|{k[at + 2]}|{form}", f"v++{w[at + 1]} {w[at + 2]}|{form}",
        f"3k{word[-3:]}{k[at]}{form}{first}", f"sk{s[at - 1]}{k[at - 1]}|{s[at]}{k[at]}",
    ]  # fmt: skip
