"""What the text says around a finding: names of numbers before it or behind it, short ones as whole words, longer ones as parts of words."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.types import Finding
from policies.redaction.words import words

_BEFORE: Final = 60
_BEHIND: Final = 50
_LEAD_IN: Final = 44
_TAIL: Final = 40
_SHORT: Final = 4
_DIGIT: Final = re.compile(r"\d")
_LAST_DIGIT: Final = re.compile(r".*\d", re.DOTALL)
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.){1,5}[^\W\d_]\b\.?")


class Surroundings:
    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[int, int], tuple[str, frozenset[str]]] = {}
        self._leads: dict[int, str] = {}

    def say(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) stands before or behind it."""
        near, single = self._around(finding.start, finding.end)
        return any(word in single if len(word) <= _SHORT and word.isalnum() else word in near for word in wanted)

    def begin(self, finding: Finding, stems: tuple[str, ...]) -> bool:
        """A word before or behind it begins with one of ``stems`` (lower case)."""
        return any(word.startswith(stems) for word in self._around(finding.start, finding.end)[1])

    def nearest(self, finding: Finding, wanted: tuple[str, ...]) -> int:
        """Where in what leads to it the last of ``wanted`` begins: the higher, the nearer; -1 if none does."""
        lead = self.lead(finding)
        return max((_last(lead, word) for word in wanted), default=-1) if lead else -1

    def lead(self, finding: Finding) -> str:
        """What stands before it, up to another number, in lower case; empty if no letter does."""
        if finding.start not in self._leads:
            before = self._text[max(0, finding.start - _LEAD_IN) : finding.start]
            self._leads[finding.start] = _worded(before[_behind_digits(before) :])
        return self._leads[finding.start]

    def tail(self, finding: Finding) -> str:
        """What stands behind it, up to another number, in lower case; empty if no letter does."""
        behind = self._text[finding.end : finding.end + _TAIL]
        digit = _DIGIT.search(behind)
        return _worded(behind[: digit.start()] if digit else behind)

    def stands_alone(self, finding: Finding) -> bool:
        """Nothing else is on its line."""
        return not self._beside(finding.start - 1, -1) and not self._beside(finding.end, 1)

    def _beside(self, place: int, step: int) -> bool:
        while 0 <= place < len(self._text) and self._text[place] in " \t.,;":
            place += step
        return 0 <= place < len(self._text) and self._text[place] not in "\r\n"

    def _around(self, start: int, end: int) -> tuple[str, frozenset[str]]:
        if (start, end) not in self._known:
            near = f"{self._text[max(0, start - _BEFORE) : start]} {self._text[end : end + _BEHIND]}".lower()
            plain = undotted(near)
            self._known[start, end] = near, frozenset(word for word, _ in words(near if plain == near else f"{near} {plain}"))
        return self._known[start, end]


def _behind_digits(text: str) -> int:
    found = _LAST_DIGIT.match(text)
    return found.end() if found else 0


def _worded(text: str) -> str:
    return undotted(text.lower()) if any(map(str.isalpha, text)) else ""


def undotted(text: str) -> str:
    """Letters with full stops as the short form that they are: A.F.M. as AFM."""
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), text) if "." in text else text


def _last(text: str, word: str) -> int:
    """Where ``word`` begins for the last time: a short one as a whole word, a longer one also as part of one."""
    place = text.rfind(word)
    while place >= 0 and len(word) <= _SHORT and _is_inner(text, place, place + len(word)):
        place = text.rfind(word, 0, place)
    return place


def _is_inner(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
