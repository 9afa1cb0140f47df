"""What the text says around a finding: names of numbers before it or behind it, short ones as whole words, longer ones as parts of words."""

from __future__ import annotations

import re
from typing import Final

from policies.redaction.around.countries import countries
from policies.redaction.around.layout import Cell, Tables
from policies.redaction.scanning.words import words
from policies.redaction.types import Finding

_BEFORE: Final = 60
_BEHIND: Final = 50
_LEAD_IN: Final = 44
_FAR: Final = 110
_TAIL: Final = 40
_NEIGHBOURHOOD: Final = 300
_SHORT: Final = 4
_WHOLE: Final = frozenset(
    (
        "perso",
        "plate",
        "placa",
        "plaka",
        "targa",
        "skilt",
        "konto",
        "compte",
        "cuenta",
        "conta",
        "conto",
        "mašina",
        "coche",
        "carro",
        "truck",
        "lorry",
        "macchina",
    )
)
"""Longer ones that begin too many other words."""
_NO_BLANKS: Final = "\u0590"
"""Where the scripts begin that set none between words, or glue articles to them."""
_NUMBER: Final = re.compile(r"\d(?:[ ./-]?\d){3,}")
"""Another number than one in words such as "(11 digits)"."""
_LONG: Final = re.compile(r"\d(?:[ ./-]?\d){5,}")
"""One that is no price or year."""
_CAMEL: Final = re.compile(
    r"(?<=[a-zß-öø-ÿа-яё])(?=[A-ZА-Я][^\W\d_]{2})|(?<=[a-z]{2})(?=(?:No|Nr|Id|ID)\b)|(?<=[A-Z]{2})(?=[A-Z][a-z]{3}|[A-Z][a-z]{1,2}[A-Z]|(?:No|Nr|Id|Num)\b)"
    r"|(?<=[A-Za-z0-9])(?=[\u0590-\u1dff\u2000-\uffff])|(?<=[\u0590-\u1dff\u2000-\uffff])(?=[A-Za-z0-9])"
)
"""Where a word begins within another: in the names of fields, and beside scripts that set no blanks."""
_MAILBOX: Final = re.compile(r"(?:(?<![\w.+-])[\w.+-]+)?@[\w.-]*|\b(?:https?://|www\.)\S*")
"""An address, or what the place where one looks has left of it: its words name no number."""
_CLOSED: Final = re.compile(r"[\n\r\t|•·<>{}]|[\"'],")
_ENDED: Final = re.compile(rf"{_CLOSED.pattern}| [–—-] ")
"""Behind a dash stands what the next number is called, if there is one."""
_SENTENCE: Final = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])|\n\s*\n")
_DOTTED: Final = re.compile(
    r"\b(?:(?:[^\W\d_]\. ?){1,5}[^\W\d_]\b\.?|(?:[^\W\d_]-){1,5}[^\W\d_]\b(?!-)|(?:[^\W\d_] ){1,5}[^\W\d_]\b(?![.-]))"
)
"""All with full stops, all with hyphens, or all with blanks: a letter that is a word stands before a short form as well."""
_SEPARATE: Final = re.compile(r"[. -]")
_FILLERS: Final = re.compile(
    r"(?:[\s:;.,#=(\[\"'>»„“*_|-]|(?<![^\W\d_])(?:nr|no|num|nº|n°|number|nummer|numer|número|numéro|numero|номер|is|ist|est|es|är|er|on|jest|to|é|è)(?![^\W\d_]))+$"
)
"""What may stand between a name and its number."""
_ENDINGS: Final = ("nr", "no", "num", "nummer", "number", "nº", "s")
"""What is glued to a short name: bsnnr, npinumber."""


class Surroundings:
    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[tuple[int, int], tuple[str, frozenset[str]]] = {}
        self._leads: dict[int, str] = {}
        self._far: dict[tuple[int, int], str] = {}
        self._said: dict[tuple[str, int], bool] = {}
        self._nearest: dict[
            tuple[str, int], int
        ] = {}  # like _said by words that were read and by list, since lists live as long as the program
        self.tables = Tables(text)
        self._cells: dict[int, Cell | None] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self._following: dict[tuple[str, int], tuple[int, int] | None] = {}
        self._countries: dict[int, frozenset[str]] = {}

    def say(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) stands before or behind it."""
        near = self._around(finding.start, finding.end)[0]
        if (near, id(wanted)) not in self._said:
            self._said[near, id(wanted)] = any(_last(near, word) >= 0 for word in wanted)
        return self._said[near, id(wanted)]

    def begin(self, finding: Finding, stems: tuple[str, ...]) -> bool:
        """A word before or behind it begins with one of ``stems`` (lower case), or is one with a $ behind it."""
        return any(f"{word}$".startswith(stems) for word in self._around(finding.start, finding.end)[1])

    def countries(self, finding: Finding) -> frozenset[str]:
        """Whose phone numbers and addresses stand in its neighbourhood."""
        part = finding.start // _NEIGHBOURHOOD
        if part not in self._countries:
            low = max(0, (part - 1) * _NEIGHBOURHOOD)
            self._countries[part] = countries(self.text[low : low + 3 * _NEIGHBOURHOOD])
        return self._countries[part]

    def nearest(self, finding: Finding, wanted: tuple[str, ...]) -> int:
        """Where in what leads to it the last of ``wanted`` begins: the higher, the nearer; -1 if none does."""
        lead = self.lead(finding)
        if not lead:
            return -1
        if (lead, id(wanted)) not in self._nearest:
            self._nearest[lead, id(wanted)] = max((_last(lead, word) for word in wanted), default=-1)
        return self._nearest[lead, id(wanted)]

    def behind(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` stands in its ``tail``."""
        tail = self.tail(finding)
        return bool(tail) and any(_last(tail, word) >= 0 for word in wanted)

    def follows(self, finding: Finding, wanted: tuple[str, ...]) -> tuple[int, int] | None:
        """How far behind it, as a number below nought, and how long the first of ``wanted`` is in its line or field."""
        behind = self.said_behind(finding)
        if behind and (behind, id(wanted)) not in self._following:
            places = ((-place, len(word)) for word in wanted if (place := _last(behind, word)) >= 0)
            self._following[behind, id(wanted)] = max(places, default=None)
        return self._following[behind, id(wanted)] if behind else None

    def follow_alone(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` follows it, and no other number that it might lead to."""
        return self.follows(finding, wanted) is not None and not _NUMBER.search(self.text[finding.end : finding.end + _FAR])

    def ends_in(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` stands right before it, with "number", "is", a colon or the like between at most."""
        lead = self.lead(finding).rstrip(" :\n=")
        return bool(lead) and any(
            near.endswith(word) and not _is_inner(f"{near} ", len(near) - len(word), len(near))
            for near in {lead, _FILLERS.sub("", lead)}
            for word in wanted
        )

    def outshone(self, finding: Finding, own: tuple[str, ...], others: tuple[str, ...]) -> bool:
        """The last of ``own`` in what leads to it is a part of one of ``others`` that has more words."""
        lead = self.lead(finding)
        end = max((place + len(word) for word in own if (place := _last(lead, word)) >= 0), default=-1)
        if end < 0:
            return False
        begin = min(place for word in own if (place := _last(lead, word)) >= 0 and place + len(word) == end)
        return any(
            place <= begin and place + len(word) >= end and " " in lead[place : place + len(word)].replace(lead[begin:end], "")
            for word in others
            if " " in word and word not in own and (place := _last(lead, word)) >= 0
        )

    def name_ends(self, finding: Finding, wanted: tuple[str, ...]) -> int:
        """Where the last of ``wanted`` ends: of two names that begin as one the longer says more."""
        lead = self.lead(finding)
        if (lead, id(wanted)) not in self._ends:
            self._ends[lead, id(wanted)] = max((place + len(word) for word in wanted if (place := _last(lead, word)) >= 0), default=-1)
        return self._ends[lead, id(wanted)]

    def heading(self, finding: Finding) -> str:
        """What stands above it in a table, in lower case."""
        cell = self._cell(finding.start)
        return _worded(cell.heading) if cell else ""

    def lead(self, finding: Finding) -> str:
        """What stands before it, up to another number, in lower case; empty if no letter does."""
        if finding.start not in self._leads:
            cell = self._cell(finding.start)
            before = self.text[max(cell.start if cell else 0, finding.start - _LEAD_IN) : finding.start]
            heading = f"{cell.heading} " if cell else ""
            self._leads[finding.start] = _worded(heading + before[_behind_digits(before) :])
        return self._leads[finding.start]

    def tail(self, finding: Finding) -> str:
        """What stands behind it, up to another number, in lower case; empty if no letter does."""
        cell = self._cell(finding.start)
        behind = self.text[finding.end : min(finding.end + _TAIL, cell.end if cell else len(self.text))]
        number = _NUMBER.search(behind)
        return _worded(behind[: number.start()] if number else behind)

    def said_behind(self, finding: Finding) -> str:
        """The ``tail`` up to the end of its line or field: what stands on the next line is about something else."""
        tail = self.text[finding.end : finding.end + _FAR]
        number = _NUMBER.search(tail)
        ended = (_ENDED if _LONG.search(tail) else _CLOSED).search(tail)
        return _worded(tail[: min(ended.start() if ended else _FAR, number.start() if number else _FAR)])

    def tell(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` (lower case) stands somewhere in its sentence, with no other number between them."""
        return self.longest(finding, wanted) > 0

    def longest(self, finding: Finding, wanted: tuple[str, ...]) -> int:
        """Letters of the longest of ``wanted`` in its sentence, 0 if there is none."""
        if (finding.start, finding.end) not in self._far:
            self._far[finding.start, finding.end] = self._sentence(finding.start, finding.end)
        sentence = self._far[finding.start, finding.end]
        return max((len(word) for word in wanted if _last(sentence, word) >= 0), default=0) if sentence else 0

    def _sentence(self, start: int, end: int) -> str:
        cell = self._cell(start)
        if cell:
            return _worded(
                f"{cell.heading} {self.text[max(cell.start, start - _FAR) : start]} {self.text[end : min(cell.end, end + _FAR)]}"
            )
        before, behind = self.text[max(0, start - _FAR) : start], self.text[end : self._own_line(start, end) or end + _FAR]
        before = before[_behind_digits(before) :]
        starts = [found.end() for found in _SENTENCE.finditer(before)]
        stops = [found.start() for found in (_NUMBER.search(behind), _SENTENCE.search(behind)) if found]
        return _worded(f"{before[starts[-1] if starts else 0 :]} {behind[: min(stops, default=_FAR)]}")

    def in_line(self, finding: Finding, wanted: tuple[str, ...]) -> bool:
        """One of ``wanted`` leads to it on its own line; no line is told apart within a table."""
        line = "" if self._cell(finding.start) else _worded(self._line_before(finding.start))
        return bool(line) and any(_last(line, word) >= 0 for word in wanted)

    def _line_before(self, start: int) -> str:
        low = max(0, start - _BEFORE)
        return self.text[max(low, self.text.rfind("\n", low, start) + 1) : start]

    def _own_line(self, start: int, end: int) -> int:
        """Where its line ends, if a word on it leads to the number: then the next line is about something else; else 0."""
        stop = self.text.find("\n", end, end + _FAR)
        return stop if stop >= 0 and any(map(str.isalpha, self._line_before(start))) else 0

    def _cell(self, place: int) -> Cell | None:
        if place not in self._cells:
            self._cells[place] = self.tables.cell(place)
        return self._cells[place]

    def stands_alone(self, finding: Finding) -> bool:
        """Nothing else is on its line."""
        return not self._beside(finding.start - 1, -1) and not self._beside(finding.end, 1)

    def _beside(self, place: int, step: int) -> bool:
        while 0 <= place < len(self.text) and self.text[place] in " \t.,;":
            place += step
        return 0 <= place < len(self.text) and self.text[place] not in "\r\n"

    def _around(self, start: int, end: int) -> tuple[str, frozenset[str]]:
        if (start, end) not in self._known:
            cell = self._cell(start)
            first, last = (cell.start, min(cell.end, end + _FAR)) if cell else (start - _BEFORE, end + _BEHIND)
            if not cell and (own_line := self._own_line(start, end)):
                last = own_line
            raw = f"{cell.heading if cell else ''} {self.text[max(0, first, start - _BEFORE) : start]} {self.text[end:last]}"
            near = spoken(_unlinked(raw)) if any(map(str.isalpha, raw)) else ""
            plain = undotted(near)
            whole = near if plain == near else f"{near} {plain}"
            self._known[start, end] = whole, frozenset(word for word, _ in words(whole))
        return self._known[start, end]


def _behind_digits(text: str) -> int:
    return max((found.end() for found in _NUMBER.finditer(text)), default=0)


def _worded(text: str) -> str:
    return undotted(spoken(_unlinked(text))) if any(map(str.isalpha, text)) else ""


def _unlinked(text: str) -> str:
    return _MAILBOX.sub(" ", text) if "@" in text or "://" in text or "www." in text else text


def spoken(text: str) -> str:
    """In lower case, the names of fields in programs as words: taxFileNo and TAX_FILE_NO as "tax file no"."""
    return _CAMEL.sub(" ", text.replace("_", " ")).lower()


def undotted(text: str) -> str:
    """Letters that are set apart as the short form that they are: A.F.M. and a-f-m as AFM and afm."""
    return _DOTTED.sub(lambda found: _SEPARATE.sub("", found[0]), text)


def _last(text: str, word: str) -> int:
    """Where ``word`` begins for the last time: a short one as a whole word, a longer one also as part of one; hyphens may stand for its blanks."""
    if "-" in text and " " in word:
        text = text.replace("-", " ")
    place = text.rfind(word)
    while place >= 0 and _is_whole(word) and _is_inner(text, place, place + len(word)):
        place = text.rfind(word, 0, place)
    return place


def _is_whole(word: str) -> bool:
    """A short word must stand by itself, where the script sets blanks between words."""
    return (len(word) <= _SHORT or word in _WHOLE) and word.isalnum() and word[0] < _NO_BLANKS


def _is_inner(text: str, start: int, end: int) -> bool:
    if text[start - 1 : start].isalnum():
        return True
    return text[end : end + 1].isalnum() and not any(
        text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum() for ending in _ENDINGS
    )
